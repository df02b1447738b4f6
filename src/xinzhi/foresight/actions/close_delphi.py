"""Close a survey, cut the ties between voices and people, and let a second person approve the results."""

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.foresight.engine.delphi.report import GROUP_LEAST
from xinzhi.foresight.models import DelphiSurvey, DelphiVoice, StatementState
from xinzhi.foresight.queries.delphi_people import deciders
from xinzhi.foresight.workflows_delphi import SURVEY
from xinzhi.ledger.actions import enter

from .delphi_locking import lock
from .delphi_rounds import end_statement


def close_delphi(*, actor: Any, survey: DelphiSurvey) -> DelphiSurvey:
    """The survey, closed: whatever is still open stands as the last round left it, and the voices have no owners any more.

    Raises PermissionDenied (who runs it) and ValidationError: a round is open, none was held.
    """
    step = SURVEY.check(survey, "close", actor=actor)
    with recorded("foresight.close_delphi", actor=actor, subject=survey):
        lock(survey, state=survey.state)
        last = survey.rounds.order_by("number").last()
        assert last is not None, "the table's guard asks for a closed round"
        for statement in survey.statements.filter(state=StatementState.OPEN):
            end_statement(statement, last)
        cut_ties(survey)
        survey.state, survey.closed_by, survey.closed_at = step.target, actor, timezone.now()
        survey.save()
        notify(
            recipients=[u for u in deciders() if actor is None or u.pk != actor.pk],
            kind="foresight.delphi_closed",
            title=_("Results wait for approval: %(survey)s") % {"survey": survey.label},
            url=reverse("foresight:delphi_results", args=[survey.pk]),
        )
    return survey


def approve_delphi(*, actor: Any, survey: DelphiSurvey, public: bool = False) -> DelphiSurvey:
    """The results, approved by a second person and entered in the log; `public` opens them to everyone.

    Raises PermissionDenied (the plan office, not who closed it) and ValidationError from any other state.
    """
    step = SURVEY.check(survey, "approve", actor=actor)
    with recorded("foresight.approve_delphi", actor=actor, subject=survey):
        lock(survey, state=survey.state)
        survey.state, survey.public = step.target, public
        survey.decided_by, survey.decided_at = actor, timezone.now()
        survey.save()
        enter(actor=actor, subject=survey, content=statement_of(survey), public=public, simulated=survey.simulated)
    return survey


def refuse_delphi(*, actor: Any, survey: DelphiSurvey, why: str) -> DelphiSurvey:
    """The results, refused with a reason: they are used for nothing. Raises as `approve_delphi`."""
    step = SURVEY.check(survey, "refuse", actor=actor, why=why)
    with recorded("foresight.refuse_delphi", actor=actor, subject=survey, why=why):
        lock(survey, state=survey.state)
        survey.state, survey.note = step.target, why.strip()[:500]
        survey.decided_by, survey.decided_at = actor, timezone.now()
        survey.save()
    return survey


def discard_delphi(*, actor: Any, survey: DelphiSurvey, why: str) -> DelphiSurvey:
    """The survey, given up before its end; its ties are cut too. Raises PermissionDenied, ValidationError (no reason)."""
    step = SURVEY.check(survey, "discard", actor=actor, why=why)
    with recorded("foresight.discard_delphi", actor=actor, subject=survey, why=why):
        lock(survey, state=survey.state)
        cut_ties(survey)
        survey.state, survey.note, survey.closed_at = step.target, why.strip()[:500], timezone.now()
        survey.save()
    return survey


def cut_ties(survey: DelphiSurvey) -> None:
    """Part voices from seats; a group of so few that it tells who speaks goes too. To be called inside an action."""
    sizes = Counter(survey.voices.values_list("group", flat=True))
    small = [group for group, n in sizes.items() if n < GROUP_LEAST]
    DelphiVoice.objects.filter(survey=survey).update(seat=None)
    DelphiVoice.objects.filter(survey=survey, group__in=small).update(group="")


def statement_of(survey: DelphiSurvey) -> dict[str, Any]:
    """What the log says of approved results: each statement's outcome, and the digests of the rounds."""
    return {
        "survey": survey.name,
        "body": survey.organisation.key,
        "rounds": [r.digest for r in survey.rounds.order_by("number")],
        "outcomes": {str(s.number): s.outcome for s in survey.statements.order_by("number")},
        "simulated": survey.simulated,
    }
