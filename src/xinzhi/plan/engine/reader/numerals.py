"""Numbers as Chinese officials write them: 1,200, 3.5, 三十, 两百, 万 …

The scales 万 and 亿 are usually kept apart (they stay in the unit, see `quantities`),
but a whole numeral such as 三万五千 can be read too.
"""

from __future__ import annotations

_DIGITS = {c: v for v, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


def parse_number(text: str) -> float:
    """The value of an Arabic or Chinese numeral; `ValueError` when it is neither."""
    plain = text.replace(",", "").strip()
    if not plain:
        raise ValueError("an empty string is no number")
    if plain[0].isdecimal():
        return float(plain)
    return float(_chinese(plain))


def _chinese(text: str) -> int:
    if all(c in _DIGITS for c in text):
        return _digit_string(text)
    total, part, digit = 0, 0, -1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            # 十二 and 百家 leave out the leading one
            part += (1 if digit < 0 else digit) * _SMALL[char]
            digit = -1
        elif char in _LARGE:
            part += max(digit, 0)
            total = (total + part or 1) * _LARGE[char] if char == "亿" else total + (part or 1) * _LARGE[char]
            part, digit = 0, -1
        else:
            raise ValueError(f"{text!r} is no number: {char!r}")
    return total + part + max(digit, 0)


def _digit_string(text: str) -> int:
    """二〇二七 is read digit by digit."""
    value = 0
    for char in text:
        value = value * 10 + _DIGITS[char]
    return value
