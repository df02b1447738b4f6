"""The one text form of a value, in exports and in what is read back."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

_EXACT_DIGITS = 15  # what a float holds of a decimal


def as_text(value: Any, foreign: Callable[[Any], str | None] | None = None) -> str:  # noqa: PLR0911  a table of types
    """The text of a value: ISO dates (times with their offset), plain digits, true/false, lists joined by ;

    `foreign` is asked first, for types that only its room knows; it returns None for all others.
    """
    if foreign is not None and (text := foreign(value)) is not None:
        return text
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value.normalize(), "f") if value else "0"
        case float():
            return repr(int(value)) if value.is_integer() and abs(value) < 10**_EXACT_DIGITS else repr(value)
        case dt.datetime():
            return value.isoformat(timespec="seconds")
        case dt.date() | dt.time():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            items = sorted(value) if isinstance(value, (set, frozenset)) else value
            return ";".join(as_text(item, foreign) for item in items)
        case dict():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=lambda v: as_text(v, foreign))
        case _:
            return str(value)
