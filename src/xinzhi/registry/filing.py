"""What the registers file under a field, told to the room of fields."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from xinzhi.core.remember import list_of
from xinzhi.fields.filed import Filing, Thing, register
from xinzhi.fields.models import Field

from .queries.activity import counts_by
from .registers import REGISTERS, Register


def register_filings() -> None:
    """Register every register whose entries are filed under fields."""
    for one in REGISTERS:
        if "field" in one.filters:
            register(filing_of(one))


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
