"""What is owed for each period: one obligation for each reporting duty."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from xinzhi.core.workdays import overdue_workdays, workdays_between
from xinzhi.plan.models import Duty, DutyKind, Period, Plan, Report


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that must report on a period, with the report if it was begun."""

    duty: Duty
    period: Period
    report: Report | None
    today: dt.date

    @property
    def is_met(self) -> bool:
        return self.report is not None and self.report.state in {"submitted", "accepted"}

    @property
    def overdue(self) -> int:
        """Working days late; 0 once the report is handed in."""
        return 0 if self.is_met else overdue_workdays(self.period.due, self.today)

    @property
    def remaining(self) -> int:
        """Working days left until the report is due; negative when late."""
        return workdays_between(self.today, self.period.due)

    @property
    def is_open(self) -> bool:
        """Something is to be done by the department now."""
        return (not self.is_met and self.period.ends < self.today) or (self.report is not None and not self.is_met)


def obligations(
    *, plan: Plan, today: dt.date | None = None, organisations: Iterable[int] | None = None
) -> list[Obligation]:
    """Every obligation of periods begun by `today`, latest period first; three queries, whatever their number.

    `organisations` limits them to what these owe.
    """
    day = today or timezone.localdate()
    periods = list(plan.periods.filter(begins__lte=day))
    duties = Duty.objects.filter(measure__plan=plan, kind__in=[DutyKind.LEAD, DutyKind.SHARED]).select_related(
        "measure", "organisation"
    )
    if organisations is not None:
        duties = duties.filter(organisation__in=organisations)
    owed = list(duties)
    reports = {
        (r.duty_id, r.period_id): r
        for r in Report.objects.filter(period__in=periods, duty__in=[d.pk for d in owed]).defer("next_steps")
    }
    return [Obligation(d, p, reports.get((d.pk, p.pk)), day) for p in periods for d in owed]
