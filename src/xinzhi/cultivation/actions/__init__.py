"""Verbs of the room."""

from .draft_edition import draft_edition
from .step_edition import (
    approve_edition,
    discard_edition,
    publish_edition,
    return_edition,
    submit_edition,
    withdraw_edition,
)

__all__ = [
    "approve_edition",
    "discard_edition",
    "draft_edition",
    "publish_edition",
    "return_edition",
    "submit_edition",
    "withdraw_edition",
]
