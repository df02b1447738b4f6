"""Periods proposed, and the working days around a deadline."""

import datetime as dt
from dataclasses import dataclass

from xinzhi.core.workdays import add_workdays, is_certain, is_workday
from xinzhi.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Proposal:
    """A quarter that could be opened next."""

    label: str
    begins: dt.date
    ends: dt.date


def next_quarter(plan: Plan, *, today: dt.date) -> Proposal:
    """The quarter after the plan's last period; without one, the quarter that `today` lies in."""
    last = plan.periods.order_by("-ends").values_list("ends", flat=True).first()
    day = last + dt.timedelta(days=1) if last else today
    first = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    begins = max(first, day) if last else first
    following = dt.date(first.year + 1, 1, 1) if first.month == 10 else first.replace(month=first.month + 3)
    return Proposal(f"{first.year}Q{(first.month + 2) // 3}", begins, following - dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Deadline:
    """How a due day comes about: the days off that lie between, and whether their calendar is already published."""

    day: dt.date
    off: tuple[dt.date, ...]
    makeup: tuple[dt.date, ...]
    certain: bool


def deadline(ends: dt.date, within: int) -> Deadline:
    """The day `within` working days after `ends`, with the weekdays off and the weekends worked on the way."""
    due = add_workdays(ends, within)
    days = [ends + dt.timedelta(days=i) for i in range(1, (due - ends).days + 1)]
    return Deadline(
        due,
        tuple(d for d in days if d.weekday() < 5 and not is_workday(d)),
        tuple(d for d in days if d.weekday() >= 5 and is_workday(d)),
        is_certain(due),
    )
