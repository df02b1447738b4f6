"""What the registers learned last."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from xinzhi.core.remember import remember
from xinzhi.registry.models import City, RegisterEntry
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


def latest_changes(
    limit: int,
    registers: Sequence[Register] = REGISTERS,
    *,
    city: City | None = None,
    fields: Collection[int] | None = None,
) -> list[LatestFacts]:
    """The most recent statements by the day they were true, newest first; two queries at most for each register.

    With a city or fields (by row) only what these registers hold of them.

    A list of 300 firms from one table on one day is one statement, not 300; departments and city governments are left out. Simulated entries stand apart from real
    ones and say so.
    """
    asked = (
        "registry.latest",
        limit,
        tuple(r.key for r in registers),
        city.pk if city else None,
        None if fields is None else tuple(sorted(fields)),
    )
    return remember(asked, lambda: _latest(limit, registers, city, fields))


def _latest(
    limit: int, registers: Sequence[Register], city: City | None, fields: Collection[int] | None
) -> list[LatestFacts]:
    found: list[tuple[dt.date, Register, dict[str, Any]]] = []
    for register in registers:
        rows = counted(register).filter(as_of__isnull=False).order_by("-as_of", "source")
        if city is not None:
            rows = rows.filter(city=city)
        if fields is not None:
            filed = register.model._default_manager.filter(**{f"{register.field_path}__in": fields})  # noqa: SLF001
            rows = rows.filter(pk__in=filed.values("pk"))
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
