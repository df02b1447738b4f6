"""What a contract promises against what the application said: no figure may become worse (鲁科字〔2020〕77号).

A field with `floor` may not fall, one with `ceiling` not rise. In rows with `floor` a column with `ceiling` may not rise
either; and where the rows have a choice column `direction`, the figures of a row that says `lower` may not rise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .form import Field, every_field
from .programme import Programme

DIRECTION, HIGHER, LOWER = "direction", "higher", "lower"
_NUMBERS = frozenset({"integer", "number", "money"})


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure that is worse than the application's, or gone: its address, the row's name, what was asked and promised.

    `rose`: it may not rise, and did.
    """

    where: str
    row: str
    asked: Any
    promised: Any
    rose: bool = False


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
    """Everything in which `promised` is worse than `asked` (both as `figures_of` gives them).

    Numbers may become better. Of repeating rows each must still be there, by its first text column, with numbers no worse; rows
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
        if _is_worse(asked, promised, rising=field.ceiling):
            yield Shortfall(where, "", asked, promised, field.ceiling and promised is not None)
    elif promised != asked:
        yield Shortfall(where, "", asked, promised)


def _rows_below(
    where: str, field: Field, asked: list[dict[str, Any]], promised: list[dict[str, Any]]
) -> Iterator[Shortfall]:
    name = next((c.key for c in field.columns if c.type in {"text", "long"}), "")
    numbers = {c.key: c.ceiling for c in field.columns if c.type in _NUMBERS}
    left = list(promised)
    for row in asked:
        here = str(row.get(name, ""))
        match = next((p for p in left if str(p.get(name, "")) == here), None)
        if match is None:
            yield Shortfall(where, here, row, None)
            continue
        left.remove(match)
        turned = row.get(DIRECTION) == LOWER
        for number, ceiling in numbers.items():
            before, after = row.get(number), match.get(number)
            if before is not None and _is_worse(before, after, rising=ceiling or turned):
                yield Shortfall(where, here, before, after, (ceiling or turned) and after is not None)
        if turned and match.get(DIRECTION) != LOWER:
            yield Shortfall(where, here, row, None)


def _is_worse(asked: Any, promised: Any, *, rising: bool) -> bool:
    return promised is None or (promised > asked if rising else promised < asked)
