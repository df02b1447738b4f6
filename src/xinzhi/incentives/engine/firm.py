"""Reading one firm: FIRM.json against the fact schema. Every fault is named with field, value, reason and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from xinzhi.core.messages import Message, gettext_noop

from .facts import Fact, FactSet, Value, column_of
from .units import COUNTS, DOLLARS, MONEY, PERCENT, money, split

FIRST_YEAR = 1949


class InputProblem(NamedTuple):
    """One fault in what was handed in."""

    field: str
    value: str
    reason: Message | str
    remedy: Message | str

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
    warnings: tuple[Message, ...] = ()


class _BadValueError(ValueError):
    def __init__(self, reason: Message, remedy: Message) -> None:
        super().__init__(str(reason))
        self.reason, self.remedy = reason, remedy


def read_firm(facts: FactSet, data: Any, on: date) -> Firm:
    """The firm's facts as of an application on this day. Raises FirmError with every problem."""
    if not isinstance(data, Mapping):
        said = f"{type(data).__name__}"
        raise FirmError(
            [
                InputProblem(
                    "(file)",
                    said,
                    Message(gettext_noop("not a table of facts")),
                    Message(gettext_noop("Give one JSON object of facts")),
                )
            ]
        )
    values: dict[str, Value] = {}
    problems: list[InputProblem] = []
    for key, given in data.items():
        fact = facts.get(key)
        if fact is None:
            problems.append(
                InputProblem(
                    str(key), _said(given), Message(gettext_noop("there is no such fact")), _nearest(facts, str(key))
                )
            )
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
        remedy = Message(gettext_noop('Write it by calendar year: {"%(year)s": …}'), {"year": on.year - 1})
        return [
            InputProblem(fact.key, _said(given), Message(gettext_noop("a figure of a year without its year")), remedy)
        ]
    problems: list[InputProblem] = []
    for year, value in given.items():
        text = str(year)
        field = f"{fact.key}.{text}"
        if not re.fullmatch(r"[0-9]{4}", text):
            problems.append(
                InputProblem(
                    field, _said(value), Message(gettext_noop("not a year")), Message(gettext_noop("Write four digits"))
                )
            )
        elif not FIRST_YEAR <= int(text) <= on.year:
            days = {"year": text, "on": on, "first": FIRST_YEAR, "last": on.year}
            reason = Message(gettext_noop("the year %(year)s is not possible for an application on %(on)s"), days)
            remedy = Message(gettext_noop("Give years from %(first)s to %(last)s"), days)
            problems.append(InputProblem(field, _said(value), reason, remedy))
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
            raise _BadValueError(
                Message(gettext_noop("not yes or no")),
                Message(gettext_noop("Write true, false, or null where it is not known")),
            )
        return given
    if fact.type == "title":
        return _title(given, on)
    if fact.type == "date":
        found = _date(given)
        if found > on:
            raise _BadValueError(
                Message(gettext_noop("after the application date %(on)s"), {"on": on}),
                Message(gettext_noop("Correct the date, or assess for a later day")),
            )
        if found.year < FIRST_YEAR:
            raise _BadValueError(
                Message(gettext_noop("too early to be true")),
                Message(gettext_noop("Give a date from %(first)s on"), {"first": FIRST_YEAR}),
            )
        return found
    if fact.type in {"choice", "text"}:
        if not isinstance(given, str):
            raise _BadValueError(Message(gettext_noop("not a text")), Message(gettext_noop("Write it in quotes")))
        if fact.choices and given not in fact.choices:
            raise _BadValueError(
                Message(gettext_noop("not one of the choices")),
                Message(gettext_noop("Use %(known)s"), {"known": ", ".join(fact.choices)}),
            )
        return given
    return within(fact, _number(fact, given))


def within(fact: Fact, number: int) -> int:
    """The number, when it is inside the bounds of the fact; else raises a ValueError with reason and remedy."""
    bounds = {"least": fact.at_least, "most": fact.at_most, "unit": fact.unit}
    if number < fact.at_least:
        below = Message(gettext_noop("below %(least)s, the least it can be"), bounds)
        reason = Message(gettext_noop("negative")) if fact.at_least == 0 else below
        raise _BadValueError(reason, Message(gettext_noop("Give %(unit)s from %(least)s to %(most)s"), bounds))
    if number > fact.at_most:
        raise _BadValueError(
            Message(gettext_noop("above %(most)s %(unit)s, the most it can be"), bounds),
            Message(gettext_noop("Check the unit: money is a whole number of fen")),
        )
    return number


