"""The columns of facts/<kind>.csv and how a cell is read. One table for the checker, the reader and the builder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .model import FactValue

PRECISIONS = ("day", "month", "year", "unknown")
ADDRESS = re.compile(r"(https?://\S+|plan:[a-z0-9-]+)")
WHOLE = re.compile(r"-?\d+")
REAL = re.compile(r"-?\d+(\.\d+)?")
FULL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. type: text, int, number, date, list (values joined by ;), url; ref: city or field."""

    name: str
    type: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    ref: str = ""


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


HEAD = (Column("id", required=True), Column("name", required=True))
PLACE = (Column("city", ref="city"), *_texts("place", "raw_city"))
FIELD = (Column("field", ref="field"), Column("raw_field"))
YEAR = (Column("year", "int"), *_texts("period", "raw_year"))
SOURCE = (
    Column("note"),
    Column("source_url", "url"),
    Column("source_note"),
    Column("as_of", "date"),
    Column("as_of_precision", required=True, choices=PRECISIONS),
    Column("as_of_note"),
)
# kind -> (id prefix, columns in the order of the file)
KINDS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "organisations": (
        "org",
        (
            *HEAD,
            Column("kind", required=True),
            *PLACE,
            *FIELD,
            Column("statuses", "list"),
            *YEAR,
            *_texts("credit_code"),
            *SOURCE,
        ),
    ),
    "platforms": ("plf", (*HEAD, Column("kind", required=True), Column("host"), *PLACE, *FIELD, *YEAR, *SOURCE)),
    "parks": ("prk", (*HEAD, Column("level"), *PLACE, *FIELD, *YEAR, *SOURCE)),
    "results": ("res", (*HEAD, Column("kind", required=True), Column("owner"), *PLACE, *FIELD, *YEAR, *SOURCE)),
    "demands": (
        "dem",
        (*HEAD, Column("kind", required=True), Column("owner"), *PLACE, *FIELD, Column("keywords"), *YEAR, *SOURCE),
    ),
    "funds_policies": (
        "fnd",
        (
            *HEAD,
            Column("kind", required=True),
            *_texts("rate", "cap"),
            Column("rate_percent", "number"),
            Column("cap_wan", "number"),
            *_texts("document", "issuer"),
            *YEAR,
            *SOURCE,
        ),
    ),
    "indicators": (
        "ind",
        (
            *HEAD,
            Column("scope", required=True, choices=("national", "province", "city", "place")),
            Column("region", required=True),
            Column("city", ref="city"),
            Column("place"),
            *YEAR,
            Column("nature", required=True, choices=("reported", "planned", "announced")),
            Column("comparator", required=True, choices=("≥", ">", "≈", "=", "≤", "<")),
            Column("value", "number", required=True),
            Column("unit", required=True),
            Column("raw_unit"),
            *SOURCE,
        ),
    ),
    "plans": (
        "pln",
        (
            *HEAD,
            Column("region", required=True),
            Column("level", required=True, choices=("province", "city", "municipality")),
            Column("city", ref="city"),
            Column("document_number"),
            Column("issued", "date"),
            Column("issued_precision", required=True, choices=PRECISIONS),
            Column("headline_targets", "list"),
            Column("fields", "list", ref="field"),
            Column("fields_named", "list"),
            *SOURCE,
        ),
    ),
    "standards": (
        "std",
        (
            Column("id", required=True),
            Column("number", required=True),
            Column("name", required=True),
            Column("lead"),
            *FIELD,
            *YEAR,
            *SOURCE,
        ),
    ),
    "listed_companies": (
        "lst",
        (
            *HEAD,
            Column("code", required=True),
            Column("exchange", required=True, choices=("SSE", "SZSE", "BSE")),
            Column("industry"),
            Column("listed", "date", required=True),
            *SOURCE,
        ),
    ),
}


def read_cell(column: Column, cell: str) -> FactValue:
    """The typed value of a cell: None when empty (a list: ()). Raises ValueError saying what is wrong."""
    if not cell:
        return () if column.type == "list" else None
    if column.choices and cell not in column.choices:
        raise ValueError(f"{cell!r} is not one of {', '.join(column.choices)}")
    return READERS[column.type](cell)


def _number(cell: str) -> int | float:
    number = float(_matching(REAL, cell, "a number"))
    return int(number) if number.is_integer() else number


def _matching(pattern: re.Pattern[str], cell: str, what: str) -> str:
    if not pattern.fullmatch(cell):
        raise ValueError(f"{cell!r} is not {what}")
    return cell


READERS: dict[str, Callable[[str], FactValue]] = {
    "text": str,
    "int": lambda cell: int(_matching(WHOLE, cell, "a whole number")),
    "number": _number,
    "date": lambda cell: date.fromisoformat(_matching(FULL_DAY, cell, "a date YYYY-MM-DD")),
    "url": lambda cell: _matching(ADDRESS, cell, "an address (http://, https:// or plan:key)"),
    "list": lambda cell: tuple(part.strip() for part in cell.split(";") if part.strip()),
}
