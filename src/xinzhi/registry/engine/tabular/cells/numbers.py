"""Whole numbers, decimals, money in fen, percentages: exact, or refused."""

import re
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from xinzhi.core.messages import gettext_noop
from xinzhi.registry.engine.tabular.schema import Attribute, narrow

from .model import Cell, Context, unfit

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_SCALED = re.compile(r"(.*?)\s*(万亿|百万|千万|百|千|万|亿)?")
_MONEY = re.compile(
    r"(?:人民币|rmb|cny|[¥￥])?\s*(.*?)\s*(万亿|百万|千万|百|千|万|亿)?(元|块|rmb|cny|分)?(?:人民币)?", re.IGNORECASE
)
_FOREIGN = re.compile(r"美元|欧元|日元|英镑|港元|港币|usd|eur|jpy|gbp|hkd|[$€£]", re.IGNORECASE)
_ROUGH = re.compile(r"[约近超逾达≥≤><~≈]|以上|以下|左右|余|多|至少|不低于|不超过|最高")
_LIMIT = 63  # bits that the database's whole numbers hold, less the sign


def whole(cell: str, _attribute: Attribute, _context: Context) -> Cell:
    """A whole number; 3万 is 30000, 12.0 is 12."""
    value = _number(cell)
    if value != value.to_integral_value():
        unfit(
            "not_whole",
            gettext_noop("«%(value)s» is not a whole number."),
            gettext_noop("Give it without decimals, or map the column to another attribute."),
            value=cell.strip(),
        )
    return Cell(_small(int(value), cell))


def decimal(cell: str, _attribute: Attribute, _context: Context) -> Cell:
    """A decimal number, exactly as written."""
    return Cell(_number(cell))


def percent(cell: str, _attribute: Attribute, _context: Context) -> Cell:
    """The number of hundredths: 12.5% and 12.5 are 12.5, 3‰ is 0.3."""
    text = narrow(cell)
    mark = text[-1:] if text.endswith(("%", "‰")) else ""
    value = _number(text.removesuffix(mark))
    return Cell(value / 10 if mark == "‰" else value)


def money(cell: str, _attribute: Attribute, context: Context) -> Cell:
    """Fen, exactly. The unit stands in the cell or in the heading; a bare number of our own exports is fen."""
    text = narrow(cell)
    if _FOREIGN.search(text):
        unfit(
            "currency",
            gettext_noop("«%(value)s» is not in yuan."),
            gettext_noop("Give the sum in yuan, and the foreign sum and its rate in the note."),
            value=text,
        )
    found = _MONEY.fullmatch(text)
    number, scale, yuan = (found[1], found[2] or "", (found[3] or "").casefold()) if found else (text, "", "")
    unit = (
        f"{scale}{'分' if yuan == '分' else '元'}" if scale or yuan else context.unit or ("分" if context.exact else "")
    )
    value = _number(number)
    if not unit:
        unfit(
            "unit_missing",
            gettext_noop("«%(value)s» has no unit: it may be yuan or ten thousand yuan."),
            gettext_noop("Write the unit into the heading, as in «(万元)», or into the cell."),
            value=text,
        )
    fen = value * (1 if unit == "分" else 100 * _SCALES[unit.removesuffix("元")])
    if fen != fen.to_integral_value():
        unfit(
            "fraction",
            gettext_noop("«%(value)s» is not a whole number of fen."),
            gettext_noop("Round it to the fen, or give more digits of the unit."),
            value=text,
        )
    return Cell(_small(int(fen), cell))


def _number(cell: str) -> Decimal:
    """The number in a text, with separators of thousands and 万 or 亿 behind it. Raises Unfit."""
    text = narrow(cell).replace("−", "-").replace("，", ",")
    found = _SCALED.fullmatch(text)
    digits, scale = (found[1], found[2] or "") if found else (text, "")
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "").replace(" ", "")
    if not _PLAIN.fullmatch(digits):
        _unfit_number(text)
    try:
        return Decimal(digits) * _SCALES[scale]
    except InvalidOperation:
        _unfit_number(text)


def _unfit_number(text: str) -> NoReturn:
    inner = re.findall(r"\d+(?:\.\d+)?", text, re.ASCII)
    if _ROUGH.search(text) and len(inner) == 1:
        unfit(
            "rough",
            gettext_noop("«%(value)s» is not an exact number."),
            gettext_noop("Give %(suggestion)s if that is the figure, and the words around it in the note."),
            value=text,
            suggestion=inner[0],
        )
    unfit(
        "not_number",
        gettext_noop("«%(value)s» is not a number."),
        gettext_noop("Write digits with a point for decimals, and commas only between groups of three."),
        value=text,
    )


def _small(value: int, cell: str) -> int:
    if value.bit_length() > _LIMIT:
        unfit(
            "too_large",
            gettext_noop("«%(value)s» is larger than any figure the register holds."),
            gettext_noop("See whether the unit is right."),
            value=cell.strip(),
        )
    return value
