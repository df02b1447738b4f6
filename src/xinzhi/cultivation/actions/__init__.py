"""Verbs of the room."""

from .decide_line import hold_line, release_line
from .draft_edition import draft_edition
from .draft_run import draft_run
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
    "approve_edition",
    "approve_run",
    "close_run",
    "discard_edition",
    "discard_run",
    "draft_edition",
    "draft_run",
    "hold_line",
    "notice_run",
    "publish_edition",
    "release_line",
    "return_edition",
    "return_run",
    "submit_edition",
    "submit_run",
    "withdraw_edition",
]
