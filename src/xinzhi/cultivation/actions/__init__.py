"""Verbs of the room."""

from .check_ladder import check_ladder
from .decide_line import hold_line, release_line
from .draft_edition import draft_edition
from .draft_run import draft_run
from .keep_library import (
    accept_member,
    leave_library,
    propose_member,
    recheck_member,
    record_service,
    refuse_member,
)
from .step_edition import (
    approve_edition,
    discard_edition,
    publish_edition,
    return_edition,
    submit_edition,
    withdraw_edition,
)
from .step_run import approve_run, close_run, discard_run, notice_run, return_run, submit_run

__all__ = [
    "accept_member",
    "approve_edition",
    "approve_run",
    "check_ladder",
    "close_run",
    "discard_edition",
    "discard_run",
    "draft_edition",
    "draft_run",
    "hold_line",
    "leave_library",
    "notice_run",
    "propose_member",
    "publish_edition",
    "recheck_member",
    "record_service",
    "refuse_member",
    "release_line",
    "return_edition",
    "return_run",
    "submit_edition",
    "submit_run",
    "withdraw_edition",
]
