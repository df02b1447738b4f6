"""A payment without application as a file: which benefit of the rules, how often a firm may have it, how long the notice stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xinzhi.core.packs.check import check_file
from xinzhi.core.packs.document import Document
from xinzhi.core.packs.model import PackError, Problem
from xinzhi.core.packs.schema import SLUG, Key, Table

from .schema import CONFIDENCES

TABLES = {
    "payment": Table(
        {
            "key": Key(pattern=SLUG),
            "benefit": Key(pattern=r"[a-z][a-z0-9_]*"),
            "name": Key(),
            "name_en": Key(),
            "once": Key(choices=("ever", "year")),
            "basis": Key(),
            "notice_workdays": Key("int"),
            "notice_basis": Key(),
            "notice_confidence": Key(choices=CONFIDENCES),
        },
        one=True,
    )
}


@dataclass(frozen=True, slots=True)
class Programme:
    """`once`: a firm has it once ever or once a year. `notice_workdays`: how long the public notice stands."""

    key: str
    benefit: str
    name: str
    name_en: str
    once: Literal["ever", "year"]
    basis: str
    notice_workdays: int
    notice_basis: str
    notice_confidence: str


def read_programme(path: Path) -> Programme:
    """The programme of a file. Raises PackError with every problem."""
    if problems := check_programme(path):
        raise PackError(f"{path.name} cannot be used:", tuple(problems))
    return Programme(**tomllib.loads(path.read_text(encoding="utf-8"))["payment"])


def check_programme(path: Path) -> list[Problem]:
    """Every problem of a payment file; [] when it is sound."""
    return check_file(path.name, path.read_bytes(), TABLES, _notice)


def _notice(document: Document) -> list[Problem]:
    if 1 <= document.data["payment"]["notice_workdays"] <= 60:
        return []
    at = ("payment", "notice_workdays")
    return [document.problem(at, "no period of a public notice", "Give 1 to 60 working days")]
