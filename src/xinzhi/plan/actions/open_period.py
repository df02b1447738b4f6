"""Open a span of time to be reported on."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.workdays import add_workdays
from xinzhi.plan.models import Period, Plan

REPORT_WITHIN_WORKDAYS = 10


def open_period(
    *, actor: Any, plan: Plan, label: str, begins: dt.date, ends: dt.date, within: int = REPORT_WITHIN_WORKDAYS
) -> Period:
    """The period; its reports are due `within` working days after its end.

    Raises PermissionDenied, and ValidationError for a span that is upside down, overlaps another or has its label.
    """
    require(actor, "plan.open_period", plan)
    if ends < begins:
        raise ValidationError({"ends": _("The end lies before the beginning.")})
    if len(label) > 20 or not label.strip():
        raise ValidationError({"label": _("Give the period a name of at most 20 characters.")})
    if plan.periods.filter(label=label).exists():
        raise ValidationError({"label": _("There is already a period of this name.")})
    if clash := plan.periods.filter(begins__lte=ends, ends__gte=begins).first():
        raise ValidationError({"begins": _("The period overlaps %(other)s.") % {"other": clash.label}})
    period = Period(plan=plan, label=label, begins=begins, ends=ends, due=add_workdays(ends, within))
    with recorded("plan.open_period", actor=actor, subject=period, new=True):
        period.save()
    return period
