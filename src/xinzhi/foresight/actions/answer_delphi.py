"""An expert answers, statement by statement, and may change the answer until the round is closed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.engine.delphi import flaws_of, typed
from xinzhi.foresight.models import (
    DelphiAnswer,
    DelphiRound,
    DelphiSeat,
    DelphiStatement,
    DelphiTurnout,
    StatementState,
    TurnoutState,
)

REASON_MOST = 2000


def answer_delphi(
    *, actor: Any, seat: DelphiSeat, statement: DelphiStatement, values: Mapping[str, Any], reason: str = ""
) -> DelphiAnswer:
    """The answer as it stands in the open round. Records say that the seat answered, never what nor on which statement.

    Raises PermissionDenied (the expert) and ValidationError: no open round, a statement asked no more, a declared
    conflict, and by key of the question what is no answer to it.
    """
    require(actor, "foresight.answer_delphi", seat)
    survey = seat.survey
    if seat.state != "accepted":
        raise ValidationError(_("You are not on this panel."), code="state")
    if statement.survey_id != survey.pk or statement.state != StatementState.OPEN:
        raise ValidationError(_("This is asked no more."), code="statement")
    if seat.conflicts.filter(statement=statement).exists():
        raise ValidationError(_("You have declared a conflict here."), code="conflict")
    _check(survey, values)
    with recorded("foresight.answer_delphi", actor=actor, subject=seat):
        round_ = DelphiRound.objects.select_for_update().filter(survey=survey, closed_at=None).first()
        if round_ is None:
            raise ValidationError(_("No round is open."), code="round")
        answer, _made = DelphiAnswer.objects.update_or_create(
            round=round_,
            voice=seat.voice,
            statement=statement,
            defaults={"values": typed(survey.sheet, values), "reason": reason.strip()[:REASON_MOST]},
        )
        keep_turnout(seat, round_)
    return answer


def keep_turnout(seat: DelphiSeat, round_: DelphiRound | None = None) -> None:
    """Write down how far the seat has come in the open round. To be called inside an action; nothing without a round."""
    round_ = round_ or seat.survey.rounds.filter(closed_at=None).first()
    if round_ is None:
        return
    sheet = seat.survey.sheet
    asked = seat.survey.statements.filter(state=StatementState.OPEN).exclude(conflicts__seat=seat).count()
    answers = list(seat.voice.answers.filter(round=round_).values_list("values", flat=True))
    whole = sum(bool(v) and not flaws_of(sheet, v, whole=True) for v in answers)
    state = TurnoutState.WHOLE if whole >= asked else TurnoutState.PART if any(answers) else TurnoutState.NONE
    DelphiTurnout.objects.update_or_create(round=round_, seat=seat, defaults={"state": state})


def _check(survey: Any, values: Mapping[str, Any]) -> None:
    texts = {
        "unknown": _("This cannot be chosen here."),
        "year": _("Give a year within the range, «never», or «do not know»."),
        "many": _("You have chosen more than may be."),
    }
    if flaws := flaws_of(survey.sheet, values):
        raise ValidationError({key: texts[code] for key, code in flaws.items()})
