"""Working days of the People's Republic of China.

Holidays and the working weekends that make up for them come from the `chinesecalendar`
library, which follows the State Council's yearly notice. For a year whose notice has not
been published the weekday rule is used and `is_certain` says so.
"""

import datetime as dt
from functools import cache

import chinese_calendar


@cache
def _known_years() -> tuple[int, int]:
    days = chinese_calendar.constants.holidays
    return min(days).year, max(days).year


def is_certain(day: dt.date) -> bool:
    """Whether the holidays of the day's year have been published (and are in the library)."""
    first, last = _known_years()
    return first <= day.year <= last


def is_workday(day: dt.date) -> bool:
    """Whether offices work on the day."""
    return bool(chinese_calendar.is_workday(day)) if is_certain(day) else day.weekday() < 5


def add_workdays(start: dt.date, days: int) -> dt.date:
    """The date `days` working days after `start` (before it when negative); the start itself does not count."""
    step = dt.timedelta(days=1 if days >= 0 else -1)
    day, left = start, abs(days)
    while left:
        day += step
        if is_workday(day):
            left -= 1
    return day


def workdays_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + dt.timedelta(days=i)) for i in range(1, (end - start).days + 1))


def overdue_workdays(due: dt.date, today: dt.date) -> int:
    """How many working days `today` lies after `due`; 0 when not overdue."""
    return max(0, workdays_between(due, today)) if today > due else 0
