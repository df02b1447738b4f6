"""The rule graph as a CP-SAT model: the facts that may change are variables, all else is what the interpreter found.

A condition is two literals, surely true and surely false, so that what stays unknown is neither. A number is a list of
guarded linear terms («if … else» kept apart, so that a rate that depends on sales may be multiplied by sales). Points are
two linear ends. What cannot be written linearly stays unknown: the model then never promises more than the rules do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from ortools.sat.python import cp_model

from .facts import Fact
from .graph import Kind, Node
from .values import Values

LARGEST = 2**62
MOST_ALTERNATIVES = 24

Literal = Any  # a BoolVar, its negation, or True / False


@dataclass(frozen=True, slots=True)
class Bit:
    """A condition: surely true, surely false; neither while unknown."""

    sure: Literal
    never: Literal


@dataclass(frozen=True)
class Lin:
    """Whole-number combination of variables over a denominator; `asked` are literals of facts that must be confirmed."""

    terms: Mapping[int, int] = field(default_factory=dict)
    constant: int = 0
    under: int = 1
    asked: frozenset[int] = frozenset()

    def scaled(self, factor: int, under: int | None = None) -> Lin:
        terms = {v: c * factor for v, c in self.terms.items()}
        return Lin(terms, self.constant * factor, self.under if under is None else under, self.asked)

    def plus(self, other: Lin, sign: int = 1) -> Lin:
        under = lcm(self.under, other.under)
        a, b = self.scaled(under // self.under), other.scaled(sign * (under // other.under))
        terms = {v: a.terms.get(v, 0) + b.terms.get(v, 0) for v in {*a.terms, *b.terms}}
        return Lin({v: c for v, c in terms.items() if c}, a.constant + b.constant, under, a.asked | b.asked)

    def times(self, other: Lin) -> Lin | None:
        """The product, where one of the two is constant."""
        if self.terms and other.terms:
            return None
        many, one = (self, other) if self.terms else (other, self)
        found = many.scaled(one.constant, many.under * one.under)
        return Lin(found.terms, found.constant, found.under, self.asked | other.asked)


Number = list[tuple[tuple[Literal, ...], Lin]] | None


@dataclass
class Variable:
    """A fact that may change: where it stands now (None: unknown), and its literals."""

    column: str
    fact: Fact
    var: Any
    before: int | None
    changed: Any = None
    asked: Any = None
    cost: Any = 0


class Model:
    """The varying part of the graph beneath a status, written for the solver."""

    def __init__(self, values: Values, variables: Mapping[str, Variable], model: cp_model.CpModel) -> None:
        self.values, self.variables, self.model = values, variables, model
        self.nodes = values.nodes
        self.ids = {column: index for index, column in enumerate(variables)}
        self.list = list(variables.values())
        self.bits: dict[int, Bit] = {}
        self.numbers: dict[int, Number] = {}
        self.ends: dict[int, tuple[Any, Any]] = {}
        self.moving: dict[int, bool] = {}
        self.lost: set[int] = set()

    def moves(self, place: int) -> bool:
        """Whether any fact beneath may change."""
        if place not in self.moving:
            node = self.nodes[place]
            own = node.op == "fact" and self.values.column(node) in self.variables
            self.moving[place] = own or any(self.moves(a) for a in node.args)
        return self.moving[place]

    # Conditions

    def bit(self, place: int) -> Bit:
        if place not in self.bits:
            value = self.values.at[place]
            fixed = Bit(value is True, value is False)
            if self.moves(place):
                fixed = getattr(self, f"_bit_{self.nodes[place].op}", self._unknown)(self.nodes[place])
                if fixed.sure is False and fixed.never is False:
                    self.lost.add(place)
            self.bits[place] = fixed
        return self.bits[place]

    def _unknown(self, _node: Node) -> Bit:
        return Bit(sure=False, never=False)

    def _bit_fact(self, node: Node) -> Bit:
        v = self.variables[self.values.column(node)]
        if v.asked is None:
            return Bit(v.var, ~v.var)
        return Bit(self.both([v.var, v.asked]), self.both([~v.var, v.asked]))

    def _bit_and(self, node: Node) -> Bit:
        parts = [self.bit(a) for a in node.args]
        return Bit(self.both([p.sure for p in parts]), self.either([p.never for p in parts]))

    def _bit_or(self, node: Node) -> Bit:
        parts = [self.bit(a) for a in node.args]
        return Bit(self.either([p.sure for p in parts]), self.both([p.never for p in parts]))

    def _bit_not(self, node: Node) -> Bit:
        part = self.bit(node.args[0])
        return Bit(part.never, part.sure)

    def _bit_count(self, node: Node) -> Bit:
        parts = [self.bit(a) for a in node.args]
        least: Any = node.data
        enough = self.compared({}, [p.sure for p in parts], least)
        never = self.compared({}, [p.never for p in parts], len(parts) - least + 1)
        return Bit(enough, never)

    def _bit_if(self, node: Node) -> Bit:
        test, body, orelse = (self.bit(a) for a in node.args)
        sure = [
            self.both([test.sure, body.sure]),
            self.both([test.never, orelse.sure]),
            self.both([body.sure, orelse.sure]),
        ]
        never = [
            self.both([test.sure, body.never]),
            self.both([test.never, orelse.never]),
            self.both([body.never, orelse.never]),
        ]
        return Bit(self.either(sure), self.either(never))

    def _bit_first_known(self, node: Node) -> Bit:
        first, second = node.args
        return self.bit(first if self.values.known(first) else second)

    def _bit_cmp(self, node: Node) -> Bit:
        left, right = node.args
        op = str(node.data)
        kind = self.nodes[left].kind
        if kind is Kind.POINTS:
            return self._points_compared(op, self.points(left), self.values.at[right])
        if kind is Kind.NUMBER:
            return self._numbers_compared(op, self.number(left), self.number(right))
        if kind is Kind.RATIO:
            upper, lower = (self.number(a) for a in self.nodes[left].args)
            there = self._numbers_compared(">", lower, [((), Lin())])
            held = self._numbers_compared(op, upper, self.product(lower, self.number(right)))
            return Bit(self.both([there.sure, held.sure]), self.either([there.never, held.never]))
        return self._unknown(node)

    def _points_compared(self, op: str, ends: tuple[Any, Any], limit: Any) -> Bit:
        """Both ends on one side of the limit settle it."""
        if limit is None:
            return Bit(sure=False, never=False)
        exact = Fraction(limit)
        floor, ceil = exact.__floor__(), exact.__ceil__()
        above = {">=": ceil, ">": floor + 1}
        if op in above:
            return Bit(self.reached(ends[0], above[op]), self.reached(self.minus(ends[1]), 1 - above[op]))
        below = {"<=": floor, "<": ceil - 1}[op]
        return Bit(self.reached(self.minus(ends[1]), -below), self.reached(ends[0], below + 1))

    def _numbers_compared(self, op: str, left: Number, right: Number) -> Bit:
        if left is None or right is None:
            return Bit(sure=False, never=False)
        sure, never = [], []
        for guards_a, a in left:
            for guards_b, b in right:
                guards = [*guards_a, *guards_b, *(self.list[i].asked for i in a.asked | b.asked)]
                held = self._held(op, a.plus(b, -1))
                if held is None:
                    return Bit(sure=False, never=False)
                sure.append(self.both([*guards, held]))
                never.append(self.both([*guards, self.negated(held)]))
        return Bit(self.either(sure), self.either(never))

    def _held(self, op: str, difference: Lin) -> Literal | None:
        """Whether difference op 0, exactly; None where the numbers are beyond the solver's."""
        match op:
            case ">=":
                return self.at_least_nought(difference, 0)
            case ">":
                return self.at_least_nought(difference, 1)
            case "<=":
                return self.at_least_nought(difference.scaled(-1), 0)
            case "<":
                return self.at_least_nought(difference.scaled(-1), 1)
        equal = [self.at_least_nought(difference, 0), self.at_least_nought(difference.scaled(-1), 0)]
        if any(one is None for one in equal):
            return None
        both = self.both(equal)
        return both if op == "==" else self.negated(both)

    def at_least_nought(self, lin: Lin, least: int) -> Literal | None:
        """Whether the numerator is at least so much, reduced so that it stays small."""
        if not lin.terms:
            return lin.constant >= least
        common = gcd(*lin.terms.values())
        limit = -((lin.constant - least) // common)  # ceil((least - constant) / common)
        terms = {v: c // common for v, c in lin.terms.items()}
        reach = sum(abs(c) * max(abs(self.list[v].fact.at_least), self.list[v].fact.at_most) for v, c in terms.items())
        if reach + abs(limit) > LARGEST:
            return limit <= 0 if limit < -reach or limit > reach else None
        return self.compared(terms, (), limit)

    # Numbers

    def number(self, place: int) -> Number:
        if place not in self.numbers:
            if self.moves(place):
                made = getattr(self, f"_number_{self.nodes[place].op}", lambda _n: None)(self.nodes[place])
                self.numbers[place] = made if made is None or len(made) <= MOST_ALTERNATIVES else None
            else:
                value = self.values.at[place]
                self.numbers[place] = None if value is None else [((), _constant(value))]
        return self.numbers[place]

    def _number_fact(self, node: Node) -> Number:
        v = self.variables[self.values.column(node)]
        index = self.ids[v.column]
        asked = frozenset() if v.asked is None else frozenset({index})
        return [((), Lin({index: 1}, 0, 10_000 if v.fact.type == "percent" else 1, asked))]

    def _number_add(self, node: Node, sign: int = 1) -> Number:
        left, right = (self.number(a) for a in node.args)
        if left is None or right is None:
            return None
        return [((*g, *h), a.plus(b, sign)) for g, a in left for h, b in right]

    def _number_sub(self, node: Node) -> Number:
        return self._number_add(node, -1)

    def _number_mul(self, node: Node) -> Number:
        left, right = (self.number(a) for a in node.args)
        return self.product(left, right)

    def product(self, left: Number, right: Number) -> Number:
        if left is None or right is None:
            return None
        made = []
        for guards_a, a in left:
            for guards_b, b in right:
                lin = a.times(b)
                if lin is None:
                    return None
                made.append(((*guards_a, *guards_b), lin))
        return made

    def _number_first_known(self, node: Node) -> Number:
        first, second = node.args
        return self.number(first if self.moves(first) or self.values.known(first) else second)

    def _number_if(self, node: Node) -> Number:
        test = self.bit(node.args[0])
        made = []
        for guard, place in ((test.sure, node.args[1]), (test.never, node.args[2])):
            if guard is False:
                continue
            part = self.number(place)
            if part is None:
                return None
            made += [((*(() if guard is True else (guard,)), *guards), lin) for guards, lin in part]
        return made

    # Points

    def points(self, place: int) -> tuple[Any, Any]:
        """Linear expressions of the least and the most points."""
        if place not in self.ends:
            fixed = self.values.at[place]
            self.ends[place] = (
                getattr(self, f"_points_{self.nodes[place].op}")(self.nodes[place]) if self.moves(place) else fixed
            )
        return self.ends[place]

    def _points_fact(self, node: Node) -> tuple[Any, Any]:
        v = self.variables[self.values.column(node)]
        if v.asked is None:
            return v.var, v.var
        return self.chosen(v.asked, v.var, v.fact.at_least), self.chosen(v.asked, v.var, v.fact.at_most)

    def _points_add(self, node: Node) -> tuple[Any, Any]:
        left, right = (self.points(a) for a in node.args)
        return left[0] + right[0], left[1] + right[1]

    def _points_min(self, node: Node) -> tuple[Any, Any]:
        parts = [self._part(a) for a in node.args]
        return tuple(self.extreme([p[i] for p in parts], largest=False) for i in (0, 1))

    def _points_max(self, node: Node) -> tuple[Any, Any]:
        parts = [self._part(a) for a in node.args]
        return tuple(self.extreme([p[i] for p in parts], largest=True) for i in (0, 1))

    def _part(self, place: int) -> tuple[Any, Any]:
        value = self.values.at[place]
        return self.points(place) if self.nodes[place].kind is Kind.POINTS else (int(value), int(value))

    def _points_if(self, node: Node) -> tuple[Any, Any]:
        test = self.bit(node.args[0])
        body, orelse = self.points(node.args[1]), self.points(node.args[2])
        return self.folded(test, body[0], orelse[0], largest=False), self.folded(test, body[1], orelse[1], largest=True)

    def _points_first_known(self, node: Node) -> tuple[Any, Any]:
        first, second = node.args
        return self.points(first if self.values.known(first) else second)

    def _points_grid(self, node: Node) -> tuple[Any, Any]:
        bands, last = node.data
        least, most = last
        for place, points in zip(reversed(node.args), reversed(bands), strict=True):
            test = self.bit(place)
            least = self.folded(test, points[0], least, largest=False)
            most = self.folded(test, points[1], most, largest=True)
        return least, most

    def _points_expert(self, node: Node) -> tuple[Any, Any]:
        """The experts' points inside the band; outside, the band itself."""
        band, chosen = (self.points(a) for a in node.args)
        if self.lost.intersection(self.values.bound.graph.below(node.args[0])):
            return band  # a test of the grid is beyond the model: take the widest band and no points inside it for sure
        known = self.both([self.reached(chosen[0] - chosen[1], 0)])
        inside = self.both([known, self.reached(chosen[0] - band[0], 0), self.reached(band[1] - chosen[0], 0)])
        return self.chosen(inside, chosen[0], band[0]), self.chosen(inside, chosen[1], band[1])

    # The solver's words

    def folded(self, test: Bit, body: Any, orelse: Any, *, largest: bool) -> Any:
        """Body where the test surely holds, orelse where it surely fails, else the lesser (or larger) of the two."""
        if test.sure is True:
            return body
        if test.never is True:
            return orelse
        made = self.model.new_int_var(-1000, 1000, "")
        self.imply([test.sure], made == body)
        self.imply([test.never], made == orelse)
        self.imply(
            [self.negated(test.sure), self.negated(test.never)], made == self.extreme([body, orelse], largest=largest)
        )
        return made

    def chosen(self, test: Literal, body: Any, orelse: Any) -> Any:
        return self.folded(Bit(test, self.negated(test)), body, orelse, largest=False)

    def extreme(self, parts: Iterable[Any], *, largest: bool) -> Any:
        items = [*parts]
        if all(isinstance(item, int) for item in items):
            return max(items) if largest else min(items)
        made = self.model.new_int_var(-1000, 1000, "")
        (self.model.add_max_equality if largest else self.model.add_min_equality)(made, items)
        return made

    def imply(self, literals: Iterable[Literal], constraint: Any) -> None:
        """The constraint, where all literals hold."""
        asked = [*literals]
        if any(lit is False for lit in asked) or constraint is True:
            return
        free = [lit for lit in asked if lit is not True]
        if constraint is False:
            self.model.add_bool_or([self.negated(lit) for lit in free])
            return
        added = self.model.add(constraint)
        if free:
            added.only_enforce_if(free)

    def minus(self, expression: Any) -> Any:
        return -expression

    def negated(self, literal: Literal) -> Literal:
        return not literal if isinstance(literal, bool) else ~literal

    def reached(self, expression: Any, least: int) -> Literal:
        """A literal: the expression is at least so much."""
        if isinstance(expression, int):
            return expression >= least
        made = self.model.new_bool_var("")
        self.model.add(expression >= least).only_enforce_if(made)
        self.model.add(expression <= least - 1).only_enforce_if(~made)
        return made

    def compared(self, terms: Mapping[int, int], literals: Iterable[Literal], least: int) -> Literal:
        """A literal: the terms and the number of true literals together are at least so much."""
        fixed = sum(1 for lit in literals if lit is True)
        free = [lit for lit in literals if not isinstance(lit, bool)]
        expression = sum(c * self.list[v].var for v, c in terms.items()) + sum(free) + fixed
        return self.reached(expression, least)

    def both(self, literals: Iterable[Literal]) -> Literal:
        """All of them."""
        items = [lit for lit in literals if lit is not True]
        if any(lit is False for lit in items):
            return False
        if len(items) < 2:
            return items[0] if items else True
        made = self.model.new_bool_var("")
        self.model.add_bool_and(items).only_enforce_if(made)
        self.model.add_bool_or([made, *(self.negated(lit) for lit in items)])
        return made

    def either(self, literals: Iterable[Literal]) -> Literal:
        """Any of them."""
        return self.negated(self.both([self.negated(lit) for lit in literals]))


def _constant(value: Fraction | int) -> Lin:
    exact = Fraction(value)
    return Lin({}, exact.numerator, exact.denominator)
