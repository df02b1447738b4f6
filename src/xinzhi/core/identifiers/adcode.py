"""Administrative division code, GB/T 2260: province 2, city 2, county 2 digits.

Names and years of the codes are python-stdnum's list, which is complete to 2020 only. Codes that were in use once are accepted with
a notice; for those of Shandong ended since 2000 the notice says what they became.
"""

import re
from functools import lru_cache

from stdnum import numdb

from xinzhi.core.messages import Message, gettext_noop

from .model import Identifier, IdentifierError, Notice
from .text import check_alphabet, check_length, compact

KIND = "adcode"
RULE = "GB/T 2260"
EXAMPLE = "370100"
_SPELL = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)")
_COMPLETE = "37"  # no code of this province was given or ended after the list's last year
# Ended codes of Shandong: what they became and when. 莱芜 went into 济南 in 2019; the others are counties and
# county-level cities that became districts or were joined.
_BECAME = {
    "370123": ("370113", 2001),
    "370125": ("370115", 2018),
    "370181": ("370114", 2016),
    "370205": ("370203", 2012),
    "370282": ("370215", 2017),
    "370284": ("370211", 2012),
    "370521": ("370505", 2016),
    "370634": ("370614", 2020),
    "370684": ("370614", 2020),
    "370802": ("370811", 2013),
    "370882": ("370812", 2013),
    "371081": ("371003", 2014),
    "371200": ("370100", 2019),
    "371201": ("370100", 2019),
    "371202": ("370116", 2019),
    "371203": ("370117", 2019),
    "371421": ("371403", 2014),
    "371523": ("371503", 2019),
    "371624": ("371603", 2014),
    "371626": ("371681", 2018),
    "371727": ("371703", 2016),
}


def parse(text: str) -> Identifier:
    """The six digits, with names, level and, for an ended code, what it became.

    Raises IdentifierError: length, character, unknown.
    """
    code = compact(text)
    if len(code) in (9, 12) and code.isascii() and code.isdigit():
        raise IdentifierError(
            "length",
            gettext_noop("This has %(found)d digits, as codes of townships and villages do; give the first six."),
            {"found": len(code)},
            suggestion=code[:6] if name_of(code[:6]) else "",
        )
    check_length(code, 6)
    check_alphabet(code, "0123456789", "0-9")
    province, spells = _entry(code)
    if not province or (not spells and code[:2] == _COMPLETE):
        raise IdentifierError(
            "unknown",
            gettext_noop("There is no division %(code)s in GB/T 2260: look it up by its name."),
            {"code": code},
        )
    now, year = _BECAME.get(code, ("", 0))
    parts = {
        "level": "province" if code.endswith("0000") else "city" if code.endswith("00") else "county",
        "province": province,
        "city": "" if code.endswith("0000") else name_of(f"{code[:4]}00"),
        "name": name_of(code),
        "now": now or code,
    }
    return Identifier(KIND, code, parts, tuple(_notices(code, spells, now, year)))


def name_of(code: str) -> str:
    """The name a code has now, or had last; "" where it is not in the list."""
    _, spells = _entry(code)
    return spells[-1][2] if spells else ""


def _notices(code: str, spells: tuple[tuple[int, int, str], ...], now: str, year: int) -> list[Notice]:
    if not spells:
        template = gettext_noop(
            "The list known here is complete to 2020 and does not hold %(code)s: check that it is newer."
        )
        return [Notice("unlisted", Message(template, {"code": code}))]
    if now:
        template = gettext_noop(
            "%(code)s (%(name)s) was ended in %(year)s and became %(now)s (%(now_name)s): right in older data only."
        )
        known = {"code": code, "name": name_of(code), "year": year, "now": now, "now_name": name_of(now)}
        return [Notice("ended", Message(template, known))]
    if spells[-1][1]:
        template = gettext_noop("%(code)s (%(name)s) was ended in %(year)s: right in older data only.")
        return [Notice("ended", Message(template, {"code": code, "name": name_of(code), "year": spells[-1][1]}))]
    return []


@lru_cache(maxsize=4096)
def _entry(code: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The province's name and the (first year or 0, last year or 0, name) of the code, oldest first."""
    found = {key: value for _, known in numdb.get("cn/loc").info(code) for key, value in known.items()}
    counties = found.get("county", "")
    spells = ((int(a or 0), int(b or 0), name) for a, b, name in _SPELL.findall(counties))
    return found.get("province", ""), tuple(spells)