def _number(fact: Fact, given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise _BadValueError(Message(gettext_noop("not a number")), _example(fact))
    if isinstance(given, float):
        if not given.is_integer():
            raise _BadValueError(
                Message(gettext_noop("not a whole number of %(unit)s"), {"unit": fact.unit}), _example(fact)
            )
        given = int(given)
    if isinstance(given, int):
        return given
    parts = split(given)
    if parts is None:
        raise _BadValueError(Message(gettext_noop("neither a whole number nor a number with its unit")), _example(fact))
    number, unit = parts
    known = _units(fact)
    if unit not in known:
        raise _BadValueError(
            Message(gettext_noop("“%(unit)s” is not a unit of this fact"), {"unit": unit}),
            Message(gettext_noop("Use %(known)s"), {"known": ", ".join(known)}),
        )
    amount = number * known[unit]
    if amount.denominator != 1:
        raise _BadValueError(
            Message(gettext_noop("not a whole number of %(unit)s"), {"unit": fact.unit}), _example(fact)
        )
    return int(amount)


def _units(fact: Fact) -> Mapping[str, int | Fraction]:
    if fact.type == "money":
        return MONEY
    if fact.type == "dollars":
        return DOLLARS
    if fact.type == "percent":
        return {unit: factor * 10_000 for unit, factor in PERCENT.items()}
    return dict.fromkeys(COUNTS.get(fact.unit, ("分", "point")), 1)


def _example(fact: Fact) -> Message:
    other = Message(gettext_noop("Write a whole number of %(unit)s"), {"unit": fact.unit})
    return {
        "money": Message(gettext_noop("Write whole fen (320000000) or the amount with its unit (“320万元”)")),
        "dollars": Message(gettext_noop("Write whole dollars or the amount with its unit (“10亿美元”)")),
        "percent": Message(gettext_noop("Write basis points (1050) or the share with its sign (“10.5%”)")),
    }.get(fact.type, other)


def _title(given: Any, on: date) -> bool:
    if isinstance(given, bool):
        return given
    if not isinstance(given, Mapping) or not {"from", "to"} >= set(given) or "to" not in given:
        remedy = Message(gettext_noop('Write true, false, or {"from": "2024-11-05", "to": "2027-11-04"}'))
        raise _BadValueError(Message(gettext_noop("not a title")), remedy)
    start = _date(given["from"]) if given.get("from") is not None else date.min
    end = _date(given["to"])
    if end < start:
        raise _BadValueError(
            Message(gettext_noop("the title ends before it begins")), Message(gettext_noop("Correct from or to"))
        )
    return start <= on <= end


def _date(given: Any) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise _BadValueError(Message(gettext_noop("not a date")), Message(gettext_noop("Write YYYY-MM-DD"))) from None


def _compare(facts: FactSet, values: Mapping[str, Value]) -> list[InputProblem]:
    """What cannot be true together: a part above its whole, figures from before the firm was there."""
    problems = []
    founded = values.get("registered_on")
    for column, value in values.items():
        key, _, year = column.partition(".")
        fact = facts[key]
        if year and isinstance(founded, date) and int(year) < founded.year:
            remedy = Message(gettext_noop("Correct the year or the day of registration"))
            reason = Message(gettext_noop("the firm was registered on %(day)s"), {"day": founded})
            problems.append(InputProblem(column, _said(value), reason, remedy))
        whole = values.get(column_of(fact.part_of, int(year) if year else None)) if fact.part_of else None
        if isinstance(value, int) and isinstance(whole, int) and value > whole:
            reason = Message(
                gettext_noop("more than %(whole)s (%(amount)s), of which it is a part"),
                {"whole": fact.part_of, "amount": whole},
            )
            problems.append(InputProblem(column, _said(value), reason, Message(gettext_noop("Correct one of the two"))))
    return problems


def _doubts(facts: FactSet, values: Mapping[str, Value]) -> list[Message]:
    doubts = []
    for column, value in values.items():
        fact = facts[column.partition(".")[0]]
        if fact.plausible and isinstance(value, int) and 0 < abs(value) < fact.plausible:
            amount = {"column": column, "value": value, "money": money(value)}
            text = gettext_noop("%(column)s: %(value)s fen is %(money)s. If 万元 was meant, write “%(value)s万元”.")
            doubts.append(Message(text, amount))
    return doubts


def _nearest(facts: FactSet, key: str) -> Message:
    near = difflib.get_close_matches(key, facts.facts, n=1, cutoff=0.6)
    if near:
        return Message(gettext_noop("Did you mean %(near)s? `xinzhi incentives facts` lists them"), {"near": near[0]})
    return Message(gettext_noop("`xinzhi incentives facts` lists them"))


def _said(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
