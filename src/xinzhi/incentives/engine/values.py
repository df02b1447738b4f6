"""The interpreter: one firm's value at every node, exact, and which facts an unknown value waits for.

Values: bool, int or Fraction, date, text; None is unknown. A RATIO is (upper, lower), POINTS are (least, most).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from .bound import Bound
from .facts import Value, column_of
from .graph import Kind, Node

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {">=": ge, ">": gt, "<=": le, "<": lt, "==": eq, "!=": ne}


class Values:
    """Every node's value for one firm, and why it is unknown."""

    def __init__(self, bound: Bound, firm: Mapping[str, Value], order: list[int] | None = None) -> None:
        self.bound, self.firm = bound, firm
        self.nodes = bound.graph.nodes
        self._needs: dict[int, tuple[str, ...]] = {}
        self.at: dict[int, Any] = dict(bound.constants)
        for place, node in bound.moving if order is None else [(place, self.nodes[place]) for place in order]:
            self.at[place] = _OPERATIONS[node.op](self, node)

    def known(self, place: int) -> bool:
        """Whether the value at a node is settled."""
        value, kind = self.at[place], self.nodes[place].kind
        if kind is Kind.POINTS:
            return bool(value[0] == value[1])
        if kind is Kind.RATIO:
            return None not in value
        return value is not None

    def needs(self, place: int) -> tuple[str, ...]:
        """The facts (as columns) that this node's unknown value waits for, in the order of the rule's own text."""
        kept = self._needs.get(place)
        if kept is None:
            kept = self._needs[place] = self._waits_for(place)
        return kept

    def _waits_for(self, place: int) -> tuple[str, ...]:
        found: dict[str, None] = {}
        seen: set[int] = set()
        stack = [place]
        while stack:
            here = stack.pop()
            if here in seen or self.known(here):
                continue
            seen.add(here)
            node = self.nodes[here]
            if node.op == "fact":
                found[self.column(node)] = None
            elif node.op == "param":
                found[f"parameter {node.data}"] = None
            stack.extend(reversed(node.args))
        return tuple(found)

    def column(self, node: Node) -> str:
        """Under which name the value of a fact node is kept."""
        key, offset = node.data
        return column_of(key, None if offset is None else self.bound.on.year + offset)


