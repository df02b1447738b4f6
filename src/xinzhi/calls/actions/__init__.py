"""The verbs of calls and applications: the only place of the room that writes."""

from .change_call import change_call
from .decide_check import decide_check
from .files import attach_file, remove_file
from .make_call import make_call
from .move_call import cancel_call, end_call, publish_call
from .restrict import lift_restriction, record_restriction
from .run_check import check_call, run_check
from .save_section import AnswersError, save_basics, save_section
from .start_application import start_application
from .submit_application import IncompleteError, submit_application
from .team import add_member, remove_member
from .withdraw_application import delete_draft, withdraw_application

__all__ = [
    "AnswersError",
    "IncompleteError",
    "add_member",
    "attach_file",
    "cancel_call",
    "change_call",
    "check_call",
    "decide_check",
    "delete_draft",
    "end_call",
    "lift_restriction",
    "make_call",
    "publish_call",
    "record_restriction",
    "remove_file",
    "remove_member",
    "run_check",
    "save_basics",
    "save_section",
    "start_application",
    "submit_application",
    "withdraw_application",
]
