"""What a firm is asked: the input schema, declared in facts.yaml of a rule folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Value = int | bool | str | date | None

# type -> unit of the stored whole number. A percent is stored in basis points (1/100 of 1 %).
UNITS = {"money": "fen", "dollars": "usd", "percent": "bp", "points": "point"}
NUMBERS = ("money", "dollars", "percent", "points", "count")
MOST = {"money": 10**15, "dollars": 10**13, "percent": 10_000, "points": 100, "count": 10**9}


@dataclass(frozen=True, slots=True)
class Change:
    """How a firm can change the fact: what one unit more (or less) costs, in fen of effort. 0 forbids the direction."""

    up: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the schema.

    type: money, dollars, percent, points, count, flag, date, choice, text or title. period: `year` (a figure of each
    calendar year), `now` (as of the application date) or `application` (said in the one application).
    at_least and at_most are bounds of the stored whole number. part_of names the fact that it can never exceed.
    plausible is the smallest non-zero amount that does not raise a warning (a sum in the wrong unit). default is what a
    flag means where nothing is said; without it, silence is unknown. usual (a value) and estimate (a fact) stand in for what a province's registers do not know, in the
    sandbox only, and only where it is asked to assume them.
    """

    key: str
    name: str
    name_en: str
    type: str
    period: str
    meaning: str
    unit: str = ""
    at_least: int = 0
    at_most: int = 0
    choices: tuple[str, ...] = ()
    part_of: str = ""
    plausible: int = 0
    expert: bool = False
    default: bool | None = None
    usual: int | bool | str | None = None
    estimate: str = ""
    status: str = ""
    change: Change | None = None
    file: str = ""
    line: int = 0

    @property
    def yearly(self) -> bool:
        return self.period == "year"

    @property
    def is_number(self) -> bool:
        return self.type in NUMBERS


@dataclass(frozen=True)
class FactSet:
    """All facts by key, in the order of the files."""

    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def __contains__(self, key: object) -> bool:
        return key in self.facts

    def __getitem__(self, key: str) -> Fact:
        return self.facts[key]

    def get(self, key: str) -> Fact | None:
        return self.facts.get(key)

    def of_column(self, column: str) -> tuple[Fact, int | None] | None:
        """The fact and year of a column name (`staff.2025`, `registered_on`); None when it names no fact."""
        key, dot, year = column.partition(".")
        fact = self.facts.get(key)
        if fact is None or fact.yearly != bool(dot) or (dot and not (year.isdigit() and len(year) == 4)):
            return None
        return fact, int(year) if dot else None


def column_of(key: str, year: int | None) -> str:
    """The name under which a firm's value is kept: `staff.2025` for a figure of a year, else the key."""
    return key if year is None else f"{key}.{year}"


def fact_from(key: str, row: Mapping[str, Any], file: str, line: int) -> Fact:
    """A fact from its checked row in facts.yaml."""
    kind = row["type"]
    change = row.get("change")
    return Fact(
        key=key,
        name=row["name"],
        name_en=row["name_en"],
        type=kind,
        period=row.get("period", "now"),
        meaning=row["meaning"],
        unit=UNITS.get(kind, row.get("unit", "item" if kind == "count" else "")),
        at_least=row.get("at_least", 0),
        at_most=row.get("at_most", MOST.get(kind, 0)),
        choices=tuple(row.get("choices", ())),
        part_of=row.get("part_of", ""),
        plausible=row.get("plausible", 0),
        expert=row.get("expert", False),
        default=row.get("default"),
        usual=row.get("usual"),
        estimate=row.get("estimate", ""),
        status=row.get("status", ""),
        change=Change(change.get("up", 0), change.get("down", 0)) if change else None,
        file=file,
        line=line,
    )
