"""Answer a pressing in words."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.plan.models import Press, PressState
from xinzhi.plan.queries import plan_officers

from .unchanged import require_unchanged


def answer_press(*, actor: Any, press: Press, answer: str) -> Press:
    """The answered pressing. Raises PermissionDenied, and ValidationError when empty or no longer open."""
    require(actor, "plan.answer_press", press)
    if press.state != PressState.OPEN:
        raise ValidationError(_("This pressing is no longer open."), code="state")
    if not answer.strip():
        raise ValidationError({"answer": _("Write an answer.")})
    with recorded("plan.answer_press", actor=actor, subject=press):
        require_unchanged(press)
        press.state, press.answer = PressState.ANSWERED, answer
        press.answered_by, press.answered_at = actor, timezone.now()
        press.save()
        notify(
            recipients=plan_officers(exclude=actor),
            kind="plan.press_answered",
            title=_("%(department)s answered") % {"department": press.duty.organisation.name},
            body=answer,
            url=reverse("plan:press", args=[press.pk]),
        )
    return press
