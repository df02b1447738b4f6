"""What accepting, rejecting and retracting share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.actions import notify
from xinzhi.registry.models import Claim, ClaimState, Statement
from xinzhi.registry.queries.find import address_of, entry_by_row
from xinzhi.registry.registers import BY_ONE

from .project import project, project_figures


def waiting(claim: Claim, actor: Any, state: ClaimState, why: str) -> None:
    """Put the decision on the claim, with its row locked. Raises ValidationError when somebody decided before."""
    locked = type(claim)._default_manager.select_for_update().get(pk=claim.pk)  # noqa: SLF001  Django's documented manager
    if not locked.is_open:
        raise ValidationError(
            _("This is decided already: %(state)s.") % {"state": locked.get_state_display()}, code="state"
        )
    claim.state, claim.decided_by, claim.decided_at, claim.reason = state, actor, timezone.now(), why[:500]
    claim.save()


def take_effect(claim: Claim, *, actor: Any, why: str) -> None:
    """Let the entry of a statement follow. Relations and titles show by their own state."""
    if not isinstance(claim, Statement):
        return
    if claim.period is None:
        project(BY_ONE[claim.kind], [claim.entry_id], actor=actor, why=why)
    else:
        project_figures(claim.kind, [claim.entry_id])


def notify_recorder(claim: Claim, why: str) -> None:
    """Tell who recorded the claim what became of it."""
    kind, number = claim.about  # type: ignore[attr-defined]
    entry = entry_by_row(kind, number)
    if claim.recorded_by is None or entry is None:
        return
    title = _("«%(name)s»: %(state)s") % {"name": entry.label, "state": claim.get_state_display()}
    notify(recipients=[claim.recorded_by], kind="registry.decided", title=title, body=why, url=address_of(entry))
