"""Verbs of the room."""

from .check_ladder import check_ladder
from .consent import give_consent, withdraw_consent
from .decide_line import hold_line, release_line
from .draft_edition import draft_edition
from .draft_run import draft_run
from .file_finance import (
    Contract,
    claim_loss,
    confirm_filing,
    end_filing,
    file_finance,
    refuse_filing,
    reject_loss,
    share_loss,
)
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
    "Contract",
    "accept_member",
    "approve_edition",
    "approve_run",
    "check_ladder",
    "claim_loss",
    "close_run",
    "confirm_filing",
    "discard_edition",
    "discard_run",
    "draft_edition",
    "draft_run",
    "end_filing",
    "file_finance",
    "give_consent",
    "hold_line",
    "leave_library",
    "notice_run",
    "propose_member",
    "publish_edition",
    "recheck_member",
    "record_service",
    "refuse_filing",
    "refuse_member",
    "reject_loss",
    "release_line",
    "return_edition",
    "return_run",
    "share_loss",
    "submit_edition",
    "submit_run",
    "withdraw_consent",
    "withdraw_edition",
]
