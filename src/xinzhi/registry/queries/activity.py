"""How much stands in the registers for each field and each city.

Counted are the real entries (never simulated ones; how many of these were left out is said) of organisations,
platforms, parks, results and demands. Departments and city governments are no activity and are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from xinzhi.core.remember import remember
from xinzhi.fields.models import Field
from xinzhi.fields.queries import tree
from xinzhi.registry.models import GOVERNING, City, Organisation
from xinzhi.registry.registers import ACTIVE, Register


@dataclass(frozen=True, slots=True)
class FieldActivity:
    """A top field with the number of entries by register; what is filed below it is counted in it."""

    field: Field
    counts: Mapping[str, int]
    simulated: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class CityActivity:
    """A city with its place on the tile map and the number of entries by register."""

    city: City
    counts: Mapping[str, int]
    simulated: int = 0

    @property
    def column(self) -> int:
        return self.city.column

    @property
    def row(self) -> int:
        return self.city.row

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass
class _Counts:
    """Register key -> row id -> number, and row id -> number of simulated entries."""

    real: dict[str, dict[int, int]] = field(default_factory=dict)
    simulated: dict[int, int] = field(default_factory=dict)


def counted(register: Register) -> QuerySet[Any]:
    """The published entries of a register that count as activity, simulated ones still among them."""
    rows = register.entries()
    return rows.exclude(kind__in=GOVERNING) if register.model is Organisation else rows


def counts_by(register: Register, path: str) -> tuple[dict[int, int], dict[int, int]]:
    """Row id of the city or field at `path` -> number of real entries, and of simulated ones; one query at most."""
    return remember(("registry.counts", register.key, path), lambda: _counted_by(register, path))


def _counted_by(register: Register, path: str) -> tuple[dict[int, int], dict[int, int]]:
    real: dict[int, int] = {}
    simulated: dict[int, int] = {}
    rows = counted(register).filter(**{f"{path}__isnull": False}).order_by()
    for pk, is_simulated, n in rows.values_list(path, "simulated").annotate(n=Count("pk")):
        (simulated if is_simulated else real)[pk] = n
    return real, simulated


def _counts(path: str) -> _Counts:
    found = _Counts()
    for register in ACTIVE:
        found.real[register.key], made_up = counts_by(register, path)
        for pk, n in made_up.items():
            found.simulated[pk] = found.simulated.get(pk, 0) + n
    return found


def field_activity() -> list[FieldActivity]:
    """The top fields in the plan's order; one query for the tree and one for each register.

    An entry counts once: at the top field above the field it is filed under.
    """
    found = _counts("field")
    tops = tree({**found.real, "simulated": found.simulated})
    return [
        FieldActivity(node.field, {r.key: node.total[r.key] for r in ACTIVE}, simulated=node.total["simulated"])
        for node in tops
    ]


def city_activity() -> list[CityActivity]:
    """Every city, also those with nothing yet; one query for the cities and one for each register."""
    found = _counts("city")
    return [
        CityActivity(
            city,
            {r.key: found.real[r.key].get(city.pk, 0) for r in ACTIVE},
            simulated=found.simulated.get(city.pk, 0),
        )
        for city in City.objects.all()
    ]
