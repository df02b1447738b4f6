"""An expert takes a seat on a panel, or declines it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.foresight.models import DelphiSeat, DelphiVoice
from xinzhi.foresight.queries.delphi_people import managers_of
from xinzhi.foresight.workflows_delphi import SEAT

from .delphi_locking import lock
from .delphi_panel import end_seat


def accept_seat(*, actor: Any, seat: DelphiSeat) -> DelphiSeat:
    """The seat, taken; a voice is made for it. Raises PermissionDenied (the expert), ValidationError (answered, over)."""
    step = SEAT.check(seat, "accept", actor=actor)
    if seat.survey.state not in {"draft", "running"}:
        raise ValidationError(_("The survey is over."), code="state")
    with recorded("foresight.accept_seat", actor=actor, subject=seat):
        lock(seat, state=seat.state)
        seat.state, seat.answered_at = step.target, timezone.now()
        seat.save(update_fields=["state", "answered_at", "updated_at"])
        DelphiVoice.objects.create(survey=seat.survey, seat=seat, group=seat.group)
    return seat


def decline_seat(*, actor: Any, seat: DelphiSeat, why: str) -> DelphiSeat:
    """The seat, declined (also after it was taken); who runs the survey is told that a place is free.

    Raises PermissionDenied (the expert), ValidationError: no reason, ended, the survey is over.
    """
    step = SEAT.check(seat, "decline", actor=actor, why=why)
    if seat.survey.state not in {"draft", "running"}:
        raise ValidationError(_("The survey is over."), code="state")
    with recorded("foresight.decline_seat", actor=actor, subject=seat):
        end_seat(seat, step.target, why)
        notify(
            recipients=managers_of(seat.survey),
            kind="foresight.delphi_declined",
            title=_("A place on a Delphi panel is free: %(survey)s") % {"survey": seat.survey.label},
            url=reverse("foresight:delphi_panel", args=[seat.survey_id]),
        )
    return seat
