"""Number of a standard: national, industry, local, association's, enterprise's, and of ISO and IEC."""

import re
from collections.abc import Callable

from xinzhi.core.messages import Message, gettext_noop

from . import adcode
from .model import Identifier, IdentifierError, Notice
from .text import plain

KIND = "standard"
RULE = "标准编号的通用形式"
EXAMPLE = "GB/T 42565-2023"
_NUMBER = r"(?P<number>\d+(?:\.\d+)*)(?:\s*-\s*(?P<year>\d+))?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("national", re.compile(rf"(?P<series>GB(?:/[TZ])?)\s*{_NUMBER}")),
    ("local", re.compile(rf"(?P<series>DB(?P<area>\d{{2}}|\d{{4}})(?:/[TZ])?)\s*{_NUMBER}")),
    ("association", re.compile(rf"(?P<series>T/[A-Z][A-Z0-9]*)\s*{_NUMBER}")),
    (
        "enterprise",
        re.compile(r"(?P<series>Q/[A-Z0-9]+)\s*(?P<number>[A-Z]*\s?\d+(?:\.\d+)*)(?:\s*-\s*(?P<year>\d+))?"),
    ),
    (
        "international",
        re.compile(
            r"(?P<series>(?:ISO|IEC)(?:/(?:IEC|IEEE|TS|TR|PAS|ASTM))*(?:\s(?:TS|TR|PAS|GUIDE))?)\s*"
            r"(?P<number>\d+(?:-\d+)*)(?:\s*:\s*(?P<year>\d+))?"
        ),
    ),
    ("industry", re.compile(rf"(?P<series>[A-FH-Z][A-Z](?:/[TZ])?)\s*{_NUMBER}")),
)
_SLASHLESS = re.compile(r"(GB|DB\d{2}(?:\d{2})?|[A-FH-Z][A-Z])([TZ])(?=\s*\d)")


def parse(text: str) -> Identifier:
    """The number as printed, with a hyphen (ISO and IEC: a colon) before the year of four digits.

    Raises IdentifierError: form, year, area. A number without a year is accepted with a notice.
    """
    name = re.sub(r"\s*([/:])\s*", r"\1", plain(text).upper())
    for scope, form in _FORMS:
        found = form.fullmatch(name)
        if found:
            return _identifier(scope, found)
    raise IdentifierError(
        "form",
        gettext_noop("This is no standard's number; write it like %(examples)s."),
        {"examples": "GB/T 42565-2023, DB37/T 1234-2020, T/CESA 1234-2021, ISO/IEC 27001:2022"},
        suggestion=_sound(_SLASHLESS.sub(r"\1/\2", name), name),
    )


def _identifier(scope: str, found: re.Match[str]) -> Identifier:
    series, number, year = found["series"], found["number"], found["year"] or ""
    mark = ":" if scope == "international" else "-"
    if year and (len(year) != 4 or not 1900 <= int(year) <= 2099):
        full = f"{series} {number}{mark}19{year}"
        raise IdentifierError(
            "year",
            gettext_noop("The year «%(found)s» must have four digits."),
            {"found": year},
            suggestion=full if len(year) == 2 and int(year) > 49 else "",
        )
    parts = {"scope": scope, "series": series, "number": number, "year": year}
    notices: list[Notice] = []
    if scope == "local":
        notices += _area(found["area"], parts)
    if not year:
        template = gettext_noop("Without its year the number means whichever edition is in force.")
        notices.append(Notice("no_year", Message(template)))
    normal = f"{series} {number}{mark}{year}" if year else f"{series} {number}"
    return Identifier(KIND, normal, parts, tuple(notices))


def _area(area: str, parts: dict[str, str]) -> tuple[Notice, ...]:
    """Put the area of a local standard among the parts; IdentifierError where there is no such area."""
    try:
        known = adcode.parse(area.ljust(6, "0"))
    except IdentifierError as error:
        raise IdentifierError(
            "area",
            gettext_noop("No province or city has the code %(area)s: a local standard begins with DB and that code."),
            {"area": area},
        ) from error
    parts["area"], parts["area_name"] = known.normal, known.parts["name"]
    return known.notices


def _sound(candidate: str, given: str, check: Callable[[str], Identifier] = parse) -> str:
    if candidate == given:
        return ""
    try:
        return check(candidate).normal
    except IdentifierError:
        return ""
