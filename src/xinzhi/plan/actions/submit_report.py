"""Hand a report in."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.plan.models import Press, PressState, Report
from xinzhi.plan.queries import plan_officers
from xinzhi.plan.workflows import REPORT

from .unchanged import require_unchanged


def submit_report(*, actor: Any, report: Report) -> Report:
    """The submitted report; open pressings of the same duty are thereby answered, and the plan office hears of it.

    Raises PermissionDenied, and ValidationError naming what is missing (text, assessment, evidence for figures).
    """
    step = REPORT.check(report, "submit", actor=actor)
    with recorded("plan.submit_report", actor=actor, subject=report) as change:
        require_unchanged(report)
        report.state = step.target
        report.submitted_by, report.submitted_at = actor, timezone.now()
        report.save()
        answer = _("The report for %(period)s was handed in.") % {"period": report.period.label}
        answered = Press.objects.filter(duty=report.duty, state=PressState.OPEN)
        if pressings := sorted(answered.values_list("pk", flat=True)):
            change.note("answered_pressings", None, pressings)
        answered.update(state=PressState.ANSWERED, answer=answer, answered_by=actor, answered_at=timezone.now())
        notify(
            recipients=plan_officers(exclude=actor),
            kind="plan.report_submitted",
            title=_("%(department)s reported on %(measure)s")
            % {"department": report.duty.organisation.name, "measure": report.duty.measure.name},
            url=reverse("plan:report", args=[report.pk]),
        )
    return report
