"""A payment without application as a file: which benefit of the rules, how often a firm may have it, how long the notice stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xinzhi.core.packs.check import check_document
from xinzhi.core.packs.document import Document
from xinzhi.core.packs.locate import error_line
from xinzhi.core.packs.model import Problem
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


class ProgrammeError(ValueError):
    """A payment file cannot be used; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def read_programme(path: Path) -> Programme:
    """The programme of a file. Raises ProgrammeError with every problem."""
    if problems := check_programme(path):
        raise ProgrammeError(problems)
    return Programme(**tomllib.loads(path.read_text(encoding="utf-8"))["payment"])


def check_programme(path: Path) -> list[Problem]:
    """Every problem of a payment file; [] when it is sound."""
    text = path.read_text(encoding="utf-8")
    try:
        document = Document(path.name, text)
    except tomllib.TOMLDecodeError as error:
        return [Problem(path.name, error_line(error, text), "", f"not TOML: {error}", "Correct the syntax")]
    problems = check_document(document, TABLES, {})
    if not problems and not 1 <= document.data["payment"]["notice_workdays"] <= 60:
        at = ("payment", "notice_workdays")
        problems = [document.problem(at, "no period of a public notice", "Give 1 to 60 working days")]
    return sorted(problems)
