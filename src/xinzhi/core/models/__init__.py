"""The ground floor's nouns."""

from .audit import ActionRecord
from .base import Bilingual, Fact, Precision, Stamped
from .files import StoredFile
from .inbox import Notification, SavedView
from .jobs import Job, JobState
from .search import SearchChange
from .user import MailMode, User

__all__ = [
    "ActionRecord",
    "Bilingual",
    "Fact",
    "Job",
    "JobState",
    "MailMode",
    "Notification",
    "Precision",
    "SavedView",
    "SearchChange",
    "Stamped",
    "StoredFile",
    "User",
]
