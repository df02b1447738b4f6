"""The rules of the list as a file of the pack: rings, what is proposed for which, how many call topics come of it.

    [[ring]]
    key = "tackle"
    name = "攻关"
    name_en = "Tackle"
    when = ["chance >= 0.3", "age >= 4"]

A candidate is proposed for the first ring whose conditions all hold; the last ring has none and takes the rest. What is not known
of a candidate meets no condition.
"""

from __future__ import annotations

import operator
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xinzhi.core.packs.check import check_file
from xinzhi.core.packs.document import Document
from xinzhi.core.packs.model import Problem
from xinzhi.core.packs.schema import SLUG, Key, Table

KNOWN = ("chance", "chance_long", "age", "papers", "growth", "place_by_level", "patents", "local_share")
"""What a condition may ask of a candidate.

chance, chance_long: calibrated probability over the run's horizon and over five years. age: years since the first paper. papers: of
the window. growth: share of the window over the share of the window before, times. place_by_level: rank by share among all terms, 0
(most frequent) to 1. patents: in the window. local_share: the region's share of its papers over the region's share of all papers, times.
"""
_CONDITION = re.compile(r"([a-z_]+)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
_LEAST_CHINESE = 3
_OPERATORS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
CONFIDENCES = ("P", "G", "M", "C", "?")
TABLES = {
    "list": Table(
        {
            "key": Key(pattern=SLUG),
            "name": Key(),
            "name_en": Key(),
            "length": Key("int"),
            "terms": Key(choices=("all", "phrases")),
            "basis": Key(),
            "basis_en": Key(),
            "confidence": Key(choices=CONFIDENCES),
        },
        one=True,
    ),
    "ring": Table(
        {
            "key": Key(pattern=SLUG),
            "name": Key(),
            "name_en": Key(),
            "means": Key(),
            "means_en": Key(),
            "when": Key("strs"),
        },
    ),
    "topics": Table(
        {
            "programme": Key(pattern=SLUG),
            "count": Key("int"),
            "rings": Key("strs"),
            "per_field": Key("int"),
            "basis": Key(),
            "basis_en": Key(),
            "confidence": Key(choices=CONFIDENCES),
        },
        one=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one known figure with a number."""

    figure: str
    sign: str
    limit: float

    def holds(self, figures: Mapping[str, float | None]) -> bool:
        """Whether it holds; never of what is not known."""
        value = figures.get(self.figure)
        return value is not None and bool(_OPERATORS[self.sign](value, self.limit))

    def __str__(self) -> str:
        return f"{self.figure} {self.sign} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring of the radar, the innermost first."""

    key: str
    name: str
    name_en: str
    means: str
    means_en: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Topics:
    """How the year's call topics come of the list: at most `count` entries of these rings, in their order, so many a field."""

    programme: str
    count: int
    rings: tuple[str, ...]
    per_field: int
    basis: str
    basis_en: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The file, read."""

    key: str
    name: str
    name_en: str
    length: int
    terms: str
    basis: str
    basis_en: str
    confidence: str
    rings: tuple[Ring, ...]
    topics: Topics

    def takes(self, term: str) -> bool:
        """Whether a term may come on the list by itself; a person may put any on."""
        return self.terms == "all" or is_phrase(term)

    def propose(self, figures: Mapping[str, float | None]) -> tuple[str, list[str]]:
        """The ring proposed for a candidate, and the conditions that made it so ([] for the last ring)."""
        for ring in self.rings:
            if all(c.holds(figures) for c in ring.when):
                return ring.key, [str(c) for c in ring.when]
        raise AssertionError("the last ring takes the rest")  # pragma: no cover - the check holds it


class RulesError(ValueError):
    """The file cannot be used; `problems` says where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def is_phrase(term: str) -> bool:
    """Whether a term is a phrase or an acronym: single words name a technology (graphene) less often than not (coverage)."""
    chinese = sum("\u3400" <= c <= "\u9fff" for c in term)
    return " " in term or chinese >= _LEAST_CHINESE or (term.isupper() and len(term) > 1)


def read_rules(content: bytes | Path, name: str = "foresight.toml") -> Rules:
    """The rules of a file. Raises RulesError with every problem."""
    data = content.read_bytes() if isinstance(content, Path) else content
    if problems := check_rules(data, name):
        raise RulesError(problems)
    raw: dict[str, Any] = tomllib.loads(data.decode())
    rings = tuple(
        Ring(**{**ring, "when": tuple(c for text in ring["when"] if (c := parse_condition(text)))})
        for ring in raw["ring"]
    )
    topics = Topics(**{**raw["topics"], "rings": tuple(raw["topics"]["rings"])})
    return Rules(**raw["list"], rings=rings, topics=topics)


def parse_condition(text: str) -> Condition | None:
    """The condition a text says; None where it says none."""
    found = _CONDITION.fullmatch(text.strip())
    return Condition(found[1], found[2], float(found[3])) if found and found[1] in KNOWN else None


def check_rules(data: bytes, name: str) -> list[Problem]:
    """Every problem of the file; [] when it is sound."""
    return check_file(name, data, TABLES, _meaning)


def _meaning(document: Document) -> list[Problem]:
    data, problems = document.data, []
    keys = [ring["key"] for ring in data["ring"]]
    for i, ring in enumerate(data["ring"]):
        problems += [
            document.problem(
                ("ring", i, "when"),
                f"{text!r} is no condition",
                f"Write «figure >= number»; figures: {', '.join(KNOWN)}",
            )
            for text in ring["when"]
            if parse_condition(text) is None
        ]
        if bool(ring["when"]) == (i == len(keys) - 1):
            problems.append(
                document.problem(
                    ("ring", i, "when"),
                    "only the last ring has no condition",
                    "Order the rings, the last takes the rest",
                )
            )
    problems += [
        document.problem(("topics", "rings"), f"there is no ring {key!r}", f"Rings: {', '.join(keys)}")
        for key in data["topics"]["rings"]
        if key not in keys
    ]
    problems += [
        document.problem((table, key), "must be above nought", "Give how many")
        for table, key in (("list", "length"), ("topics", "count"), ("topics", "per_field"))
        if data[table][key] <= 0
    ]
    return problems
