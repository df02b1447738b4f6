"""Reading one firm: FIRM.json against the fact schema. Every fault is named with field, value, reason and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from .facts import Fact, FactSet, Value, column_of
from .units import COUNTS, DOLLARS, MONEY, PERCENT, money, split

FIRST_YEAR = 1949


class InputProblem(NamedTuple):
    """One fault in what was handed in."""

    field: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field}: {self.value}: {self.reason}. {self.remedy}"


class FirmError(ValueError):
    """A firm's facts cannot be used; `problems` says each reason."""

    def __init__(self, problems: list[InputProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Firm:
    """Values by column (`staff.2025`, `registered_on`); what is not there is unknown. Warnings are for people to read."""

    values: Mapping[str, Value]
    warnings: tuple[str, ...] = ()


class _BadValueError(ValueError):
    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def read_firm(facts: FactSet, data: Any, on: date) -> Firm:
    """The firm's facts as of an application on this day. Raises FirmError with every problem."""
    if not isinstance(data, Mapping):
        said = f"{type(data).__name__}"
        raise FirmError([InputProblem("(file)", said, "not a table of facts", 'Give one JSON object: {"staff": …}')])
    values: dict[str, Value] = {}
    problems: list[InputProblem] = []
    for key, given in data.items():
        fact = facts.get(key)
        if fact is None:
            problems.append(InputProblem(str(key), _said(given), "there is no such fact", _nearest(facts, str(key))))
        elif given is not None:
            problems += _read_fact(fact, given, on, values)
    if not problems:
        problems += _compare(facts, values)
    if problems:
        raise FirmError(problems)
    return Firm(values, tuple(_doubts(facts, values)))


def _read_fact(fact: Fact, given: Any, on: date, values: dict[str, Value]) -> list[InputProblem]:
    if not fact.yearly:
        return _keep(fact, given, on, values, None)
    if not isinstance(given, Mapping):
        remedy = f'Write it by calendar year: {{"{on.year - 1}": …}}'
        return [InputProblem(fact.key, _said(given), "a figure of a year without its year", remedy)]
    problems: list[InputProblem] = []
    for year, value in given.items():
        text = str(year)
        field = f"{fact.key}.{text}"
        if not re.fullmatch(r"\d{4}", text):
            problems.append(InputProblem(field, _said(value), f"{text!r} is not a year", "Write four digits"))
        elif not FIRST_YEAR <= int(text) <= on.year:
            reason = f"the year {text} is not possible for an application on {on}"
            problems.append(InputProblem(field, _said(value), reason, f"Give years from {FIRST_YEAR} to {on.year}"))
        elif value is not None:
            problems += _keep(fact, value, on, values, int(text))
    return problems


def _keep(fact: Fact, given: Any, on: date, values: dict[str, Value], year: int | None) -> list[InputProblem]:
    column = column_of(fact.key, year)
    try:
        values[column] = _value(fact, given, on)
    except _BadValueError as error:
        return [InputProblem(column, _said(given), error.reason, error.remedy)]
    return []


def _value(fact: Fact, given: Any, on: date) -> Value:
    if fact.type == "flag":
        if not isinstance(given, bool):
            raise _BadValueError("not yes or no", "Write true, false, or null where it is not known")
        return given
    if fact.type == "title":
        return _title(given, on)
    if fact.type == "date":
        found = _date(given)
        if found > on:
            raise _BadValueError(f"after the application date {on}", "Correct the date, or assess for a later day")
        if found.year < FIRST_YEAR:
            raise _BadValueError("too early to be true", f"Give a date from {FIRST_YEAR} on")
        return found
    if fact.type in {"choice", "text"}:
        if not isinstance(given, str):
            raise _BadValueError("not a text", "Write it in quotes")
        if fact.choices and given not in fact.choices:
            raise _BadValueError("not one of the choices", f"Use {', '.join(fact.choices)}")
        return given
    return within(fact, _number(fact, given))


def within(fact: Fact, number: int) -> int:
    """The number, when it is inside the bounds of the fact; else raises a ValueError with reason and remedy."""
    if number < fact.at_least:
        reason = "negative" if fact.at_least == 0 else f"below {fact.at_least}, the least it can be"
        raise _BadValueError(reason, f"Give {fact.unit} from {fact.at_least} to {fact.at_most}")
    if number > fact.at_most:
        raise _BadValueError(
            f"above {fact.at_most} {fact.unit}, the most it can be", "Check the unit: money is a whole number of fen"
        )
    return number


def _number(fact: Fact, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise _BadValueError("not a number", _example(fact))
    if isinstance(given, float):
        if not given.is_integer():
            raise _BadValueError(f"not a whole number of {fact.unit}", _example(fact))
        given = int(given)
    if isinstance(given, int):
        return given
    parts = split(given)
    if parts is None:
        raise _BadValueError("neither a whole number nor a number with its unit", _example(fact))
    number, unit = parts
    known = _units(fact)
    if unit not in known:
        raise _BadValueError(f"{unit!r} is not a unit of {fact.name_en}", f"Use {', '.join(known) or 'no unit'}")
    amount = number * known[unit]
    if amount.denominator != 1:
        raise _BadValueError(f"not a whole number of {fact.unit}", _example(fact))
    return int(amount)


def _units(fact: Fact) -> Mapping[str, int | Fraction]:
    if fact.type == "money":
        return MONEY
    if fact.type == "dollars":
        return DOLLARS
    if fact.type == "percent":
        return {unit: factor * 10_000 for unit, factor in PERCENT.items()}
    return dict.fromkeys(COUNTS.get(fact.unit, ("分", "point")), 1)


def _example(fact: Fact) -> str:
    return {
        "money": 'Write whole fen (320000000) or the amount with its unit ("320万元")',
        "dollars": 'Write whole dollars or the amount with its unit ("10亿美元")',
        "percent": 'Write basis points (1050) or the share with its sign ("10.5%")',
    }.get(fact.type, f"Write a whole number of {fact.unit}")


def _title(given: Any, on: date) -> bool:
    if isinstance(given, bool):
        return given
    if not isinstance(given, Mapping) or not {"from", "to"} >= set(given) or "to" not in given:
        raise _BadValueError("not a title", 'Write true, false, or {"from": "2024-11-05", "to": "2027-11-04"}')
    start = _date(given["from"]) if given.get("from") is not None else date.min
    end = _date(given["to"])
    if end < start:
        raise _BadValueError("the title ends before it begins", "Correct from or to")
    return start <= on <= end


def _date(given: Any) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise _BadValueError("not a date", "Write YYYY-MM-DD") from None


def _compare(facts: FactSet, values: Mapping[str, Value]) -> list[InputProblem]:
    """What cannot be true together: a part above its whole, figures from before the firm was there."""
    problems = []
    founded = values.get("registered_on")
    for column, value in values.items():
        key, _, year = column.partition(".")
        fact = facts[key]
        if year and isinstance(founded, date) and int(year) < founded.year:
            remedy = "Correct the year or registered_on"
            problems.append(InputProblem(column, _said(value), f"the firm was registered on {founded}", remedy))
        whole = values.get(column_of(fact.part_of, int(year) if year else None)) if fact.part_of else None
        if isinstance(value, int) and isinstance(whole, int) and value > whole:
            reason = f"more than {fact.part_of} ({whole}), of which it is a part"
            problems.append(InputProblem(column, _said(value), reason, "Correct one of the two"))
    return problems


def _doubts(facts: FactSet, values: Mapping[str, Value]) -> list[str]:
    doubts = []
    for column, value in values.items():
        fact = facts[column.partition(".")[0]]
        if fact.plausible and isinstance(value, int) and 0 < abs(value) < fact.plausible:
            doubts.append(f"{column}: {value} fen is {money(value)}. If 万元 was meant, write “{value}万元”.")
    return doubts


def _nearest(facts: FactSet, key: str) -> str:
    near = difflib.get_close_matches(key, facts.facts, n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"{hint}`xinzhi incentives facts` lists them"


def _said(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
