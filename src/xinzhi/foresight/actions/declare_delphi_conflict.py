"""An expert says that they are not free to judge a statement, or that they are free again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.models import DelphiConflict, DelphiSeat, DelphiStatement

from .answer_delphi import keep_turnout


def declare_delphi_conflict(*, actor: Any, seat: DelphiSeat, statement: DelphiStatement, why: str) -> DelphiConflict:
    """The declaration: from now on the expert is not counted on the statement, in no round.

    Raises PermissionDenied (the expert) and ValidationError: no reason, declared already, the survey is over, not theirs.
    """
    require(actor, "foresight.answer_delphi", seat)
    _require_in_survey(seat, statement)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    if seat.conflicts.filter(statement=statement).exists():
        raise ValidationError(_("You have declared this already."), code="twice")
    with recorded("foresight.declare_delphi_conflict", actor=actor, subject=seat) as change:
        conflict = DelphiConflict.objects.create(seat=seat, statement=statement, why=why.strip()[:500])
        change.note("conflict", None, statement.name)
        answers = seat.voice.answers.filter(statement=statement)
        answers.filter(round__closed_at=None).delete()
        # Closed rounds keep what was said, so that their digests hold; it is counted no more.
        answers.update(counted=False)
        keep_turnout(seat)
    return conflict


def withdraw_delphi_conflict(*, actor: Any, seat: DelphiSeat, statement: DelphiStatement) -> None:
    """Take a declaration back. Raises PermissionDenied (the expert), ValidationError: none declared, the survey is over."""
    require(actor, "foresight.answer_delphi", seat)
    _require_in_survey(seat, statement)
    conflict = seat.conflicts.filter(statement=statement).first()
    if conflict is None:
        raise ValidationError(_("You have declared none."), code="none")
    with recorded("foresight.withdraw_delphi_conflict", actor=actor, subject=seat) as change:
        conflict.delete()
        change.note("conflict", statement.name, None)
        keep_turnout(seat)


def _require_in_survey(seat: DelphiSeat, statement: DelphiStatement) -> None:
    if statement.survey_id != seat.survey_id:
        raise ValidationError(_("This survey does not ask about it."), code="statement")
    if seat.state != "accepted" or seat.survey.state not in {"draft", "running"}:
        raise ValidationError(_("The survey is over, or you are not on its panel."), code="state")
