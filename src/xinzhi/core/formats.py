"""How numbers, money and dates read on a page, in the reader's language. Pure apart from the language in force."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NOTHING = "—"
FEN_PER_YUAN = 100


def is_chinese() -> bool:
    """Whether the page in hand speaks Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


def in_language(chinese: str, english: str) -> str:
    """The English words where the reader reads English and there are any, else the Chinese."""
    return chinese if is_chinese() or not english else english


def colon() -> str:
    """What stands between a name and its value: full-width in Chinese, else with a space behind it."""
    return in_language("：", ": ")


def pair(name: Any, value: Any) -> str:
    """A name and its value with the language's colon between them."""
    return f"{name}{colon()}{value}"


def to_decimal(value: Any) -> Decimal | None:
    """`value` as a Decimal, or None when it is not a finite number."""
    if value is None or isinstance(value, bool) or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(value: Any, digits: int = 2) -> str:
    """A number with thousands separators and at most `digits` decimals, trailing zeros dropped; a dash for nothing."""
    exact = to_decimal(value)
    if exact is None:
        return NOTHING
    rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def money(fen: Any, digits: int = 2) -> str:
    """Integer fen as 元, 万元 or 亿元 (in English CNY, with thousand, million, billion), whichever keeps it short."""
    exact = to_decimal(fen)
    if exact is None:
        return NOTHING
    yuan = exact / FEN_PER_YUAN
    size = abs(yuan)
    if is_chinese():
        # The unit is chosen after rounding, so that 9,999.999 万元 reads as 1 亿元.
        if round(size / 10_000, digits) >= 10_000:
            return f"{number(yuan / 100_000_000, digits)} 亿元"
        if round(size, digits) >= 10_000:
            return f"{number(yuan / 10_000, digits)} 万元"
        return f"{number(yuan, digits)} 元"
    for limit, unit in ((1_000_000_000, "billion"), (1_000_000, "million")):
        if round(size / limit, digits) >= 1:
            return f"CNY {number(yuan / limit, digits)} {unit}"
    return f"CNY {number(yuan, digits)}"


def percent(share: Any, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage. Certainty is not claimed by rounding: 0.999 reads “>99%”, 0.001 “<1%”."""
    exact = to_decimal(share)
    if exact is None:
        return NOTHING
    step = Decimal(1).scaleb(-digits)
    rounded = (exact * 100).quantize(step, rounding=ROUND_HALF_UP)
    if rounded == 100 and exact < 1:
        return f">{number(100 - step, digits)}%"
    if rounded == 0 and exact > 0:
        return f"<{number(step, digits)}%"
    return f"{number(rounded, digits)}%"


def local_date(value: Any) -> str:
    """A date, datetime or ISO string as the reader writes dates: 2026年11月20日, or 20 Nov 2026."""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value[:10])
        except ValueError:
            return value or NOTHING
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if not isinstance(value, dt.date):
        return NOTHING
    return f"{value.year}年{value.month}月{value.day}日" if is_chinese() else date_format(value, "j M Y")


def iso(value: Any) -> str:
    """The machine's form of a date or time, for the `datetime` attribute; empty for anything else."""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return value if isinstance(value, str) else ""


def working_days(left: Any) -> str:
    """Working days to a deadline in words: positive is left, zero is today, negative is overdue."""
    exact = to_decimal(left)
    if exact is None:
        return NOTHING
    days = int(exact)
    if days == 0:
        return _("Due today")
    if days > 0:
        return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}
    return ngettext("%(n)s working day overdue", "%(n)s working days overdue", -days) % {"n": -days}


def label(thing: Any) -> str:
    """The name of a thing in the reader's language: its `label`, a {"zh": …, "en": …} mapping, or its own text."""
    if thing is None or thing == "":
        return NOTHING
    if isinstance(thing, dict):
        first, second = ("zh", "en") if is_chinese() else ("en", "zh")
        return str(thing.get(first) or thing.get(second) or NOTHING)
    own = getattr(thing, "label", None)
    if own is None:
        return str(thing)
    return str(own() if callable(own) else own)
