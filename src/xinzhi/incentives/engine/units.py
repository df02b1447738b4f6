"""Quantities as people write them: «5000万元», «5%», «2/3», 365. All exact; money is a whole number of fen."""

from __future__ import annotations

import re
from fractions import Fraction

MONEY = {"分": 1, "fen": 1, "元": 100, "yuan": 100, "万元": 10**6, "亿元": 10**10}
DOLLARS = {"美元": 1, "usd": 1, "万美元": 10**4, "亿美元": 10**8}
PERCENT = {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "bp": Fraction(1, 10_000)}
COUNTS = {
    "person": ("人", "person"),
    "item": ("项", "件", "个", "item"),
    "day": ("天", "日", "day"),
    "year": ("年", "year"),
}

LONGEST = 40
_WITH_UNIT = re.compile(r"\s*(-?\d[\d,]*(?:\.\d+)?)\s*([^\d\s.,/-]+)\s*")


def split(text: str) -> tuple[Fraction, str] | None:
    """The number and the unit of «3,200.5万元»; None when the text is not of that form."""
    found = _WITH_UNIT.fullmatch(text) if len(text) <= LONGEST else None
    return (Fraction(found[1].replace(",", "")), found[2].lower()) if found else None


def exact(value: object) -> Fraction:
    """A quantity of a rule file: 365, 0.8, "5%", "2/3", "5000万元" (as fen), "10亿美元" (as dollars).

    Raises ValueError where the text is no quantity.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r} is not a quantity")  # noqa: TRY004  a fault of a file, as all here
    if isinstance(value, int | float):
        return Fraction(str(value))
    if parts := split(value):
        number, unit = parts
        for table in (MONEY, DOLLARS, PERCENT):
            if unit in table:
                return number * table[unit]
        raise ValueError(f"{unit!r} is not a unit; use one of {', '.join([*MONEY, *DOLLARS, *PERCENT])}")
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r} is not a quantity") from None


def money(fen: Fraction | int) -> str:
    """An amount in the unit people read: 3200万元, 1.5亿元, 88.05元."""
    size, sign = abs(Fraction(fen)), "-" if fen < 0 else ""
    for unit, factor in (("亿元", 10**10), ("万元", 10**6)):
        if size >= factor and (10_000 * size / factor).denominator == 1:
            return f"{sign}{_decimal(size / factor)}{unit}"
    return f"{sign}{_decimal(size / 100)}元"


def percent(value: Fraction) -> str:
    """A share to two places, cut and not rounded, so that 69.999% never reads as 70%."""
    hundredths = int(abs(value) * 10_000)
    return f"{'-' if value < 0 else ''}{_decimal(Fraction(hundredths, 100))}%"


def _decimal(value: Fraction) -> str:
    text = f"{float(value):.4f}" if value < 10**11 else str(int(value))
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Fraction | int, unit: str) -> str:
    """A number with its unit, for reports."""
    if unit == "fen":
        return money(value)
    if unit == "percent":
        return percent(Fraction(value))
    number = _decimal(Fraction(value)) if value >= 0 else f"-{_decimal(-Fraction(value))}"
    return f"{number} {unit}" if unit else number
