"""Why: the gaps of a status in figures, and every named step with its inputs and its clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from .graph import Kind
from .model import Basis, Edition, Named, Status
from .units import shown
from .values import Values

_NUMBERS = frozenset({Kind.NUMBER, Kind.POINTS, Kind.RATIO})


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One comparison (or plain fact) that does not hold, or not yet.

    what: a column or the key of a named step. value: what there is, of the given kind (points as least and most, a ratio
    as its two numbers). limit: what is asked; short: how many whole units are missing, for points at least.
    """

    what: str
    value: Any
    type: Kind
    op: str
    limit: Any
    short: int | None = None
    unit: str = ""

    @property
    def have(self) -> str:
        return worded(self.value, self.type, self.unit)

    @property
    def need(self) -> str:
        if self.type is Kind.RATIO:
            return f"{self.op} {_percent(self.limit)}"
        kind = Kind.NUMBER if self.type is Kind.POINTS else self.type
        return f"{self.op} {worded(self.limit, kind, self.unit)}".strip()

    def as_row(self) -> dict[str, Any]:
        """Plain values for JSON, to be kept and put into words by whoever reads them later."""
        limit = plain(self.limit, Kind.NUMBER if self.type in _NUMBERS else self.type)
        rest = {"op": self.op, "limit": limit, "short": self.short, "unit": self.unit}
        return {"what": self.what, "value": plain(self.value, self.type), "type": self.type.value, **rest}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Shortfall:
        """What `as_row` gave."""
        kind = Kind(row["type"])
        value, limit = row["value"], row["limit"]
        if kind in _NUMBERS:
            value, limit = tuple(map(_exact, value)) if isinstance(value, list) else _exact(value), _exact(limit)
        return cls(row["what"], value, kind, row["op"], limit, row["short"], row["unit"])


