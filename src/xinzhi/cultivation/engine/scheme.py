"""A finance scheme as a file: what banks, insurers and funds file under it, and the caps that filings are kept within."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from xinzhi.core.packs.check import check_file
from xinzhi.core.packs.document import Document
from xinzhi.core.packs.model import PackError, Problem
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


def read_scheme(path: Path) -> Scheme:
    """The scheme of a file. Raises PackError with every problem."""
    if problems := check_scheme(path):
        raise PackError(f"{path.name} cannot be used:", tuple(problems))
    return Scheme(**tomllib.loads(path.read_text(encoding="utf-8"))["scheme"])


def check_scheme(path: Path) -> list[Problem]:
    """Every problem of a scheme file; [] when it is sound."""
    return check_file(path.name, path.read_bytes(), TABLES, _caps)


def _caps(document: Document) -> list[Problem]:
    return [
        document.problem(("scheme", key), "a cap must be above nought", "Give fen, or leave it out")
        for key in ("per_firm", "per_financier")
        if document.data["scheme"].get(key, 1) <= 0
    ]
