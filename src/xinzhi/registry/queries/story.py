"""What happened to an entry, day by day, from what is already read of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xinzhi.registry.models import RegisterEntry, Statement, Title
from xinzhi.registry.registers import register_of
from xinzhi.registry.values import attributes_of

from .claims import Tie

MOST = 60


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: the day, in words what, and what it concerns. `tone` as in kit/timeline."""

    date: dt.date
    what: str
    text: str = ""
    other: RegisterEntry | None = None
    tone: str = ""
    simulated: bool = False


def events_of(
    entry: Any, *, titles: Iterable[Title], ties: Iterable[Tie], statements: Iterable[Statement], today: dt.date
) -> list[Event]:
    """The entry's own days, its titles, its relations, and the days of which sources speak; newest first."""
    found = [*_own_days(entry), *_of_titles(titles, today), *_of_ties(ties), *_of_statements(statements)]
    found.sort(key=lambda e: (e.date, e.what), reverse=True)
    return found[:MOST]


def _own_days(entry: Any) -> list[Event]:
    days = [(a, getattr(entry, a.name)) for a in attributes_of(register_of(entry)) if a.kind == "date"]
    return [Event(day, str(a.label), tone="info", simulated=entry.simulated) for a, day in days if day]


def _of_titles(titles: Iterable[Title], today: dt.date) -> list[Event]:
    found = []
    for title in titles:
        if title.issued:
            what = _("Title issued: %(name)s") % {"name": title.name}
            found.append(Event(title.issued, what, title.document, tone="ok", simulated=title.simulated))
        if title.expires:
            words = _("Title expired: %(name)s") if title.expires < today else _("Title expires: %(name)s")
            tone = "bad" if title.expires < today else "warn"
            found.append(Event(title.expires, words % {"name": title.name}, tone=tone, simulated=title.simulated))
    return found


def _of_ties(ties: Iterable[Tie]) -> list[Event]:
    found = []
    for tie in ties:
        relation = tie.relation
        for day, words in ((relation.begins, _("Begins: %(what)s")), (relation.ends, _("Ends: %(what)s"))):
            if day:
                what = words % {"what": f"{tie.words} {tie.other.label}"}
                found.append(Event(day, what, other=tie.other, simulated=relation.simulated))
    return found


def _of_statements(statements: Iterable[Statement]) -> list[Event]:
    """One event for what one source says of one day, however many statements that took."""
    days: dict[tuple[dt.date, str], Statement] = {}
    for statement in statements:
        if statement.as_of and statement.is_held:
            days.setdefault((statement.as_of, statement.source), statement)
    return [Event(day, _("Stated by a source"), source, simulated=s.simulated) for (day, source), s in days.items()]
