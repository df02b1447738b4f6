"""Ask experts onto a panel, remind them, take a seat back, put another in its place."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.models import User
from xinzhi.core.roles import Role, has_role
from xinzhi.foresight.models import DelphiSeat, DelphiSurvey, DelphiTurnout, TurnoutState
from xinzhi.foresight.workflows_delphi import SEAT

from .delphi_locking import lock


def invite_experts(
    *, actor: Any, survey: DelphiSurvey, users: Iterable[User], group: str = "", replaces: DelphiSeat | None = None
) -> list[DelphiSeat]:
    """The seats, with a notice to each expert. `group` is a kind of experts (universities, firms …).

    Raises PermissionDenied (who runs it) and ValidationError: no experts, asked already, who runs the survey, the survey
    is over, or `replaces` a seat that stands or is replaced.
    """
    require(actor, "foresight.run_delphi", survey)
    people = list(users)
    if survey.state not in {"draft", "running"}:
        raise ValidationError(_("The survey is over."), code="state")
    if replaces is not None and (replaces.state not in {"declined", "withdrawn"} or replaces.replaced_by.exists()):
        raise ValidationError(_("This place is not free."), code="state")
    asked = set(survey.seats.filter(user__in=people).values_list("user", flat=True))
    for user in people:
        words = {"name": str(user)}
        if not has_role(user, Role.EXPERT):
            raise ValidationError({"users": _("%(name)s is no expert.") % words})
        if user.pk in asked:
            raise ValidationError({"users": _("%(name)s was asked already.") % words})
        if actor is not None and user.pk == actor.pk:
            raise ValidationError({"users": _("Who runs a survey does not sit on its panel.")})
    if not people:
        raise ValidationError({"users": _("Choose at least one expert.")})
    with recorded("foresight.invite_experts", actor=actor, subject=survey) as change:
        seats = [
            DelphiSeat.objects.create(survey=survey, user=user, group=group.strip()[:40], replaces=replaces)
            for user in people
        ]
        change.note("invited", None, len(seats))
        _tell(seats, "foresight.delphi_invited", _("You are asked onto a Delphi panel: %(survey)s"))
    return seats


def withdraw_seat(*, actor: Any, seat: DelphiSeat, why: str) -> DelphiSeat:
    """The seat, taken back. What the expert said in closed rounds stays counted; the open round loses it.

    Raises PermissionDenied (who runs the survey), ValidationError (no reason, ended).
    """
    step = SEAT.check(seat, "withdraw", actor=actor, why=why)
    with recorded("foresight.withdraw_seat", actor=actor, subject=seat, why=why):
        end_seat(seat, step.target, why)
    return seat


def remind_experts(*, actor: Any, survey: DelphiSurvey) -> int:
    """How many experts were reminded: who has not answered the invitation or the open round, each once a day.

    Raises PermissionDenied (who runs it).
    """
    require(actor, "foresight.run_delphi", survey)
    today = timezone.localdate()
    fresh = Q(reminded_at__isnull=True) | Q(reminded_at__date__lt=today)
    whole = DelphiTurnout.objects.filter(round__survey=survey, round__closed_at=None, state=TurnoutState.WHOLE)
    late = Q(state="invited")
    if survey.rounds.filter(closed_at=None).exists():
        late |= Q(state="accepted") & ~Q(pk__in=whole.values("seat"))
    with recorded("foresight.remind_experts", actor=actor, subject=survey) as change:
        seats = list(survey.seats.filter(late, fresh).select_related("user", "survey"))
        DelphiSeat.objects.filter(pk__in=[s.pk for s in seats]).update(reminded_at=timezone.now())
        change.note("reminded", None, len(seats))
        _tell(seats, "foresight.delphi_reminded", _("Your answer is waited for: %(survey)s"))
    return len(seats)


def end_seat(seat: DelphiSeat, state: str, why: str) -> None:
    """Let the seat end in this state. To be called inside an action."""
    lock(seat, state=seat.state)
    seat.state, seat.why, seat.answered_at = state, why.strip()[:500], timezone.now()
    seat.save(update_fields=["state", "why", "answered_at", "updated_at"])
    voice = getattr(seat, "voice", None)
    if voice is not None:
        voice.answers.filter(round__closed_at=None).delete()
    seat.turnout.filter(round__closed_at=None).delete()


def _tell(seats: Iterable[DelphiSeat], kind: str, title: str) -> None:
    for seat in seats:
        notify(
            recipients=[seat.user],
            kind=kind,
            title=title % {"survey": seat.survey.label},
            url=reverse("foresight:my_delphi", args=[seat.pk]),
        )
