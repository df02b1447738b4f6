"""Entries by what a person types, for forms that ask for another entry."""

from typing import Any

from django.db.models import Q

from xinzhi.core.lists.search import search
from xinzhi.registry.models import RegisterEntry
from xinzhi.registry.registers import BY_ONE, Register
from xinzhi.registry.rules import visible_entries

SHOWN = 12


def entries_like(
    text: str, user: Any, registers: tuple[Register, ...], *, besides: RegisterEntry | None = None
) -> list[RegisterEntry]:
    """The first entries whose key is the text, or whose names hold every word of it; one query for each register."""
    found: list[RegisterEntry] = []
    for register in registers:
        rows = visible_entries(user, register.model).select_related("city")
        named = search(rows, tuple(n for n in ("name", "name_en", *_other_names(register))), text)
        wanted = rows.filter(Q(key=text) | Q(pk__in=named.values("pk"))).order_by("name", "key")
        found += [e for e in wanted[: SHOWN + 1] if e != besides]
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def entry_named(word: str, user: Any) -> RegisterEntry | None:
    """The entry of «organisation:key» as far as the user may see it."""
    kind, _colon, key = word.partition(":")
    register = BY_ONE.get(kind)
    return visible_entries(user, register.model).filter(key=key).first() if register else None


def _other_names(register: Register) -> tuple[str, ...]:
    return tuple(n for n in ("full_name", "number", "credit_code") if n in register.own)