@dataclass(frozen=True, slots=True)
class Gap:
    """A condition between the firm and a status. state: no or unknown."""

    status: str
    condition: str
    name: str
    name_en: str
    state: str
    basis: Basis
    needs: tuple[str, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One named step of the calculation. `uses` are the steps it reads."""

    key: str
    name: str
    name_en: str
    kind: str
    text: str
    value: Any
    type: Kind
    unit: str
    basis: Basis
    inputs: dict[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    uses: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The value as people read it."""
        return worded(self.value, self.type, self.unit)


def gaps_of(values: Values, status: Status, edition: Edition) -> Iterator[Gap]:
    """The conditions of an edition that do not surely hold."""
    for condition in edition.conditions:
        value = values.at[condition.place]
        if value is not True:
            needs = values.needs(condition.place) if value is None else ()
            state = "unknown" if value is None else "no"
            found = tuple(_shortfalls(values, condition.place, wanted=True))
            names = (condition.key, condition.name, condition.name_en)
            yield Gap(status.key, *names, state, condition.basis, needs, found)


def _shortfalls(values: Values, place: int, *, wanted: bool) -> Iterator[Shortfall]:
    """The comparisons and plain facts beneath a condition that stand in its way."""
    node, value = values.nodes[place], values.at[place]
    if value is wanted:
        return
    match node.op:
        case "and" | "or" | "count":
            for arg in node.args:
                yield from _shortfalls(values, arg, wanted=wanted)
        case "not":
            yield from _shortfalls(values, node.args[0], wanted=not wanted)
        case "if":
            test = values.at[node.args[0]]
            for arg in node.args[1:] if test is None else node.args[1:2] if test else node.args[2:]:
                yield from _shortfalls(values, arg, wanted=wanted)
        case "fact":
            yield Shortfall(values.column(node), value, node.kind, "", wanted)
        case "cmp" if wanted:
            yield _shortfall(values, place)


def _shortfall(values: Values, place: int) -> Shortfall:
    node = values.nodes[place]
    left, right = node.args
    op, limit, have = str(node.data), values.at[right], values.at[left]
    kind = values.nodes[left].kind
    short, unit = None, _unit(values, left)
    match kind:
        case Kind.POINTS:
            unit = "point"
            if limit is not None and op in {">=", ">"}:
                short = max(_first_whole(op, limit) - have[0], 0)
        case Kind.RATIO:
            unit = _unit(values, values.nodes[left].args[0])
            if None not in (limit, *have) and have[1] > 0 and op in {">=", ">"}:
                short = max(_first_whole(op, limit * have[1]) - have[0].__floor__(), 0)
        case Kind.NUMBER if have is not None and limit is not None and op in {">=", ">", "<=", "<"}:
            short = abs(_first_whole(op, limit) - int(have))
    return Shortfall(_called(values, left), have, kind, op, limit, short, unit)


def _first_whole(op: str, limit: Fraction | int) -> int:
    """The whole number nearest to the limit that satisfies «x op limit»."""
    exact = Fraction(limit)
    match op:
        case ">=":
            return exact.__ceil__()
        case ">":
            return exact.__floor__() + 1
        case "<=":
            return exact.__floor__()
    return exact.__ceil__() - 1


def _called(values: Values, place: int) -> str:
    """How people call a node: the named step there, else its facts."""
    steps = values.bound.book.steps_at.get(place)
    return steps[0].key if steps else " ".join(dict.fromkeys(_facts_below(values, place)))


def _facts_below(values: Values, place: int) -> Iterator[str]:
    node = values.nodes[place]
    if node.op == "fact":
        yield values.column(node)
    for arg in node.args:
        yield from _facts_below(values, arg)


def _unit(values: Values, place: int) -> str:
    node = values.nodes[place]
    if node.op == "fact":
        unit = values.bound.book.facts[node.data[0]].unit
        return "percent" if unit == "bp" else unit
    if node.op in {"days_since", "years_since"}:
        return "day" if node.op == "days_since" else "year"
    if node.op == "param":
        return values.bound.book.parameters[str(node.data)].unit
    return next((unit for arg in node.args if (unit := _unit(values, arg))), "")


def _percent(value: Any) -> str:
    return "unknown" if value is None else shown(Fraction(value), "percent")


def said(values: Values, place: int, unit: str = "") -> str:
    """A node's value as people read it."""
    return worded(values.at[place], values.nodes[place].kind, unit or _unit(values, place))


def worded(value: Any, kind: Kind, unit: str) -> str:
    """A value of this kind as people read it."""
    if kind is Kind.POINTS:
        return str(value[0]) if value[0] == value[1] else f"{value[0]}–{value[1]}"
    if kind is Kind.RATIO:
        upper, lower = value
        return (
            "unknown"
            if None in value
            else _percent(Fraction(upper) / lower)
            if lower > 0
            else "no ratio (nothing below)"
        )
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown(value, unit) if kind is Kind.NUMBER else str(value)


def trace(values: Values) -> dict[str, Step]:
    """Every step with a name that the assessment went through, by key; conditions as STATUS.CONDITION."""
    bound = values.bound
    found: dict[str, Step] = {}
    for owner, edition in bound.owners:
        if edition is None:
            continue
        for condition in edition.conditions:
            found[f"{owner.key}.{condition.key}"] = _step(values, condition)
        if edition.amount is not None:
            amount = Named("amount", "金额", "Amount", edition.amount, "", edition.basis, "fen", "amount")
            found[f"{owner.key}.amount"] = _step(values, amount)
    for place in bound.order:
        for step in bound.book.steps_at.get(place, ()):
            found[step.key] = _step(values, step)
    return found


def _step(values: Values, step: Named) -> Step:
    columns, settings, uses = values.bound.reads(step.place)
    inputs = {column: values.firm.get(column) for column in columns}
    names = (step.key, step.name, step.name_en, step.kind, step.text)
    unit = step.unit or _unit(values, step.place)
    return Step(*names, values.at[step.place], values.nodes[step.place].kind, unit, step.basis, inputs, settings, uses)


def _exact(value: Any) -> Any:
    """A number that `plain` may have written as text."""
    return Fraction(value) if isinstance(value, str) else value


def plain(value: Any, kind: Kind) -> Any:
    """A value for JSON: ratios and points as pairs, fractions as text."""
    if kind in {Kind.RATIO, Kind.POINTS}:
        return [plain(part, Kind.NUMBER) for part in value]
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return value.isoformat() if isinstance(value, date) else value
