"""Send a report back with the reason."""

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


def return_report(*, actor: Any, report: Report, why: str) -> Report:
    """The returned report, open to correction again; its department is told the reason.

    Raises PermissionDenied (also for the report's own author) and ValidationError without a reason.
    """
    step = REPORT.check(report, "return", actor=actor, why=why)
    with recorded("plan.return_report", actor=actor, subject=report, why=why):
        require_unchanged(report)
        report.state = step.target
        report.decided_by, report.decided_at, report.decision_note = actor, timezone.now(), why
        report.save()
        notify(
            recipients=duty_officers(report.duty.organisation_id),
            kind="plan.report_returned",
            title=_("Returned for correction: %(measure)s") % {"measure": report.duty.measure.name},
            body=why,
            url=reverse("plan:report", args=[report.pk]),
        )
    return report
