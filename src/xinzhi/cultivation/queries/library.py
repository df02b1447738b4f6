"""What is due in a library."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xinzhi.cultivation.engine.library import Library, Part
from xinzhi.cultivation.models import LibraryMember


@dataclass(frozen=True, slots=True)
class Due:
    """A service of a firm: when it was last given (None: never since entry) and by when it is due."""

    service: Part
    last: dt.date | None
    due: dt.date


def later(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, the month's last day where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def services_due(member: LibraryMember, library: Library) -> list[Due]:
    """Every service of the library with its next day for this firm, the earliest first; [] for one that is not in it."""
    if member.state != "in" or member.entered_on is None:
        return []
    last: dict[str, dt.date] = {}
    for given in member.services.all():
        last[given.service] = max(given.done_on, last.get(given.service, given.done_on))
    found = [
        Due(part, last.get(part.key), later(last.get(part.key, member.entered_on), part.months))
        for part in library.services
    ]
    return sorted(found, key=lambda due: due.due)


def overdue(members: Iterable[LibraryMember], library: Library, today: dt.date) -> dict[int, list[Due]]:
    """Row of each member to its services that are due today or were before; those without any are left out."""
    late = {m.pk: [due for due in services_due(m, library) if due.due <= today] for m in members}
    return {pk: due for pk, due in late.items() if due}
