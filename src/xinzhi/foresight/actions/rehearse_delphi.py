"""A rehearsal: demonstration accounts sit on the panel of a simulated survey, and answer its rounds and workshops."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight import delphi_simulation as simulation
from xinzhi.foresight.models import CrossImpactWorkshop, DelphiSeat, DelphiSurvey

EXPERTS = 10


def rehearse_panel(*, actor: Any, survey: DelphiSurvey, seed: int = 1) -> list[DelphiSeat]:
    """Ten demonstration accounts on the panel, all having accepted, one with a declared conflict.

    Raises PermissionDenied (who runs the survey) and ValidationError: not simulated, no statement, begun, or done already.
    """
    _require_simulated(actor, survey)
    if survey.state != "draft" or not survey.statements.exists():
        raise ValidationError(_("Add statements first; a panel is rehearsed before the first round."), code="state")
    if survey.seats.filter(user__simulated=True).exists():
        raise ValidationError(_("The demonstration accounts sit on the panel already."), code="twice")
    with recorded("foresight.rehearse_panel", actor=actor, subject=survey):
        experts = simulation.simulate_experts(survey, EXPERTS)
        return simulation.simulate_panel(survey, experts, actor=actor, seed=seed)


def rehearse_round(*, actor: Any, survey: DelphiSurvey, seed: int = 1) -> int:
    """How many answers the demonstration accounts gave in the open round.

    Raises PermissionDenied (who runs the survey) and ValidationError: not simulated, no open round, no such accounts.
    """
    _require_simulated(actor, survey)
    if not survey.rounds.filter(closed_at=None).exists():
        raise ValidationError(_("No round is open."), code="round")
    with recorded("foresight.rehearse_round", actor=actor, subject=survey):
        return simulation.simulate_round(survey, _seats(survey), seed=seed)


def rehearse_workshop(*, actor: Any, workshop: CrossImpactWorkshop, seed: int = 1) -> int:
    """How many demonstration accounts entered in the open workshop. Raises as `rehearse_round`."""
    _require_simulated(actor, workshop.survey)
    if workshop.state != "open":
        raise ValidationError(_("The workshop is not open."), code="closed")
    seats = _seats(workshop.survey)
    with recorded("foresight.rehearse_workshop", actor=actor, subject=workshop):
        simulation.simulate_workshop(workshop, seats, seed=seed)
    return len(seats)


def _require_simulated(actor: Any, survey: DelphiSurvey) -> None:
    require(actor, "foresight.run_delphi", survey)
    if not survey.simulated:
        raise ValidationError(_("Only a survey marked as simulated is rehearsed."), code="simulated")


def _seats(survey: DelphiSurvey) -> list[DelphiSeat]:
    rows = survey.seats.filter(state="accepted", user__simulated=True).select_related("user", "survey", "voice")
    seats = list(rows.order_by("pk"))
    if not seats:
        raise ValidationError(_("No demonstration account sits on the panel."), code="nobody")
    return seats
