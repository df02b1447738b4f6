"""Accept what somebody else recorded: it becomes public."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Claim, ClaimState

from .decide import notify_recorder, take_effect, waiting


def accept_claim(*, actor: Any, claim: Claim, why: str = "") -> Claim:
    """The accepted statement, relation or title; its entry shows it if the rule of choice says so.

    Raises PermissionDenied (nobody accepts what they recorded) and ValidationError when it is decided already.
    """
    require(actor, "registry.decide", claim)
    with recorded("registry.accept_claim", actor=actor, subject=claim, why=why):
        waiting(claim, actor, ClaimState.ACCEPTED, why)
        take_effect(claim, actor=actor, why=why)
        notify_recorder(claim, why)
    return claim
