"""JSON in the one form of RFC 8785, so that equal values give equal bytes."""

import json
import math
from typing import Any

LARGEST = 2**53 - 1  # I-JSON (RFC 7493): beyond it a reader with doubles loses digits


def canonical(value: Any) -> bytes:
    """The canonical UTF-8 bytes of a JSON value.

    Raises ValueError for what has no canonical form: NaN and infinities, integers beyond ±(2^53 - 1), lone surrogates, and
    TypeError for what is not JSON (keys that are no strings, dates, decimals).
    """
    return _text(value).encode("utf-8")  # UnicodeEncodeError, of a lone surrogate, is a ValueError


def _text(value: Any) -> str:
    match value:
        case None | True | False:
            return json.dumps(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            if abs(value) > LARGEST:
                raise ValueError(f"the integer {value} is beyond ±(2^53 - 1): write it as a string")
            return str(value)
        case float():
            return number(value)
        case list() | tuple():
            return "[" + ",".join(map(_text, value)) + "]"
        case dict():
            if not all(isinstance(k, str) for k in value):
                raise TypeError("the keys of a JSON object are strings")
            # RFC 8785, 3.2.3: keys are ordered by their UTF-16 code units
            keys = sorted(value, key=lambda k: k.encode("utf-16-be", "surrogatepass"))
            return "{" + ",".join(f"{_text(k)}:{_text(value[k])}" for k in keys) + "}"
        case _:
            raise TypeError(f"{type(value).__name__} is not a JSON value")


def number(value: float) -> str:
    """A double as ECMAScript prints it (RFC 8785, 3.2.2.3): the shortest digits that read back to it."""
    if not math.isfinite(value):
        raise ValueError(f"{value} has no form in JSON")
    if value == 0:
        return "0"  # also for -0
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, rest = mantissa.partition(".")
    rest = "" if rest == "0" else rest
    point = len(whole) + int(exponent or 0)  # where the decimal point stands among the digits
    digits = whole + rest
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.strip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    shown = digits[0] + ("." + digits[1:] if count > 1 else "")
    return f"{sign}{shown}e{'+' if point > 0 else '-'}{abs(point - 1)}"
