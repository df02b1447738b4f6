"""Accept a report: from now on its figures count."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.plan.models import Report
from xinzhi.plan.queries import duty_officers
from xinzhi.plan.workflows import REPORT

from .unchanged import require_unchanged


def accept_report(*, actor: Any, report: Report, why: str = "") -> Report:
    """The accepted report. It is final: a mistake found later is corrected by the next period's report.

    Raises PermissionDenied (also for the report's own author: a second person accepts) and ValidationError from
    any state but «submitted».
    """
    step = REPORT.check(report, "accept", actor=actor, why=why)
    with recorded("plan.accept_report", actor=actor, subject=report, why=why):
        require_unchanged(report)
        report.state = step.target
        report.decided_by, report.decided_at, report.decision_note = actor, timezone.now(), why
        report.save()
        notify(
            recipients=duty_officers(report.duty.organisation_id),
            kind="plan.report_accepted",
            title=_("Accepted: %(measure)s") % {"measure": report.duty.measure.name},
            body=why,
            url=reverse("plan:report", args=[report.pk]),
        )
    return report
