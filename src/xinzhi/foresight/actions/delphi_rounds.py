"""Open a round, and close it: the closed round is counted, proposed upon, and entered in the log."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.foresight.engine.delphi import analyse, concordance_by_round
from xinzhi.foresight.models import DelphiRound, DelphiStatement, DelphiSurvey, DelphiTurnout, StatementState
from xinzhi.foresight.queries.delphi_history import digest_of_round, history_of
from xinzhi.foresight.workflows_delphi import SURVEY
from xinzhi.ledger.actions import enter

from .delphi_locking import lock


def open_round(*, actor: Any, survey: DelphiSurvey, due: dt.date) -> DelphiRound:
    """The next round, open until it is closed by hand; the panel is told.

    Raises PermissionDenied (who runs it) and ValidationError: too few experts, nothing to ask, a round is open, all rounds
    of the sheet are over, a day that has passed.
    """
    step = SURVEY.check(survey, "open", actor=actor)
    if due < timezone.localdate():
        raise ValidationError({"due": _("This day has passed.")})
    if not survey.statements.filter(state=StatementState.OPEN).exists():
        raise ValidationError(_("No statement is asked any more: close the survey."), code="statements")
    number = survey.rounds.count() + 1
    if number > survey.sheet.stopping.rounds_most:
        raise ValidationError(_("The rounds of the sheet are over: close the survey."), code="rounds")
    with recorded("foresight.open_round", actor=actor, subject=survey) as change:
        lock(survey, state=survey.state)
        if survey.rounds.filter(closed_at=None).exists():
            raise ValidationError(_("Someone else was first. Look at the page again before you go on."), code="stale")
        survey.state = step.target
        survey.save(update_fields=["state", "updated_at"])
        round_ = DelphiRound.objects.create(
            survey=survey, number=number, opened_at=timezone.now(), due=due, salt=secrets.token_hex(32)
        )
        change.note("round", None, number)
        for seat in survey.seats.filter(state="accepted").select_related("user"):
            notify(
                recipients=[seat.user],
                kind="foresight.delphi_round",
                title=_("Round %(n)d is open: %(survey)s") % {"n": number, "survey": survey.label},
                url=reverse("foresight:my_delphi", args=[seat.pk]),
            )
    return round_


def close_round(*, actor: Any, round_: DelphiRound) -> DelphiRound:
    """The round, closed and counted; answers can no longer be changed. Its digest is entered in the log.

    Raises PermissionDenied (who runs the survey) and ValidationError: closed already, nobody has answered.
    """
    survey = round_.survey
    require(actor, "foresight.run_delphi", survey)
    if round_.closed_at is not None:
        raise ValidationError(_("The round is closed already."), code="state")
    with recorded("foresight.close_round", actor=actor, subject=round_) as change:
        lock(round_, closed_at=None)
        history = history_of(survey, round_.number)
        if not history[-1]:
            raise ValidationError(_("Nobody has answered yet."), code="empty")
        # The shell of an answer that was emptied again says nothing.
        round_.answers.filter(values={}).delete()
        round_.report = {
            "statements": analyse(survey.sheet, history),
            "concordance": concordance_by_round(survey.sheet, history)[-1],
        }
        round_.digest, round_.closed_at = digest_of_round(round_), timezone.now()
        round_.save()
        answered = DelphiTurnout.objects.filter(round=round_).exclude(state="none").count()
        change.note("answered", None, answered)
        content = {
            "survey": survey.pk,
            "round": round_.number,
            "answers_sha256": round_.digest,
            "experts": answered,
            "simulated": survey.simulated,
        }
        enter(actor=actor, subject=round_, content=content, public=True, simulated=survey.simulated)
    return round_


def close_statements(*, actor: Any, survey: DelphiSurvey, statements: Iterable[DelphiStatement]) -> int:
    """How many statements are asked no more: those proposed by the stopping rule, or any others the manager chooses.

    Raises PermissionDenied (who runs it) and ValidationError: a round is open, none has been closed.
    """
    require(actor, "foresight.run_delphi", survey)
    last = survey.rounds.order_by("-number").first()
    if survey.state != "running" or last is None or last.closed_at is None:
        raise ValidationError(_("Statements are closed between rounds."), code="state")
    chosen = [s for s in statements if s.survey_id == survey.pk and s.state == StatementState.OPEN]
    with recorded("foresight.close_statements", actor=actor, subject=survey) as change:
        lock(survey, state=survey.state)
        for statement in chosen:
            end_statement(statement, last)
        change.note("closed", None, [s.name for s in chosen])
    return len(chosen)


def end_statement(statement: DelphiStatement, last: DelphiRound) -> None:
    """Let the statement stand as the last round left it. To be called inside an action."""
    told = last.report["statements"].get(str(statement.pk), {})
    statement.state, statement.closed_in = StatementState.CLOSED, last.number
    statement.outcome = told.get("proposal", {}).get("outcome", "few")
    statement.save(update_fields=["state", "closed_in", "outcome", "updated_at"])
