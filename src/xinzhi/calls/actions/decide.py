"""Approve a list of decisions, or send it back. Approving decides: every applicant is told by letter."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from xinzhi.calls.letters import letter_of
from xinzhi.calls.models import Application, Decision, DecisionList, Outcome, ProposedDecision
from xinzhi.calls.queries.people import applicants_of_many, managers_of
from xinzhi.calls.workflows_review import DECISIONS
from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.core.actions.notify import deliver, notices_for
from xinzhi.core.models import Notification
from xinzhi.ledger.actions import enter

from .moving import move_all
from .unchanged import require_unchanged

_STEPS = {Outcome.FUND: "fund", Outcome.RESERVE: "reserve", Outcome.REJECT: "reject"}


def approve_decisions(*, actor: Any, decisions: DecisionList) -> DecisionList:
    """The approved list; applications are selected, kept in reserve or not selected, and their letters written.

    Where the programme has a public notice, what is selected becomes final only by it; else at once. Raises
    PermissionDenied (another person of the department than who proposed) and ValidationError: decided already, an
    application that has left the review since.
    """
    step = DECISIONS.check(decisions, "approve", actor=actor)
    lines = list(decisions.lines.select_related("application__organisation", "application__decision"))
    for line in lines:
        line.application.call = decisions.call
    if gone := [line for line in lines if not may_decide(line)]:
        numbers = ", ".join(str(line.application) for line in gone[:5])
        raise ValidationError(
            _("No longer in review: %(numbers)s. Propose again."), code="stale", params={"numbers": numbers}
        )
    with recorded("calls.approve_decisions", actor=actor, subject=decisions) as change:
        require_unchanged(decisions)
        decisions.state, decisions.decided_by, decisions.decided_at = step.target, actor, timezone.now()
        decisions.save()
        _decide(decisions, lines, actor)
        statement = {
            "call": decisions.call.key,
            "decisions": {str(line.application): [line.outcome, line.grant_fen] for line in lines},
            "grounds": {k: decisions.grounds.get(k) for k in ("places", "purse_fen", "optimal")},
        }
        enter(actor=actor, subject=decisions, content=statement, simulated=decisions.call.simulated)
        change.note("decided", None, len(lines))
        _tell([line.application for line in lines])
    return decisions


def may_decide(line: ProposedDecision) -> bool:
    """Whether the application is still where the line found it: in review, or in reserve and moving up."""
    state = line.application.state
    return state in {"eligible", "in_review"} or (state == "reserve" and line.outcome == Outcome.FUND)


def return_decisions(*, actor: Any, decisions: DecisionList, why: str) -> DecisionList:
    """The list, sent back with the reason. Raises PermissionDenied and ValidationError (decided already, no reason)."""
    step = DECISIONS.check(decisions, "return", actor=actor, why=why)
    with recorded("calls.return_decisions", actor=actor, subject=decisions, why=why):
        require_unchanged(decisions)
        decisions.state, decisions.decided_by, decisions.decided_at = step.target, actor, timezone.now()
        decisions.why = why.strip()
        decisions.save()
    notify(
        recipients=managers_of(decisions.call.department_id),
        kind="calls.decisions_returned",
        title=_("The decisions came back: %(call)s") % {"call": decisions.call.label},
        body=why,
        url=reverse("calls:deciding", args=[decisions.call.key]),
    )
    return decisions


def _decide(decisions: DecisionList, lines: list[ProposedDecision], actor: Any) -> None:
    today = timezone.localdate()
    for outcome, step in _STEPS.items():
        applications = [line.application for line in lines if line.outcome == outcome]
        if applications:
            move_all(applications, step, actor=actor)
    is_final = decisions.call.rules.step("notice") is None
    # Letters are written in the language of the office, whoever presses the button.
    with translation.override(settings.LANGUAGE_CODE):
        rows = [
            Decision(
                application=line.application,
                line=line,
                outcome=line.outcome,
                grant_fen=line.grant_fen,
                letter=letter_of(line.application, line.outcome, line.grant_fen, today),
                decided_on=today,
                awarded_on=today if is_final and line.outcome == Outcome.FUND else None,
                why=line.why,
            )
            for line in lines
        ]
    Decision.objects.filter(application__in=[line.application for line in lines]).delete()
    Decision.objects.bulk_create(rows, batch_size=500)


def _tell(applications: list[Application]) -> None:
    notices: list[Notification] = []
    people = applicants_of_many(applications)
    for application in applications:
        title = _("Decided: %(number)s") % {"number": application}
        address = reverse("calls:result", args=[application.pk])
        notices += notices_for(people[application.pk], kind="calls.decided", title=title, url=address)
    deliver(notices)
