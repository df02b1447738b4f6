"""Reject what somebody else recorded, with a reason."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Claim, ClaimState

from .decide import notify_recorder, take_effect, waiting


def reject_claim(*, actor: Any, claim: Claim, why: str) -> Claim:
    """The rejected claim; who recorded it is told why. A new entry that nothing else speaks of is withdrawn.

    Raises PermissionDenied, and ValidationError without a reason or when it is decided already.
    """
    require(actor, "registry.decide", claim)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: who recorded this reads it.")})
    with recorded("registry.reject_claim", actor=actor, subject=claim, why=why):
        waiting(claim, actor, ClaimState.REJECTED, why)
        take_effect(claim, actor=actor, why=why)
        notify_recorder(claim, why)
    return claim
