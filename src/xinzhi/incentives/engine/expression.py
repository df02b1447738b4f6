"""Conditions and formulas of rule files, in a small part of Python's own notation, turned into nodes.

`rd_staff[-1] >= min_share * staff[-1]` names facts (a yearly one with its offset from the application's year), parameters
and definitions. Anything else (attributes, calls of unknown functions, fractions as literals) is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction

from .facts import FactSet
from .graph import Graph, Kind

# Resolves a definition or parameter to its node, or gives None where there is no such name.
Lookup = Callable[[str], int | None]

_COMPARE: Mapping[type[ast.cmpop], str] = {
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.Lt: "<",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
FACT_KINDS = {
    "flag": Kind.BOOL,
    "title": Kind.BOOL,
    "date": Kind.DATE,
    "choice": Kind.TEXT,
    "text": Kind.TEXT,
    "points": Kind.POINTS,
}


class ExpressionError(ValueError):
    """The text is no expression of this language, or its parts do not fit together."""


def parse(text: str, graph: Graph, facts: FactSet, lookup: Lookup) -> int:
    """The node of this expression. Raises ExpressionError with the reason in plain words."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"not an expression: {error.msg} at character {error.offset}") from None
    return _Builder(graph, facts, lookup).build(tree.body)


class _Builder:
    def __init__(self, graph: Graph, facts: FactSet, lookup: Lookup) -> None:
        self.graph, self.facts, self.lookup = graph, facts, lookup

    def build(self, node: ast.expr) -> int:  # noqa: PLR0911  one case a line
        match node:
            case ast.Constant():
                return self.constant(node.value)
            case ast.Name():
                return self.name(node.id)
            case ast.Subscript(value=ast.Name(id=key)):
                return self.fact(key, self.offset(node.slice))
            case ast.BoolOp(op=op, values=values):
                name = "and" if isinstance(op, ast.And) else "or"
                return self.graph.add(name, Kind.BOOL, *(self.typed(v, Kind.BOOL) for v in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.graph.add("not", Kind.BOOL, self.typed(operand, Kind.BOOL))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.arithmetic("sub", self.constant(0), self.typed(operand, Kind.NUMBER))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self.arithmetic(_ARITHMETIC[type(op)], self.build(left), self.build(right))
            case ast.Compare():
                return self.comparison(node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.choice(self.typed(test, Kind.BOOL), self.build(body), self.build(orelse))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, args)
        raise ExpressionError(f"{ast.unparse(node)!r} is not part of the language")

    def typed(self, node: ast.expr, kind: Kind) -> int:
        place = self.build(node)
        if self.graph.kind(place) is not kind:
            raise ExpressionError(f"{ast.unparse(node)!r} is {self.graph.kind(place).value}, not {kind.value}")
        return place

    def constant(self, value: object) -> int:
        if isinstance(value, bool):
            return self.graph.add("const", Kind.BOOL, data=value)
        if isinstance(value, int):
            return self.graph.add("const", Kind.NUMBER, data=Fraction(value))
        if isinstance(value, str):
            return self.graph.add("const", Kind.TEXT, data=value)
        raise ExpressionError(f"{value!r} cannot stand in an expression; make it a parameter")

    def name(self, key: str) -> int:
        if key in self.facts:
            return self.fact(key, None)
        place = self.lookup(key)
        if place is None:
            raise ExpressionError(f"{key!r} is neither a fact, a parameter nor a definition")
        return place

    def offset(self, node: ast.expr) -> int:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(years))) if 0 < years <= 10:
                return -years
            case ast.Constant(value=0):
                return 0
        raise ExpressionError(
            f"[{ast.unparse(node)}] is not a year: [-1] is the year before the application, [0] its own"
        )

    def fact(self, key: str, offset: int | None) -> int:
        fact = self.facts.get(key)
        if fact is None:
            raise ExpressionError(f"{key!r} is not a fact")
        if fact.yearly != (offset is not None):
            need = f"a figure of a year: write {key}[-1]" if fact.yearly else "not a figure of a year"
            raise ExpressionError(f"{key!r} is {need}")
        return self.graph.add("fact", FACT_KINDS.get(fact.type, Kind.NUMBER), data=(key, offset))

    def arithmetic(self, op: str, left: int, right: int) -> int:
        add, kinds = self.graph.add, (self.graph.kind(left), self.graph.kind(right))
        if op == "div" and kinds == (Kind.NUMBER, Kind.NUMBER):
            return add("ratio", Kind.RATIO, left, right)
        if op in {"add", "sub"} and kinds == (Kind.RATIO, Kind.NUMBER):
            shift = self.arithmetic("mul", self.lower(left), right)
            return add("ratio", Kind.RATIO, self.arithmetic(op, self.upper(left), shift), self.lower(left))
        if kinds[0] is not kinds[1] or kinds[0] not in {Kind.NUMBER, Kind.POINTS}:
            raise ExpressionError(f"{op} does not go with {kinds[0].value} and {kinds[1].value}")
        if kinds[0] is Kind.POINTS and op != "add":
            raise ExpressionError("points can be added, bounded and compared, nothing else")
        return add(op, kinds[0], left, right)

    def fixed(self, place: int) -> bool:
        """Whether no firm changes it."""
        return self.graph.nodes[place].op in {"const", "param"}

    def upper(self, ratio: int) -> int:
        return self.graph.nodes[ratio].args[0]

    def lower(self, ratio: int) -> int:
        return self.graph.nodes[ratio].args[1]

    def comparison(self, node: ast.Compare) -> int:
        parts, left = [], node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self.compare(op, left, right))
            left = right
        return parts[0] if len(parts) == 1 else self.graph.add("and", Kind.BOOL, *parts)

    def compare(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> int:
        if isinstance(op, ast.In | ast.NotIn):
            found = self.member(left, right)
            return found if isinstance(op, ast.In) else self.graph.add("not", Kind.BOOL, found)
        if type(op) not in _COMPARE:
            raise ExpressionError(f"{ast.unparse(ast.Compare(left, [op], [right]))!r} is not a comparison here")
        return self.compared(_COMPARE[type(op)], self.build(left), self.build(right))

    def member(self, left: ast.expr, right: ast.expr) -> int:
        if not isinstance(right, ast.Tuple | ast.List):
            raise ExpressionError('write the choices in brackets: industry in ("a", "b")')
        values = [item.value for item in right.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        if len(values) != len(right.elts):
            raise ExpressionError("the choices after «in» are texts in quotes")
        return self.graph.add("in", Kind.BOOL, self.typed(left, Kind.TEXT), data=tuple(values))

    def compared(self, op: str, left: int, right: int) -> int:
        kinds = (self.graph.kind(left), self.graph.kind(right))
        fits = kinds[0] is kinds[1] or kinds in {(Kind.RATIO, Kind.NUMBER), (Kind.POINTS, Kind.NUMBER)}
        if not fits or kinds in {(Kind.RATIO, Kind.RATIO), (Kind.POINTS, Kind.POINTS), (Kind.BOOL, Kind.BOOL)}:
            raise ExpressionError(f"{kinds[0].value} cannot be compared with {kinds[1].value}")
        if op in {"==", "!="} and kinds[0] in {Kind.RATIO, Kind.POINTS}:
            raise ExpressionError(f"{kinds[0].value} is compared with >=, >, <= or <")
        if kinds[0] is Kind.POINTS and not self.fixed(right):
            raise ExpressionError("points are compared with a number or a parameter")
        if kinds[0] is Kind.TEXT and op not in {"==", "!="}:
            raise ExpressionError("texts are compared with == or !=")
        return self.graph.add("cmp", Kind.BOOL, left, right, data=op)

    def choice(self, test: int, body: int, orelse: int) -> int:
        kind = self.graph.kind(body)
        if self.graph.kind(orelse) is not kind or kind is Kind.TEXT:
            raise ExpressionError(f"«if … else» gives {kind.value} or {self.graph.kind(orelse).value}")
        if kind is Kind.RATIO:
            upper = self.choice(test, self.upper(body), self.upper(orelse))
            lower = self.choice(test, self.lower(body), self.lower(orelse))
            return self.graph.add("ratio", Kind.RATIO, upper, lower)
        return self.graph.add("if", kind, test, body, orelse)

    def call(self, name: str, args: list[ast.expr]) -> int:
        method = getattr(self, f"call_{name}", None)
        if method is None:
            known = ", ".join(sorted(m[5:] for m in dir(self) if m.startswith("call_")))
            raise ExpressionError(f"there is no function {name!r}; there are {known}")
        try:
            return int(method(*args))
        except TypeError:
            raise ExpressionError(f"{name} does not take {len(args)} argument(s)") from None

    def call_min(self, *args: ast.expr) -> int:
        return self.extreme("min", args)

    def call_max(self, *args: ast.expr) -> int:
        return self.extreme("max", args)

    def extreme(self, name: str, args: tuple[ast.expr, ...]) -> int:
        places = [self.build(arg) for arg in args]
        kinds = {self.graph.kind(place) for place in places}
        if len(places) < 2 or not kinds <= {Kind.NUMBER, Kind.POINTS}:
            raise ExpressionError(f"{name} takes two or more numbers")
        kind = Kind.POINTS if Kind.POINTS in kinds else Kind.NUMBER
        if kind is Kind.POINTS and not all(self.graph.kind(p) is kind or self.fixed(p) for p in places):
            raise ExpressionError("points are bounded by a number or a parameter")
        return self.graph.add(name, kind, *places)

    def call_floor(self, value: ast.expr) -> int:
        """Whole units, cut off."""
        return self.graph.add("floor", Kind.NUMBER, self.typed(value, Kind.NUMBER))

    def call_round(self, value: ast.expr) -> int:
        """Whole units, halves up."""
        return self.graph.add("round", Kind.NUMBER, self.typed(value, Kind.NUMBER))

    def call_at_least(self, number: ast.expr, *args: ast.expr) -> int:
        """At least so many of the conditions hold."""
        if not isinstance(number, ast.Constant) or not isinstance(number.value, int) or not args:
            raise ExpressionError("write at_least(2, a, b, c)")
        return self.graph.add("count", Kind.BOOL, *(self.typed(a, Kind.BOOL) for a in args), data=number.value)

    def call_first_known(self, first: ast.expr, second: ast.expr) -> int:
        """The first where it is known, else the second."""
        places = (self.build(first), self.build(second))
        kind = self.graph.kind(places[0])
        if self.graph.kind(places[1]) is not kind or kind is Kind.RATIO:
            raise ExpressionError("first_known takes two of one kind")
        return self.graph.add("first_known", kind, *places)

    def call_days_since(self, day: ast.expr) -> int:
        """Days from that date to the application."""
        return self.graph.add("days_since", Kind.NUMBER, self.typed(day, Kind.DATE))

    def call_years_since(self, day: ast.expr) -> int:
        """Completed years from that date to the application."""
        return self.graph.add("years_since", Kind.NUMBER, self.typed(day, Kind.DATE))

    def call_full_years(self, day: ast.expr) -> int:
        """Full calendar years from that date to the end of the year before the application."""
        return self.graph.add("full_years", Kind.NUMBER, self.typed(day, Kind.DATE))

    def call_within_years(self, day: ast.expr, years: ast.expr) -> int:
        """Whether that date is at most so many years before the application."""
        if not isinstance(years, ast.Constant) or not isinstance(years.value, int):
            raise ExpressionError("write within_years(date, 10)")
        return self.graph.add("within_years", Kind.BOOL, self.typed(day, Kind.DATE), data=years.value)

    def call_sum_years(self, fact: ast.expr, years: ast.expr) -> int:
        """The figures of the last n years together; years before the firm was registered count as nought."""
        if not isinstance(fact, ast.Name) or not isinstance(years, ast.Constant) or not isinstance(years.value, int):
            raise ExpressionError("write sum_years(fact, 3)")
        total = self.lived(fact.id, -years.value)
        for offset in range(-years.value + 1, 0):
            total = self.arithmetic("add", total, self.lived(fact.id, offset))
        return total

    def lived(self, key: str, offset: int) -> int:
        """The figure of a year; where there is none and the firm was registered after it, nought."""
        registered = self.fact("registered_on", None)
        there = self.graph.add("registered_by_year", Kind.BOOL, registered, data=offset)
        figure = self.fact(key, offset)
        return self.graph.add("first_known", Kind.NUMBER, figure, self.choice(there, figure, self.constant(0)))

    def call_mean_growth(self, fact: ast.expr) -> int:
        """Mean of two years' growth, ½(Y2/Y1 + Y3/Y2) − 1, as 国科发火〔2016〕195号 counts it.

        Y1 not above nought (or a firm of two years): Y3/Y2 − 1. Y2 not above nought (or a firm of one year): nought.
        """
        if not isinstance(fact, ast.Name):
            raise ExpressionError("write mean_growth(fact)")
        y1, y2, y3 = (self.lived(fact.id, offset) for offset in (-3, -2, -1))
        zero, one, two = (self.constant(n) for n in (0, 1, 2))
        mul = lambda a, b: self.arithmetic("mul", a, b)  # noqa: E731
        both = self.arithmetic("add", mul(y2, y2), mul(y1, y3))
        mean = self.arithmetic("sub", self.arithmetic("div", both, mul(two, mul(y1, y2))), one)
        last = self.arithmetic("sub", self.arithmetic("div", y3, y2), one)
        none = self.arithmetic("div", zero, one)
        from_first = self.choice(self.compared(">", y1, zero), mean, last)
        return self.choice(self.compared(">", y2, zero), from_first, none)
