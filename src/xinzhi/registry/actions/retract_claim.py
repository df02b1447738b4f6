"""Take back a claim that should no longer be held; it stays in the history."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import Claim, ClaimState

from .decide import take_effect


def retract_claim(*, actor: Any, claim: Claim, why: str) -> Claim:
    """The retracted claim; its entry shows what the other sources say, or is withdrawn when there is none.

    Raises PermissionDenied, and ValidationError without a reason or for one that is not held.
    """
    require(actor, "registry.retract", claim)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason: the record keeps it.")})
    with recorded("registry.retract_claim", actor=actor, subject=claim, why=why):
        locked = type(claim)._default_manager.select_for_update().get(pk=claim.pk)  # noqa: SLF001
        if not (locked.is_held or locked.is_open):
            raise ValidationError(_("This is not held any more."), code="state")
        claim.state, claim.decided_by, claim.decided_at = ClaimState.RETRACTED, actor, timezone.now()
        claim.reason = why[:500]
        claim.save()
        take_effect(claim, actor=actor, why=why)
    return claim
