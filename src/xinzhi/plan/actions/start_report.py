"""Begin the report of a duty for a period."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Duty, Period, Report


def start_report(*, actor: Any, duty: Duty, period: Period, simulated: bool = False) -> Report:
    """The draft for this duty and period; the one already begun when there is one.

    Raises PermissionDenied for anyone but a duty officer of the organisation that owes the duty, ValidationError
    for a period of another plan.
    """
    require(actor, "plan.start_report", duty)
    if period.plan_id != duty.measure.plan_id:
        raise ValidationError(_("This period belongs to another plan."), code="plan")
    begun = Report.objects.filter(duty=duty, period=period)
    if existing := begun.first():
        return existing
    report = Report(duty=duty, period=period, author=actor, simulated=simulated)
    try:
        with recorded("plan.start_report", actor=actor, subject=report, new=True):
            report.save()
    except IntegrityError:  # a colleague began it in the same moment: theirs it is
        return begun.get()
    return report
