"""Days and amounts of a contract."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later, or the last one where that month is shorter."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def amounts_of(grant: int, shares: Sequence[int]) -> list[int]:
    """Shares (of 100) of a grant in fen; where they make 100 the last one takes what rounding left."""
    amounts = [grant * share // 100 for share in shares]
    if amounts and sum(shares) == 100:
        amounts[-1] += grant - sum(amounts)
    return amounts
