"""Chinese patent application number, old and new, and the grant form ZL (ZC 0006-2003).

New, since October 2003: year 4, kind 1, serial 7, a dot, check. Old: year 2, kind 1, serial 5, a dot, check. A granted
patent keeps its application number behind ZL. The check: weights 2 to 9 from the left, over again from 2, sum modulo
11, ten written X.
"""

import re
from itertools import cycle

from xinzhi.core.messages import gettext_noop

from .model import Identifier, IdentifierError
from .text import check_alphabet, check_character, compact, suggest

KIND = "patent"
RULE = "ZC 0006-2003"
EXAMPLE = "ZL201710601862.3"
KINDS = {"1": "invention", "2": "utility_model", "3": "design", "8": "pct_invention", "9": "pct_utility_model"}
_PUBLICATION = re.compile(r"CN\d{7,9}[A-Z]\d?")
_FIRST_YEAR, _NEW_FORM = 1985, 2003
_LENGTHS = {9: 2, 13: 4}  # length with check -> digits of the year


def parse(text: str) -> Identifier:
    """The number as digits, dot, check; with ZL when given so. Raises IdentifierError: publication, length, …"""
    code = compact(text, " -:")
    if _PUBLICATION.fullmatch(code):
        raise IdentifierError(
            "publication",
            gettext_noop("This is a publication number; give the application number, or ZL with it for a grant."),
        )
    granted = code.startswith("ZL")
    number = re.sub(r"^(?:CN|ZL)*", "", code).replace(".", "")
    if len(number) in (8, 12) and number.isascii() and number.isdigit():
        raise IdentifierError(
            "check_missing",
            gettext_noop("The check character after the dot is missing; the digits given make it %(expected)s."),
            {"expected": check_of(number)},
            suggestion=f"{'ZL' * granted}{number}.{check_of(number)}",
        )
    if len(number) not in _LENGTHS:
        raise IdentifierError(
            "length",
            gettext_noop(
                "This has %(found)d characters; a number has 13 with its check (9 before October 2003), as in %(example)s."
            ),
            {"found": len(number), "example": EXAMPLE},
        )
    hint = suggest(number, lambda other: parse("ZL" * granted + other), digits=True)
    check_alphabet(number[:-1], "0123456789", "0-9", hint)
    check_alphabet(number[-1], "0123456789X", "0-9 X", hint)
    year = _year(number)
    kind = number[_LENGTHS[len(number)]]
    if kind not in KINDS:
        raise IdentifierError(
            "kind",
            gettext_noop("No kind of patent has the digit %(found)s: 1, 2, 3, 8 and 9 are in use."),
            {"found": kind},
        )
    check_character(number[-1], check_of(number[:-1]), RULE)
    parts = {"year": str(year), "patent_kind": KINDS[kind], "serial": number[_LENGTHS[len(number)] + 1 : -1]}
    parts["granted"] = "true" if granted else "false"
    return Identifier(KIND, f"{'ZL' * granted}{number[:-1]}.{number[-1]}", parts)


def check_of(digits: str) -> str:
    """The check character of the 8 or 12 digits before the dot."""
    total = sum(int(d) * w for d, w in zip(digits, cycle(range(2, 10)), strict=False)) % 11
    return "X" if total == 10 else str(total)


def _year(number: str) -> int:
    """The year of application; IdentifierError where the form did not exist then."""
    if len(number) == 13:
        year, first, last = int(number[:4]), _NEW_FORM, 2099
    else:
        year, first, last = int(number[:2]), _FIRST_YEAR, _NEW_FORM
        year += 1900 if year >= _FIRST_YEAR % 100 else 2000
    if not first <= year <= last:
        raise IdentifierError(
            "year",
            gettext_noop("The year %(found)d cannot be: numbers of this length were given from %(first)d to %(last)d."),
            {"found": year, "first": first, "last": last},
        )
    return year
