"""What a rule book holds, as plain data: dated parameters, named steps, statuses, benefits and groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

from .schema import VERIFIED


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule rests on. confidence: P page, G dated document on GitHub, M memory, C sources differ, ? not found."""

    document: str = ""
    clause: str = ""
    evidence: str = ""
    confidence: str = "P"
    note: str = ""
    source: str = ""

    @property
    def verified(self) -> bool:
        """Whether figures on this basis may pay out."""
        return self.confidence in VERIFIED

    @property
    def cite(self) -> str:
        """Document and clause in one line."""
        return f"{self.document} {self.clause}".strip()


@dataclass(frozen=True, slots=True)
class Term:
    """From one day to another, both included; None is open. `stated`: whether a source gives the first day itself."""

    start: date
    end: date | None = None
    stated: bool = True

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter's value in one term."""

    value: Fraction
    term: Term
    basis: Basis


@dataclass(frozen=True, slots=True)
class Parameter:
    key: str
    name: str
    name_en: str
    unit: str
    settings: tuple[Setting, ...]
    region: str = "CN"

    def on(self, day: date) -> Setting | None:
        """What holds on that day; None when nothing does."""
        return next((s for s in self.settings if s.term.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Named:
    """A step with a name: a definition, a grid, or a condition of a status or benefit."""

    key: str
    name: str
    name_en: str
    place: int
    text: str
    basis: Basis
    unit: str = ""
    kind: str = "definition"


@dataclass(frozen=True, slots=True)
class Edition:
    """The conditions of a status or benefit in one term; `amount` is the node of a benefit's fen."""

    term: Term
    conditions: tuple[Named, ...]
    basis: Basis
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """Who takes applications for a status or benefit, and how; `url` is the office's own page where one is known."""

    name: str
    name_en: str
    how: str
    how_en: str
    basis: Basis
    url: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A title that a firm can have. `rung` orders the ladder, `holds` is the fact that says it is held already."""

    key: str
    name: str
    name_en: str
    editions: tuple[Edition, ...]
    rung: int = 0
    holds: str = ""
    valid_years: int = 0
    region: str = "CN"
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """Money for a firm. award: `right` is owed by the rule itself, `ceiling` is the most that a decision may give."""

    key: str
    name: str
    name_en: str
    kind: str
    payer: str
    editions: tuple[Edition, ...]
    figures: tuple[str, ...] = ()
    award: str = "right"
    region: str = "CN"
    office: Office | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Benefits that exclude each other (the largest is paid) or share a cap (paid in the order listed)."""

    key: str
    name: str
    name_en: str
    kind: str
    benefits: tuple[str, ...]
    cap: str = ""
    basis: Basis = field(default_factory=Basis)


_Dated = TypeVar("_Dated", Setting, Edition)


def in_force(dated: Sequence[_Dated], day: date) -> _Dated | None:
    """Of settings or editions, the one that holds on that day."""
    return next((one for one in dated if one.term.covers(day)), None)
