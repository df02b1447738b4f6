"""What accepting and returning a report have in common: the decision, its record, and the notice to the department."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.plan.models import Report
from xinzhi.plan.queries import duty_officers
from xinzhi.plan.workflows import REPORT

from .enter_proofs import enter_report
from .unchanged import require_unchanged


def decide(report: Report, transition: str, *, actor: Any, why: str, verb: str, title: str) -> Report:
    """The report after the transition of its workflow table; `title` heads the notice, `verb` names the record.

    Raises what the table raises, and ValidationError when the report changed since it was looked at.
    """
    step = REPORT.check(report, transition, actor=actor, why=why)
    with recorded(verb, actor=actor, subject=report, why=why):
        require_unchanged(report)
        report.state = step.target
        report.decided_by, report.decided_at, report.decision_note = actor, timezone.now(), why
        report.save()
        if step.target == "accepted":
            enter_report(report, actor=actor)
        notify(
            recipients=duty_officers(report.duty.organisation_id),
            kind=f"plan.report_{step.target}",
            title=title,
            body=why,
            url=reverse("plan:report", args=[report.pk]),
        )
    return report
