"""What a contract promises against what the application said: no figure may fall below it (鲁科字〔2020〕77号)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .form import Field, every_field
from .programme import Programme

_NUMBERS = frozenset({"integer", "number", "money"})


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure that is lower than the application's, or gone: its address, the row's name, what was asked and promised."""

    where: str
    row: str
    asked: Any
    promised: Any


def figures_of(programme: Programme, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of an application that a contract takes over: address (section.field) to value, where answered."""
    wanted = {}
    for address in programme.floors:
        section, name = address.split(".")
        value = answers.get(section, {}).get(name)
        if value not in (None, "", []):
            wanted[address] = value
    return wanted


def shortfalls(programme: Programme, asked: Mapping[str, Any], promised: Mapping[str, Any]) -> list[Shortfall]:
    """Everything in which `promised` falls below `asked` (both as `figures_of` gives them).

    Numbers may rise. Of repeating rows each must still be there, by its first text column, with numbers no lower; rows
    may be added. Anything else must stand unchanged.
    """
    fields = dict(every_field(programme.sections))
    return [
        short
        for where, value in asked.items()
        if where in fields
        for short in _below(where, fields[where], value, promised.get(where))
    ]


def _below(where: str, field: Field, asked: Any, promised: Any) -> Iterator[Shortfall]:
    if field.type == "rows":
        yield from _rows_below(where, field, asked, promised or [])
    elif field.type in _NUMBERS:
        if promised is None or promised < asked:
            yield Shortfall(where, "", asked, promised)
    elif promised != asked:
        yield Shortfall(where, "", asked, promised)


def _rows_below(
    where: str, field: Field, asked: list[dict[str, Any]], promised: list[dict[str, Any]]
) -> Iterator[Shortfall]:
    name = next((c.key for c in field.columns if c.type in {"text", "long"}), "")
    numbers = [c.key for c in field.columns if c.type in _NUMBERS]
    left = list(promised)
    for row in asked:
        here = str(row.get(name, ""))
        match = next((p for p in left if str(p.get(name, "")) == here), None)
        if match is None:
            yield Shortfall(where, here, row, None)
            continue
        left.remove(match)
        for number in numbers:
            before, after = row.get(number), match.get(number)
            if before is not None and (after is None or after < before):
                yield Shortfall(where, here, before, after)
