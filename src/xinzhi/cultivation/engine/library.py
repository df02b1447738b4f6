"""A library of firms as a file: its tiers, how long a place lasts, which services are due how often."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from xinzhi.core.packs.check import check_file
from xinzhi.core.packs.document import Document
from xinzhi.core.packs.model import PackError, Problem
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


def read_library(path: Path) -> Library:
    """The library of a file. Raises PackError with every problem."""
    if problems := check_library(path):
        raise PackError(f"{path.name} cannot be used:", tuple(problems))
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    tiers, services = (tuple(Part(**row) for row in data.get(name, [])) for name in ("tier", "service"))
    return Library(**data["library"], tiers=tiers, services=services)


def check_library(path: Path) -> list[Problem]:
    """Every problem of a library file; [] when it is sound."""
    return check_file(path.name, path.read_bytes(), TABLES, _months)


def _months(document: Document) -> list[Problem]:
    months = [("library", ("valid_months",)), ("service", ("months",))]
    return [
        document.problem((*path_, *key), f"{row[key[0]]} months cannot be", "Give 1 to 120")
        for table, key in months
        for path_, row in document.rows(table)
        if not 1 <= row[key[0]] <= 120
    ]
