"""What the registers learned last."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from xinzhi.core.remember import remember
from xinzhi.registry.models import RegisterEntry
from xinzhi.registry.registers import REGISTERS, Register

from .activity import counted


@dataclass(frozen=True, slots=True)
class LatestFacts:
    """What one source said on one day in one register: how many entries, and the first of them."""

    register: Register
    as_of: dt.date
    source: str
    source_url: str
    count: int
    simulated: bool
    example: RegisterEntry


def latest_changes(limit: int) -> list[LatestFacts]:
    """The most recent statements by the day they were true, newest first; two queries at most for each register.

    A list of 300 firms from one table on one day is one statement, not 300; departments and city governments are left out. Simulated entries stand apart from real
    ones and say so.
    """
    return remember(("registry.latest", limit), lambda: _latest(limit))


def _latest(limit: int) -> list[LatestFacts]:
    found: list[tuple[dt.date, Register, dict[str, Any]]] = []
    for register in REGISTERS:
        rows = counted(register).filter(as_of__isnull=False).order_by("-as_of", "source")
        groups = rows.values("as_of", "source", "source_url", "simulated").annotate(n=Count("pk"), first=Min("pk"))
        found += [(day, register, dict(g)) for g in groups[:limit] if (day := g["as_of"])]
    found.sort(key=lambda item: (-item[0].toordinal(), item[1].key))
    chosen = found[:limit]
    examples = {
        r.key: r.entries().in_bulk([g["first"] for _day, register, g in chosen if register is r])
        for r in {register for _day, register, _g in chosen}
    }
    return [
        LatestFacts(
            register, day, g["source"], g["source_url"], g["n"], g["simulated"], examples[register.key][g["first"]]
        )
        for day, register, g in chosen
    ]
