"""Press (催办) a department that is behind."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.workdays import add_workdays
from xinzhi.plan.models import Duty, Press, PressLevel, PressState
from xinzhi.plan.queries import duty_officers

ANSWER_WITHIN = {PressLevel.REMIND: 5, PressLevel.PRESS: 3, PressLevel.SUPERVISE: 2}
"""Working days in which a department answers, by level."""


def next_level(duty: Duty) -> PressLevel | None:
    """The level the next pressing of the duty has; None while supervision, the highest, is still unanswered."""
    last = duty.presses.filter(state=PressState.OPEN).order_by("-level").first()
    if last is None:
        return PressLevel.REMIND
    return PressLevel(last.level + 1) if last.level < PressLevel.SUPERVISE else None


def press_duty(*, actor: Any, duty: Duty, text: str, simulated: bool = False) -> Press:
    """The pressing sent, one level above the last unanswered one (it starts over once the department has answered).

    Raises PermissionDenied, and ValidationError without words or when supervision, the highest level, is still open.
    """
    require(actor, "plan.press_duty", duty)
    if not text.strip():
        raise ValidationError({"text": _("Say what is expected.")})
    level = next_level(duty)
    if level is None:
        raise ValidationError(_("The highest level is already open: close it first."), code="level")
    press = Press(
        duty=duty,
        level=level,
        text=text,
        sent_by=actor,
        due=add_workdays(timezone.localdate(), ANSWER_WITHIN[level]),
        simulated=simulated,
    )
    with recorded("plan.press_duty", actor=actor, subject=press, new=True, why=text):
        press.save()
        notify(
            recipients=duty_officers(duty.organisation_id),
            kind="plan.pressed",
            title=_("%(level)s: %(measure)s") % {"level": level.label, "measure": duty.measure.name},
            body=text,
            url=reverse("plan:press", args=[press.pk]),
        )
    return press
