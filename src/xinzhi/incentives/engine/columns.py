"""The same rule graph as Polars expressions: a province in one pass, exact, null meaning unknown.

A NUMBER is whole-number column over a constant denominator, so nothing is ever rounded but where a rule says so. Columns
are widened to 128 bits where a product could leave 64. POINTS are two columns (least, most); nodes that several others
read become columns of their own, stage by stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import lcm
from operator import and_, or_
from typing import Any

import polars as pl

from .bound import Bound
from .facts import column_of
from .graph import Kind, Node
from .values import years_before

NARROW = 2**62
WIDE = 2**126
LEAVES = frozenset({"fact", "param", "const"})
UNKNOWN = pl.lit(None, dtype=pl.Boolean)


@dataclass(frozen=True, slots=True)
class Num:
    """A number as whole-number expression over `under`; `most` bounds its size. A plain int where no firm changes it."""

    over: pl.Expr | int
    under: int
    most: int

    def wide(self) -> pl.Expr | int:
        return self.over.cast(pl.Int128) if isinstance(self.over, pl.Expr) else self.over

    def times(self, factor: int) -> Num:
        """The same value written with a larger denominator's numerator: over multiplied, under left alone."""
        if factor == 1:
            return self
        most = self.most * abs(factor)
        return Num(_sized(self, most) * factor, self.under, most)

    def expr(self) -> pl.Expr:
        return self.over if isinstance(self.over, pl.Expr) else pl.lit(self.over, dtype=pl.Int64)


def _sized(num: Num, most: int) -> Any:
    """The column, widened where the result could be larger than 64 bits hold."""
    if most > WIDE:
        raise OverflowError("a rule multiplies numbers beyond 128 bits; bound its facts in facts.yaml")
    return num.wide() if most > NARROW else num.over


