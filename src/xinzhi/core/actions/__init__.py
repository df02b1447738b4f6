"""The ground floor's verbs, one a file."""

from .cancel_job import cancel_job
from .create_token import create_token
from .delete_view import delete_view
from .delete_webhook import delete_webhook
from .mark_read import mark_read
from .notify import notify
from .ping_webhook import ping_webhook
from .redeliver import redeliver
from .resume_job import resume_job
from .revoke_token import revoke_token
from .save_view import save_view
from .save_webhook import save_webhook
from .send_digest import send_digest
from .set_display_name import set_display_name
from .set_mail_mode import set_mail_mode
from .store_file import store_file
from .switch_webhook import switch_webhook

__all__ = [
    "cancel_job",
    "create_token",
    "delete_view",
    "delete_webhook",
    "mark_read",
    "notify",
    "ping_webhook",
    "redeliver",
    "resume_job",
    "revoke_token",
    "save_view",
    "save_webhook",
    "send_digest",
    "set_display_name",
    "set_mail_mode",
    "store_file",
    "switch_webhook",
]
