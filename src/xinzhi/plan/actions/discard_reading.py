"""Put a reading aside."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Reading, ReadingState

from .unchanged import require_unchanged


def discard_reading(*, actor: Any, reading: Reading, why: str) -> Reading:
    """The discarded reading; its text and corrections stay. Raises PermissionDenied, ValidationError."""
    require(actor, "plan.correct_reading", reading)
    if reading.state != ReadingState.DRAFT:
        raise ValidationError(_("This reading is no longer under review."), code="state")
    if not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    with recorded("plan.discard_reading", actor=actor, subject=reading, why=why):
        require_unchanged(reading)
        reading.state = ReadingState.DISCARDED
        reading.save(update_fields=["state", "updated_at"])
    return reading
