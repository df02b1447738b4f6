"""A finance scheme as a file: what banks, insurers and funds file under it, and the caps that filings are kept within."""

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

KINDS = ("loan", "premium", "pledge", "equity")
TABLES = {
    "scheme": Table(
        {
            "key": Key(pattern=SLUG),
            "kind": Key(choices=KINDS),
            "name": Key(),
            "name_en": Key(),
            "benefit": Key(required=False, pattern=r"[a-z][a-z0-9_]*"),
            "basis": Key(),
            "per_firm": Key("int", required=False),
            "per_financier": Key("int", required=False),
            "cap_basis": Key(),
            "cap_confidence": Key(choices=CONFIDENCES),
        },
        one=True,
    )
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of the region.

    `benefit` is the rules' loss sharing, "" where there is none. Caps in fen, of what begins in one calendar year: of a firm, and of a
    financier; None: no cap.
    """

    key: str
    kind: str
    name: str
    name_en: str
    basis: str
    cap_basis: str
    cap_confidence: str
    benefit: str = ""
    per_firm: int | None = None
    per_financier: int | None = None


class SchemeError(ValueError):
    """A scheme file cannot be used; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def read_scheme(path: Path) -> Scheme:
    """The scheme of a file. Raises SchemeError with every problem."""
    if problems := check_scheme(path):
        raise SchemeError(problems)
    return Scheme(**tomllib.loads(path.read_text(encoding="utf-8"))["scheme"])


def check_scheme(path: Path) -> list[Problem]:
    """Every problem of a scheme file; [] when it is sound."""
    text = path.read_text(encoding="utf-8")
    try:
        document = Document(path.name, text)
    except tomllib.TOMLDecodeError as error:
        return [Problem(path.name, error_line(error, text), "", f"not TOML: {error}", "Correct the syntax")]
    problems = check_document(document, TABLES, {})
    if not problems:
        problems = [
            document.problem(("scheme", key), "a cap must be above nought", "Give fen, or leave it out")
            for key in ("per_firm", "per_financier")
            if document.data["scheme"].get(key, 1) <= 0
        ]
    return sorted(problems)
