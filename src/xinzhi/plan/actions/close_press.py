"""Close a pressing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Press, PressState

from .unchanged import require_unchanged


def close_press(*, actor: Any, press: Press, why: str = "") -> Press:
    """The closed pressing. An unanswered one needs a reason. Raises PermissionDenied or ValidationError."""
    require(actor, "plan.close_press", press)
    if press.state == PressState.CLOSED:
        raise ValidationError(_("This pressing is closed already."), code="state")
    if press.state == PressState.OPEN and not why.strip():
        raise ValidationError({"why": _("Say why it is closed without an answer.")})
    with recorded("plan.close_press", actor=actor, subject=press, why=why):
        require_unchanged(press)
        press.state = PressState.CLOSED
        press.save()
    return press
