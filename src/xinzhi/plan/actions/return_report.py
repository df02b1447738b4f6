"""Send a report back with the reason."""

from typing import Any

from django.utils.translation import gettext as _

from xinzhi.plan.models import Report

from .decide import decide


def return_report(*, actor: Any, report: Report, why: str) -> Report:
    """The returned report, open to correction again; its department is told the reason.

    Raises PermissionDenied (also for the report's own author) and ValidationError without a reason.
    """
    title = _("Returned for correction: %(measure)s") % {"measure": report.duty.measure.name}
    return decide(report, "return", actor=actor, why=why, verb="plan.return_report", title=title)
