"""Accept a report: from now on its figures count."""

from typing import Any

from django.utils.translation import gettext as _

from xinzhi.plan.models import Report

from .decide import decide


def accept_report(*, actor: Any, report: Report, why: str = "") -> Report:
    """The accepted report. It is final: a mistake found later is corrected by the next period's report.

    Raises PermissionDenied (also for the report's own author: a second person accepts) and ValidationError from
    any state but «submitted».
    """
    title = _("Accepted: %(measure)s") % {"measure": report.duty.measure.name}
    return decide(report, "accept", actor=actor, why=why, verb="plan.accept_report", title=title)