def kleene_and(left: bool | None, right: bool | None) -> bool | None:
    """And over yes, no and unknown: one no is enough."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def compare(op: str, left: Any, right: Any) -> bool | None:
    """A comparison in which an unknown side gives unknown."""
    return None if left is None or right is None else COMPARE[op](left, right)


def _fact(values: Values, node: Node) -> Any:
    fact = values.bound.book.facts[node.data[0]]
    value = values.firm.get(values.column(node), fact.default)
    if node.kind is Kind.POINTS:
        return (fact.at_least, fact.at_most) if value is None else (value, value)
    return Fraction(value, 10_000) if fact.type == "percent" and isinstance(value, int) else value


def _constant(values: Values, node: Node) -> Any:
    return values.bound.constant(values.bound.graph.add(node.op, node.kind, *node.args, data=node.data))


def _all(values: Values, node: Node) -> bool | None:
    return reduce(kleene_and, (values.at[a] for a in node.args))


def _any(values: Values, node: Node) -> bool | None:
    parts = [values.at[a] for a in node.args]
    return True if True in parts else None if None in parts else False


def _not(values: Values, node: Node) -> bool | None:
    value = values.at[node.args[0]]
    return None if value is None else not value


def _count(values: Values, node: Node) -> bool | None:
    parts = [values.at[a] for a in node.args]
    least: Any = node.data
    sure = parts.count(True)
    return True if sure >= least else False if sure + parts.count(None) < least else None


def _compare(values: Values, node: Node) -> bool | None:
    left, right = (values.at[a] for a in node.args)
    op = str(node.data)
    kind = values.nodes[node.args[0]].kind
    if kind is Kind.RATIO:
        upper, lower = left
        if lower is None or right is None or upper is None:
            return kleene_and(compare(">", lower, 0), None)
        return lower > 0 and COMPARE[op](upper * right.denominator, lower * right.numerator)
    if kind is Kind.POINTS:
        both = {compare(op, left[0], right), compare(op, left[1], right)}
        return both.pop() if len(both) == 1 else None
    return compare(op, left, right)


def _in(values: Values, node: Node) -> bool | None:
    value: Any = values.at[node.args[0]]
    return None if value is None else value in node.data


def _if(values: Values, node: Node) -> Any:
    test, body, orelse = (values.at[a] for a in node.args)
    if test is not None:
        return body if test else orelse
    if node.kind is Kind.POINTS:
        return min(body[0], orelse[0]), max(body[1], orelse[1])
    return body if body == orelse else None


def _first_known(values: Values, node: Node) -> Any:
    first, second = node.args
    return values.at[first] if values.known(first) else values.at[second]


def _arithmetic(values: Values, node: Node) -> Any:
    left, right = (values.at[a] for a in node.args)
    if node.kind is Kind.POINTS:
        return left[0] + right[0], left[1] + right[1]
    if left is None or right is None:
        return None
    return left + right if node.op == "add" else left - right if node.op == "sub" else left * right


def _extreme(values: Values, node: Node) -> Any:
    pick = min if node.op == "min" else max
    parts = [values.at[a] for a in node.args]
    if node.kind is Kind.POINTS:
        pairs = [part if isinstance(part, tuple) else (part, part) for part in parts]
        return pick(p[0] for p in pairs), pick(p[1] for p in pairs)
    return None if None in parts else pick(parts)


def _floor(values: Values, node: Node) -> int | None:
    value = values.at[node.args[0]]
    return None if value is None else value.__floor__()


def _round(values: Values, node: Node) -> int | None:
    value = values.at[node.args[0]]
    return None if value is None else (value + Fraction(1, 2)).__floor__()


def _days(values: Values, node: Node) -> int | None:
    day: date | None = values.at[node.args[0]]
    return None if day is None else (values.bound.on - day).days


def _years(values: Values, node: Node) -> int | None:
    day: date | None = values.at[node.args[0]]
    on = values.bound.on
    return None if day is None else on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def _full_years(values: Values, node: Node) -> int | None:
    day: date | None = values.at[node.args[0]]
    first_of_year = day is not None and (day.month, day.day) == (1, 1)
    return None if day is None else values.bound.on.year - 1 - day.year + first_of_year


def years_before(on: date, years: int) -> date:
    """The day so many years earlier; 29 February becomes 1 March where there is none."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)


def _within(values: Values, node: Node) -> bool | None:
    day: date | None = values.at[node.args[0]]
    years: Any = node.data
    return None if day is None else day >= years_before(values.bound.on, years)


def _registered(values: Values, node: Node) -> bool | None:
    day: date | None = values.at[node.args[0]]
    offset: Any = node.data
    return None if day is None else day.year <= values.bound.on.year + offset


def _ratio(values: Values, node: Node) -> Any:
    return tuple(values.at[a] for a in node.args)


def _grid(values: Values, node: Node) -> tuple[int, int]:
    """The first band whose condition holds; where conditions are unknown, all points that may come out."""
    bands, last = node.data
    least, most = last
    for place, points in zip(reversed(node.args), reversed(bands), strict=True):
        holds = values.at[place]
        if holds:
            least, most = points
        elif holds is None:
            least, most = min(least, points[0]), max(most, points[1])
    return least, most


def _expert(values: Values, node: Node) -> tuple[int, int]:
    """The experts' points where they are known and inside the band that the facts give."""
    band, chosen = (values.at[a] for a in node.args)
    return chosen if chosen[0] == chosen[1] and band[0] <= chosen[0] <= band[1] else band


_OPERATIONS: Mapping[str, Callable[[Values, Node], Any]] = {
    "fact": _fact,
    "param": _constant,
    "const": _constant,
    "and": _all,
    "or": _any,
    "not": _not,
    "count": _count,
    "cmp": _compare,
    "in": _in,
    "if": _if,
    "first_known": _first_known,
    "add": _arithmetic,
    "sub": _arithmetic,
    "mul": _arithmetic,
    "min": _extreme,
    "max": _extreme,
    "floor": _floor,
    "round": _round,
    "days_since": _days,
    "years_since": _years,
    "full_years": _full_years,
    "within_years": _within,
    "registered_by_year": _registered,
    "ratio": _ratio,
    "grid": _grid,
    "expert": _expert,
}
