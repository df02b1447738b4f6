"""A ranked list as a file: what is measured, how it is put together, who is in which tier. See docs/lists.md."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xinzhi.core.packs.check import check_file
from xinzhi.core.packs.model import PackError, Problem

from .check import check_between
from .expression import Formula, condition, formula
from .schema import TABLES

ROOT = "score"


class ListError(PackError):
    """A list file or its data cannot be used; `problems` says where and why."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured. `weight` counts among its siblings. `confidence` P, G, M, C or ?: see docs/lists.md."""

    key: str
    name: str
    name_en: str
    value: Formula
    unit: str
    group: str
    weight: float
    direction: str
    normalise: str
    low: float | None
    high: float | None
    target: float | None
    missing: str
    outliers: str
    outlier_limit: float
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Group:
    """A level of the hierarchy; `group` is the one above it."""

    key: str
    name: str
    name_en: str
    group: str
    weight: float
    weights: str
    aggregate: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold of a firm to be ranked; where it is unknown the firm is left out and told what is needed."""

    key: str
    name: str
    name_en: str
    holds: Formula
    basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Who is in it: the first `top` firms, the first `share` of them, or those with this `score` (0 to 100)."""

    key: str
    name: str
    name_en: str
    top: int | None
    share: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is varied. `base` is Saltelli's N: base x (inputs + 2) draws. Weights vary by ± `spread` of themselves; an interval covers `level`."""

    base: int
    spread: float
    level: float
    seed: int
    normalise: tuple[str, ...]
    aggregate: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListFile:
    """A whole list. `groups` begins with the root. `by` is the text column of group medians. `sha256` is the file's."""

    key: str
    name: str
    name_en: str
    basis: str
    basis_en: str
    confidence: str
    instrument: str
    by: str
    decimals: int
    missing: str
    coverage: float
    floor: float
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    gates: tuple[Gate, ...]
    tiers: tuple[Tier, ...]
    uncertainty: Uncertainty
    sha256: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of figures that gates and indicators read, in their order."""
        read = [*(gate.holds for gate in self.gates), *(part.value for part in self.indicators)]
        return tuple(dict.fromkeys(name for parsed in read for name in parsed.columns))

    @property
    def unverified(self) -> tuple[str, ...]:
        """Keys of what no document that we have read fixes (not P or G); the list itself included."""
        parts: tuple[Any, ...] = (self, *self.gates, *self.indicators)
        return tuple(part.key for part in parts if part.confidence not in {"P", "G"})


def read_list(source: Path | bytes, name: str = "") -> ListFile:
    """The list of a TOML file or its bytes. Raises ListError with every problem: file, line, field, remedy."""
    raw = source if isinstance(source, bytes) else source.read_bytes()
    name = name or (source.name if isinstance(source, Path) else "list.toml")
    if problems := check_list(raw, name):
        raise ListError(f"{name} cannot be used:", tuple(problems))
    return _list(tomllib.loads(raw.decode()), hashlib.sha256(raw).hexdigest())


def check_list(raw: bytes, name: str) -> list[Problem]:
    """Every problem of a list file, in the order of its lines; [] when it is sound."""
    return check_file(name, raw, TABLES, check_between)


def _list(data: Mapping[str, Any], sha256: str) -> ListFile:
    head, method = data["list"], data.get("method", {})
    missing = method.get("missing", "reweight")
    own = (method.get("weights", "given"), method.get("aggregate", "arithmetic"))
    return ListFile(
        **{key: head[key] for key in ("key", "name", "name_en", "basis", "basis_en", "confidence")},
        instrument=head.get("instrument", ""),
        by=head.get("group", ""),
        decimals=head.get("decimals", 4),
        missing=missing,
        coverage=float(method.get("coverage", 0.0)),
        floor=float(method.get("floor", 0.01)),
        groups=(Group(ROOT, "总分", "Score", "", 1.0, *own), *(_group(row, own) for row in data.get("group", []))),
        indicators=tuple(_indicator(row, method, missing) for row in data["indicator"]),
        gates=tuple(Gate(**row | {"holds": condition(row["holds"])}) for row in data.get("gate", [])),
        tiers=tuple(
            Tier(row["key"], row["name"], row["name_en"], row.get("top"), row.get("share"), row.get("score"))
            for row in data.get("tier", [])
        ),
        uncertainty=_uncertainty(data.get("uncertainty", {})),
        sha256=sha256,
    )


def _group(row: Mapping[str, Any], own: tuple[str, str]) -> Group:
    return Group(
        row["key"],
        row["name"],
        row["name_en"],
        row.get("group", ROOT),
        float(row.get("weight", 1)),
        row.get("weights", own[0]),
        row.get("aggregate", own[1]),
    )


def _indicator(row: Mapping[str, Any], method: Mapping[str, Any], missing: str) -> Indicator:
    rule = row.get("outliers", method.get("outliers", "none"))
    usual = 0.01 if rule == "percentile" else 3.0
    return Indicator(
        **{key: row[key] for key in ("key", "name", "name_en", "unit", "basis", "confidence")},
        value=formula(row["value"]),
        group=row.get("group", ROOT),
        weight=float(row.get("weight", 1)),
        direction=row.get("direction", "more"),
        normalise=row.get("normalise", method.get("normalise", "minmax")),
        low=row.get("low"),
        high=row.get("high"),
        target=row.get("target"),
        missing=row.get("missing", missing),
        outliers=rule,
        outlier_limit=float(row.get("outlier_limit", method.get("outlier_limit", usual))),
    )


def _uncertainty(row: Mapping[str, Any]) -> Uncertainty:
    return Uncertainty(
        row.get("base", 512),
        float(row.get("spread", 0.25)),
        float(row.get("level", 0.9)),
        row.get("seed", 0),
        tuple(row.get("normalise", ())),
        tuple(row.get("aggregate", ())),
        tuple(row.get("missing", ())),
    )
