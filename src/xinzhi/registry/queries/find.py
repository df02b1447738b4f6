"""Finding an entry by what points to it, and its address."""

from typing import Any

from django.urls import reverse

from xinzhi.registry.models import RegisterEntry
from xinzhi.registry.registers import BY_ONE, register_of


def entry_by_row(kind: str, number: int) -> RegisterEntry | None:
    """The entry of a register (`Register.one`) by its row; None when there is none."""
    register = BY_ONE.get(kind)
    return register.model._default_manager.filter(pk=number).first() if register else None  # noqa: SLF001


def entries_by_row(wanted: set[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """(kind, row) to entry; one query for each register."""
    found: dict[tuple[str, int], Any] = {}
    for kind in {k for k, _n in wanted}:
        if register := BY_ONE.get(kind):
            rows = register.all_entries().in_bulk([n for k, n in wanted if k == kind])
            found |= {(kind, pk): row for pk, row in rows.items()}
    return found


def address_of(entry: RegisterEntry) -> str:
    """The address of an entry's page."""
    return reverse(f"registry:{register_of(entry).one}", args=[entry.key])
