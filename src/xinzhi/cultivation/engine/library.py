"""A library of firms as a file: its tiers, how long a place lasts, which services are due how often."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from xinzhi.core.packs.check import check_document
from xinzhi.core.packs.document import Document
from xinzhi.core.packs.locate import error_line
from xinzhi.core.packs.model import Problem
from xinzhi.core.packs.schema import SLUG, Key, Table

from .schema import CONFIDENCES

_NAMES = {"key": Key(pattern=SLUG), "name": Key(), "name_en": Key()}
TABLES = {
    "library": Table(
        {
            **_NAMES,
            "basis": Key(),
            "confidence": Key(choices=CONFIDENCES),
            "instrument": Key(required=False),
            "status": Key(pattern=r"[a-z][a-z0-9_]*"),
            "valid_months": Key("int"),
        },
        one=True,
    ),
    "tier": Table(_NAMES),
    "service": Table({**_NAMES, "months": Key("int")}, required=False),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A tier, or a service that is due every `months`."""

    key: str
    name: str
    name_en: str
    months: int = 0


@dataclass(frozen=True, slots=True)
class Library:
    """`status` is the title of the rules that a firm of the library should meet; a place lasts `valid_months`."""

    key: str
    name: str
    name_en: str
    basis: str
    confidence: str
    status: str
    valid_months: int
    tiers: tuple[Part, ...]
    services: tuple[Part, ...]
    instrument: str = ""


class LibraryError(ValueError):
    """A library file cannot be used; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def read_library(path: Path) -> Library:
    """The library of a file. Raises LibraryError with every problem."""
    if problems := check_library(path):
        raise LibraryError(problems)
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    tiers, services = (tuple(Part(**row) for row in data.get(name, [])) for name in ("tier", "service"))
    return Library(**data["library"], tiers=tiers, services=services)


def check_library(path: Path) -> list[Problem]:
    """Every problem of a library file; [] when it is sound."""
    text = path.read_text(encoding="utf-8")
    try:
        document = Document(path.name, text)
    except tomllib.TOMLDecodeError as error:
        return [Problem(path.name, error_line(error, text), "", f"not TOML: {error}", "Correct the syntax")]
    if problems := check_document(document, TABLES, {}):
        return sorted(problems)
    months = [("library", ("valid_months",)), ("service", ("months",))]
    return [
        document.problem((*path_, *key), f"{row[key[0]]} months cannot be", "Give 1 to 120")
        for table, key in months
        for path_, row in document.rows(table)
        if not 1 <= row[key[0]] <= 120
    ]
