"""Small formulas over columns: `rd_expense / revenue`, `revenue / revenue_1 - 1 >= 0.1`.

A column holds numbers, NaN where a value is not known. What cannot be computed (division by nought, an unknown operand)
is not known either: a comparison with it is neither true nor false.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_OPERATIONS: dict[type[ast.operator], Callable[[Floats, Floats], Floats]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Floats, Floats], NDArray[np.bool_]]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
}
_ALLOWED = "Use columns, numbers, + - * / and brackets"


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula; `columns` are the names it reads, in the order of the text."""

    text: str
    columns: tuple[str, ...]
    _body: ast.expr

    def value(self, columns: Mapping[str, Floats], rows: int) -> Floats:
        """The formula on each row, NaN where it cannot be known. A column that is not there is known of no row."""
        return np.broadcast_to(_value(self._body, columns), (rows,)).astype(np.float64)

    def holds(self, columns: Mapping[str, Floats], rows: int) -> Floats:
        """A comparison on each row: 1 true, 0 false, NaN not known."""
        body = self._body
        assert isinstance(body, ast.Compare)
        left, right = _value(body.left, columns), _value(body.comparators[0], columns)
        truth = _COMPARISONS[type(body.ops[0])](left, right).astype(np.float64)
        truth = np.where(np.isnan(left) | np.isnan(right), np.nan, truth)
        return np.broadcast_to(truth, (rows,)).astype(np.float64)


def formula(text: str) -> Formula:
    """Parse a value; ValueError says what is wrong with it."""
    body = _parse(text)
    _check(body, text)
    return Formula(text, _columns(body), body)


def condition(text: str) -> Formula:
    """Parse one comparison of two values; ValueError says what is wrong with it."""
    body = _parse(text)
    if not isinstance(body, ast.Compare) or len(body.ops) != 1 or type(body.ops[0]) not in _COMPARISONS:
        raise ValueError(f"{text!r} is not one comparison. Write two values with < <= > >= or == between")
    _check(body.left, text)
    _check(body.comparators[0], text)
    return Formula(text, _columns(body), body)


def _parse(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{text!r} is not a formula. {_ALLOWED}") from error


def _check(node: ast.expr, text: str) -> None:
    match node:
        case ast.Name():
            return
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _check(operand, text)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            _check(left, text)
            _check(right, text)
        case _:
            raise ValueError(f"{text!r} holds something that is not allowed. {_ALLOWED}")


def _columns(body: ast.expr) -> tuple[str, ...]:
    names = [node for node in ast.walk(body) if isinstance(node, ast.Name)]
    names.sort(key=lambda node: node.col_offset)
    return tuple(dict.fromkeys(node.id for node in names))


def _value(node: ast.expr, columns: Mapping[str, Floats]) -> Floats:
    match node:
        case ast.Name(id=name):
            return columns.get(name, np.asarray(np.nan))
        case ast.Constant(value=value):
            return np.asarray(value, dtype=np.float64)
        case ast.UnaryOp(operand=operand):
            return -_value(operand, columns)
        case ast.BinOp(left=left, op=op, right=right):
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                found = _OPERATIONS[type(op)](_value(left, columns), _value(right, columns))
            return np.where(np.isfinite(found), found, np.nan)
        case _:
            raise AssertionError(node)
