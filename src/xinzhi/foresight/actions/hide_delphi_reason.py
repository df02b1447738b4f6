"""Withhold a reason that tells who wrote it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.models import DelphiAnswer


def hide_delphi_reason(*, actor: Any, answer: DelphiAnswer, why: str) -> DelphiAnswer:
    """The answer with its reason withheld from feedback and results, for good.

    Raises PermissionDenied (who runs the survey), ValidationError: no reason given, its round is open, withheld already.
    """
    round_ = answer.round
    require(actor, "foresight.run_delphi", round_.survey)
    if round_.closed_at is None or not answer.reason or answer.hidden:
        raise ValidationError(_("There is no such reason to withhold."), code="state")
    if not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    with recorded("foresight.hide_delphi_reason", actor=actor, subject=round_, why=why) as change:
        answer.hidden = True
        answer.save(update_fields=["hidden"])
        change.note("hidden", None, str(answer.pk))
    return answer
