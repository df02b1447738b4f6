"""What the registers file under a field, told to the room of fields."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinzhi.core.remember import list_of
from xinzhi.fields import unfiled
from xinzhi.fields.filed import Filing, Thing, register
from xinzhi.fields.models import Field

from .models import GOVERNING, Organisation, RegisterEntry
from .queries.activity import counts_by
from .registers import REGISTERS, Register
from .rules import visible_entries

# What says most of the field an entry belongs to; its note is on the record rather than on the thing.
_TELLING = ("name", "full_name", "industry", "keywords")


def register_filings() -> None:
    """Register every register whose entries are filed under fields."""
    for one in REGISTERS:
        if "field" in one.filters:
            register(filing_of(one))
            if not one.has_many_fields:
                unfiled.register(unfiled_of(one))


def filing_of(one: Register) -> Filing:
    """The filing of one register."""

    def counts() -> Mapping[int, int]:
        return counts_by(one, one.field_path)[0]

    def things(ids: Collection[int], limit: int) -> list[Thing]:
        rows = one.entries().filter(**{f"{one.field_path}__in": ids})
        if one.has_many_fields:
            rows = rows.distinct()
        return [
            Thing(row.label, reverse(f"registry:{one.one}", args=[row.key]), _note(row), row.simulated)
            for row in list_of(rows.order_by("simulated", "-as_of", "key")[:limit])
        ]

    def url(field: Field) -> str:
        return f"{reverse(f'registry:{one.key}')}?field={field.key}"

    return Filing(one.key, one.title, counts, things, url)


def _note(row: object) -> str:
    city = getattr(row, "city", None)
    return city.label if city else ""


def unfiled_of(one: Register) -> unfiled.Source:
    """The real entries of one register that have no field; governments and departments never have one."""

    def rows(user: Any) -> QuerySet[Any]:
        found = visible_entries(user, one.model).filter(field=None, simulated=False)
        return found.exclude(kind__in=GOVERNING) if one.model is Organisation else found

    def some(user: Any, limit: int, without: Collection[str]) -> list[unfiled.Unfiled]:
        # The judged are few beside a register: left out here, they cost no long list in the query.
        left = rows(user).order_by("key")[: limit + len(without)]
        return [_unfiled(one, row) for row in left if row.key not in without][:limit]

    def single(user: Any, key: str) -> unfiled.Unfiled | None:
        row = rows(user).filter(key=key).first()
        return _unfiled(one, row) if row else None

    return unfiled.Source(one.key, one.title, some, single)


def _unfiled(one: Register, row: RegisterEntry) -> unfiled.Unfiled:
    said: list[str] = []
    for name in _TELLING:
        value = getattr(row, name, "")
        if value and value not in said:
            said.append("、".join(value) if isinstance(value, list) else value)
    return unfiled.Unfiled(one.key, row.key, row.label, " ".join(said), reverse(f"registry:{one.one}", args=[row.key]))
