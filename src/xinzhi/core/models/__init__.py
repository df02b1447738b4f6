"""The ground floor's nouns."""

from .api import ApiToken, KeptAnswer
from .audit import ActionRecord
from .base import Bilingual, Fact, Precision, Stamped
from .files import StoredFile
from .inbox import Notification, SavedView
from .jobs import Job, JobState
from .search import SearchChange
from .user import MailMode, User
from .vectors import TextVector
from .webhooks import Delivery, DeliveryState, Webhook

__all__ = [
    "ActionRecord",
    "ApiToken",
    "Bilingual",
    "Delivery",
    "DeliveryState",
    "Fact",
    "Job",
    "JobState",
    "KeptAnswer",
    "MailMode",
    "Notification",
    "Precision",
    "SavedView",
    "SearchChange",
    "Stamped",
    "StoredFile",
    "TextVector",
    "User",
    "Webhook",
]