def _aligned(left: Num, right: Num) -> tuple[Num, Num, int]:
    """Both over one denominator."""
    under = lcm(left.under, right.under)
    return left.times(under // left.under), right.times(under // right.under), under


def _product(left: Num, right: Num) -> Num:
    most = left.most * right.most
    return Num(_sized(left, most) * _sized(right, most), left.under * right.under, most)


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


class Columns:
    """Expressions for the nodes that `roots` need, and the stages in which shared ones are computed."""

    def __init__(
        self, bound: Bound, roots: Iterable[int], present: Mapping[str, pl.DataType | type[pl.DataType]]
    ) -> None:
        self.bound, self.present = bound, present
        self.nodes = bound.graph.nodes
        self.at: dict[int, Any] = {}
        self.stage: dict[int, int] = {}
        self.stages: list[list[pl.Expr]] = []
        asked = [*roots]
        order = bound.graph.below(*asked)
        self.reads = {self.column(self.nodes[place]) for place in order if self.nodes[place].op == "fact"}
        uses = self._uses(asked, order)
        for place in order:
            node = self.nodes[place]
            self.at[place] = getattr(self, f"_{node.op}")(node) if node.op not in _WORDS else self._worded(node)
            self.stage[place] = max((self.stage[a] for a in node.args), default=0)
            if uses[place] > 1 and node.op not in LEAVES:
                self._keep(place, node.kind)

    def _uses(self, asked: list[int], order: list[int]) -> Counter[int]:
        """How often each node's expression is written out by those that read it."""
        uses = Counter(asked)
        for place in reversed(order):
            node = self.nodes[place]
            times = uses[place] if node.op == "ratio" else 1
            for arg in node.args:
                uses[arg] += times * (1 if node.op in _WRITTEN_ONCE else 2)
        return uses

    def run(self, frame: pl.DataFrame, output: Mapping[str, pl.Expr]) -> pl.DataFrame:
        """The output columns, from a frame that holds the facts."""
        for stage in self.stages:
            frame = frame.with_columns(stage)
        return frame.with_columns(**output).select(*output)

    def column(self, node: Node) -> str:
        """The column of a fact node."""
        key, offset = node.data
        return column_of(key, None if offset is None else self.bound.on.year + offset)

    def _keep(self, place: int, kind: Kind) -> None:
        """Make columns of a node that is read more than once."""
        stage, value, name = self.stage[place], self.at[place], f"#{place}"
        parts: dict[str, pl.Expr] = {}
        if kind is Kind.POINTS:
            parts = {f"{name}.{i}": part for i, part in enumerate(value) if isinstance(part, pl.Expr)}
            self.at[place] = tuple(pl.col(f"{name}.{i}") if f"{name}.{i}" in parts else p for i, p in enumerate(value))
        elif kind is Kind.NUMBER and isinstance(value.over, pl.Expr):
            parts = {name: value.over}
            self.at[place] = replace(value, over=pl.col(name))
        elif kind not in {Kind.RATIO, Kind.NUMBER}:
            parts = {name: value}
            self.at[place] = pl.col(name)
        if parts:
            while len(self.stages) <= stage:
                self.stages.append([])
            self.stages[stage] += [expr.alias(column) for column, expr in parts.items()]
            self.stage[place] = stage + 1

    def _fact(self, node: Node) -> Any:
        fact = self.bound.book.facts[node.data[0]]
        name = self.column(node)
        kinds: dict[Kind, Any] = {Kind.BOOL: pl.Boolean, Kind.DATE: pl.Date, Kind.TEXT: pl.String}
        dtype = kinds.get(node.kind, pl.Int64)
        value = pl.col(name) if name in self.present else pl.lit(None, dtype=dtype)
        if fact.default is not None:
            value = value.fill_null(fact.default)
        if node.kind is Kind.POINTS:
            return value.fill_null(fact.at_least), value.fill_null(fact.at_most)
        if node.kind is Kind.NUMBER:
            most = max(abs(fact.at_least), abs(fact.at_most))
            return Num(value, 10_000 if fact.type == "percent" else 1, most)
        return value

    def _param(self, node: Node) -> Num:
        value = self.bound.values[str(node.data)]
        return Num(pl.lit(None, dtype=pl.Int64), 1, 1) if value is None else _constant(value)

    def _const(self, node: Node) -> Any:
        return _constant(node.data) if isinstance(node.data, Fraction) else pl.lit(node.data)

    def _worded(self, node: Node) -> pl.Expr:
        return reduce(_WORDS[node.op], (self.at[a] for a in node.args))

    def _not(self, node: Node) -> pl.Expr:
        return ~self.at[node.args[0]]

    def _count(self, node: Node) -> pl.Expr:
        least: Any = node.data
        parts = [self.at[a] for a in node.args]
        sure = pl.sum_horizontal(p.fill_null(value=False).cast(pl.Int32) for p in parts)
        maybe = pl.sum_horizontal(p.fill_null(value=True).cast(pl.Int32) for p in parts)
        return (
            pl.when(sure >= least)
            .then(pl.lit(value=True))
            .when(maybe < least)
            .then(pl.lit(value=False))
            .otherwise(UNKNOWN)
        )

    def _cmp(self, node: Node) -> pl.Expr:
        left, right = (self.at[a] for a in node.args)
        kind, compare = self.nodes[node.args[0]].kind, _COMPARE[str(node.data)]
        if kind is Kind.NUMBER:
            return _compared(compare, left, right)
        if kind is Kind.RATIO:
            upper, lower = left
            return _compared(_COMPARE[">"], lower, Num(0, 1, 0)) & _compared(compare, upper, _product(lower, right))
        if kind is Kind.POINTS:
            if isinstance(right.over, pl.Expr):  # a parameter without a value on this day
                return UNKNOWN
            limit = Fraction(right.over, right.under)
            ends = [compare(end * limit.denominator, limit.numerator) for end in left]
            sure, never = ends[0] & ends[1], ~(ends[0] | ends[1])
            return pl.when(sure).then(pl.lit(value=True)).when(never).then(pl.lit(value=False)).otherwise(UNKNOWN)
        return compare(left, right)

    def _in(self, node: Node) -> pl.Expr:
        return self.at[node.args[0]].is_in(list(node.data))

    def _if(self, node: Node) -> Any:
        test, body, orelse = (self.at[a] for a in node.args)
        if node.kind is Kind.BOOL:
            return (test & body) | (~test & orelse) | (body & orelse)
        if node.kind is Kind.NUMBER:
            left, right, under = _aligned(body, orelse)
            a, b = left.expr(), right.expr()
            chosen = pl.when(test).then(a).when(~test).then(b).when(_compared(_COMPARE["=="], left, right)).then(a)
            return Num(chosen.otherwise(None), under, max(left.most, right.most))
        if node.kind is Kind.POINTS:
            ends = []
            for a, b, pick in zip(body, orelse, (pl.min_horizontal, pl.max_horizontal), strict=True):
                ends.append(pl.when(test).then(a).when(~test).then(b).otherwise(pick(a, b)))
            return tuple(ends)
        return pl.when(test).then(body).when(~test).then(orelse).when(body == orelse).then(body).otherwise(None)

    def _first_known(self, node: Node) -> Any:
        first, second = (self.at[a] for a in node.args)
        if node.kind is Kind.POINTS:
            known = first[0] == first[1]
            return tuple(pl.when(known).then(a).otherwise(b) for a, b in zip(first, second, strict=True))
        if node.kind is Kind.NUMBER:
            left, right, under = _aligned(first, second)
            return Num(pl.coalesce(left.expr(), right.expr()), under, max(left.most, right.most))
        return pl.coalesce(first, second)

    def _add(self, node: Node) -> Any:
        left, right = (self.at[a] for a in node.args)
        if node.kind is Kind.POINTS:
            return left[0] + right[0], left[1] + right[1]
        return self._sum(left, right, 1)

    def _sub(self, node: Node) -> Num:
        left, right = (self.at[a] for a in node.args)
        return self._sum(left, right, -1)

    def _sum(self, left: Num, right: Num, sign: int) -> Num:
        a, b, under = _aligned(left, right)
        most = a.most + b.most
        x, y = _sized(a, most), _sized(b, most)
        return Num(x + y if sign > 0 else x - y, under, most)

    def _mul(self, node: Node) -> Num:
        left, right = (self.at[a] for a in node.args)
        return _product(left, right)

    def _min(self, node: Node) -> Any:
        return self._extreme(node, "<=", pl.min_horizontal)

    def _max(self, node: Node) -> Any:
        return self._extreme(node, ">=", pl.max_horizontal)

    def _extreme(self, node: Node, op: str, pick: Callable[..., pl.Expr]) -> Any:
        parts = [self.at[a] for a in node.args]
        if node.kind is Kind.POINTS:
            pairs = [part if isinstance(part, tuple) else (part.expr(),) * 2 for part in parts]
            return pick(*(p[0] for p in pairs)), pick(*(p[1] for p in pairs))

        def better(left: Num, right: Num) -> Num:
            a, b, under = _aligned(left, right)
            first = _compared(_COMPARE[op], a, b)
            chosen = pl.when(first).then(a.expr()).when(~first).then(b.expr()).otherwise(None)
            return Num(chosen, under, max(a.most, b.most))

        return reduce(better, parts)

    def _floor(self, node: Node) -> Num:
        return _whole(self.at[node.args[0]])

    def _round(self, node: Node) -> Num:
        value: Num = self.at[node.args[0]]
        double = value.times(2)
        return _whole(Num(double.over + value.under, 2 * value.under, double.most + value.under))

    def _days_since(self, node: Node) -> Num:
        days = (pl.lit(self.bound.on) - self.at[node.args[0]]).dt.total_days()
        return Num(days, 1, 10**6)

    def _years_since(self, node: Node) -> Num:
        day, on = self.at[node.args[0]], self.bound.on
        month, number = day.dt.month().cast(pl.Int64), day.dt.day().cast(pl.Int64)
        later = (month * 100 + number > on.month * 100 + on.day).cast(pl.Int64)
        return Num(on.year - day.dt.year().cast(pl.Int64) - later, 1, 10**4)

    def _full_years(self, node: Node) -> Num:
        day = self.at[node.args[0]]
        first = ((day.dt.month() == 1) & (day.dt.day() == 1)).cast(pl.Int64)
        return Num(self.bound.on.year - 1 - day.dt.year().cast(pl.Int64) + first, 1, 10**4)

    def _within_years(self, node: Node) -> pl.Expr:
        years: Any = node.data
        return self.at[node.args[0]] >= pl.lit(years_before(self.bound.on, years))

    def _registered_by_year(self, node: Node) -> pl.Expr:
        offset: Any = node.data
        return self.at[node.args[0]] < pl.lit(date(self.bound.on.year + offset + 1, 1, 1))

    def _ratio(self, node: Node) -> tuple[Num, Num]:
        return self.at[node.args[0]], self.at[node.args[1]]

    def _grid(self, node: Node) -> tuple[pl.Expr, pl.Expr]:
        bands, last = node.data
        tests = [self.at[a] for a in node.args]
        if all(before[end] >= after[end] for before, after in pairwise([*bands, last]) for end in (0, 1)):
            # Points only fall from band to band: an unknown test costs least where it fails, and most where it holds.
            falls = _chain(tests, [b[0] for b in bands], last[0])
            return falls, _chain([t.fill_null(value=True) for t in tests], [b[1] for b in bands], last[1])
        settled = pl.lit(value=False)
        possible = []
        for test in tests:
            possible.append(~settled & test.fill_null(value=True))
            settled |= test.fill_null(value=False)
        possible.append(~settled)
        least, most = ([pl.when(p).then(pl.lit(b[end], dtype=pl.Int64)) for p, b in zip(possible, [*bands, last], strict=True)]
                       for end in (0, 1))  # fmt: skip
        return pl.min_horizontal(*least), pl.max_horizontal(*most)

    def _expert(self, node: Node) -> tuple[pl.Expr, pl.Expr]:
        band, chosen = (self.at[a] for a in node.args)
        inside = (chosen[0] == chosen[1]) & (band[0] <= chosen[0]) & (chosen[0] <= band[1])
        least, most = (pl.when(inside).then(c).otherwise(b) for b, c in zip(band, chosen, strict=True))
        return least, most


def _chain(tests: Sequence[pl.Expr], points: Sequence[int], last: int) -> pl.Expr:
    """The points of the first test that holds."""
    first: Any = pl
    for test, here in zip(tests, points, strict=True):
        first = first.when(test).then(pl.lit(here, dtype=pl.Int64))
    return first.otherwise(pl.lit(last, dtype=pl.Int64))


# Operations that write each argument's expression once; the others repeat it.
_WRITTEN_ONCE = frozenset({"and", "or", "not", "add", "sub", "mul", "floor", "round", "in"})
_WORDS = {"and": and_, "or": or_}


def _constant(value: Fraction) -> Num:
    return Num(value.numerator, value.denominator, abs(value.numerator))


def _compared(compare: Callable[[Any, Any], Any], left: Num, right: Num) -> pl.Expr:
    a, b, _ = _aligned(left, right)
    most = max(a.most, b.most)
    found = compare(_sized(a, most), _sized(b, most))
    return pl.lit(found) if isinstance(found, bool) else found


def _whole(value: Num) -> Num:
    """Cut to whole units; back to 64 bits where the result fits."""
    if isinstance(value.over, int):
        return Num(value.over // value.under, 1, value.most)
    most = value.most // value.under + 1
    over = value.over if value.under == 1 else value.over // value.under
    return Num(over.cast(pl.Int64) if value.most > NARROW >= most else over, 1, most)
