"""The ground floor's verbs, one a file."""

from .cancel_job import cancel_job
from .delete_view import delete_view
from .mark_read import mark_read
from .notify import notify
from .resume_job import resume_job
from .save_view import save_view
from .send_digest import send_digest
from .set_display_name import set_display_name
from .set_mail_mode import set_mail_mode
from .store_file import store_file

__all__ = [
    "cancel_job",
    "delete_view",
    "mark_read",
    "notify",
    "resume_job",
    "save_view",
    "send_digest",
    "set_display_name",
    "set_mail_mode",
    "store_file",
]
