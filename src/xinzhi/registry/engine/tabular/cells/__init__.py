"""One cell read as an attribute: its value, or what is wrong with it."""

from collections.abc import Callable

from xinzhi.core.messages import gettext_noop
from xinzhi.registry.engine.tabular.schema import Attribute, ReferenceBook, Type, narrow

from . import choices, dates, identifiers, numbers, texts
from .model import Cell, Context, Fault, Unfit, warn

__all__ = ["Cell", "Context", "Fault", "convert"]

_PLACEHOLDERS = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "n/a", "na", "null", "none", "nan", "空"})
_PLACEHOLDER = gettext_noop("«%(value)s» says that nothing is given; it was taken as empty.")
_EMPTY_IT = gettext_noop("Leave the cell empty where nothing is known.")
_CONVERTERS: dict[Type, Callable[[str, Attribute, Context], Cell]] = {
    Type.TEXT: texts.text,
    Type.LIST: texts.items,
    Type.URL: texts.url,
    Type.INT: numbers.whole,
    Type.DECIMAL: numbers.decimal,
    Type.MONEY: numbers.money,
    Type.PERCENT: numbers.percent,
    Type.DATE: dates.date,
    Type.YEAR: dates.year,
    Type.BOOL: choices.truth,
    Type.CHOICE: choices.choice,
    Type.REFERENCE: choices.reference,
    Type.REFERENCES: choices.references,
    Type.IDENTIFIER: identifiers.identifier,
}


def convert(
    attribute: Attribute, text: str, *, unit: str = "", exact: bool = False, book: ReferenceBook | None = None
) -> Cell:
    """The value of a cell as exports write it: fen, ISO days, keys; None (a list: []) for an empty one.

    `unit` is what the heading says, `exact` that the column is in the form of our own exports, `book` what references
    may mean. Never raises: what cannot be read is a fault of the cell.
    """
    stripped = text.strip()
    nothing: object = [] if attribute.type in {Type.LIST, Type.REFERENCES} else None
    if not stripped:
        return Cell(nothing)
    if attribute.type != Type.TEXT and narrow(stripped).casefold() in _PLACEHOLDERS:
        return Cell(nothing, faults=(warn("placeholder", _PLACEHOLDER, _EMPTY_IT, value=stripped),))
    try:
        return _CONVERTERS[attribute.type](text, attribute, Context(unit, exact, book or ReferenceBook()))
    except Unfit as error:
        return Cell(nothing, faults=(error.fault,))
