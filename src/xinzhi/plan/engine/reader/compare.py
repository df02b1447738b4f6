"""Two plans side by side: which targets and fields they share, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from .model import PlanField, ReadPlan, Target

T = TypeVar("T")
_FILLER = re.compile(
    r"[\W_]|以上|左右|重大|重点|标志性|新型|全省|全市|全国|全区|我省|我市|我区|数量|总数|总量|累计|建设|省级|市级|国家级"
)


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """The same thing in the first and the second plan; None where a plan does not have it."""

    key: str
    first: T | None
    second: T | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Targets matched by what they count, fields matched by name, shared ones first."""

    titles: tuple[str, str]
    targets: tuple[Pair[Target], ...]
    fields: tuple[Pair[PlanField], ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: keys titles, targets[], fields[]; each pair has key, first, second."""
        return asdict(self)


def _bare(words: str) -> str:
    """The words without marks and without adjectives that do not change what is counted."""
    stripped = _FILLER.sub("", words)
    return stripped or re.sub(r"\W", "", words) or words


def likeness(one: str, other: str) -> float:
    """0 … 1: share of two-character pieces the bare words have in common (Dice); 1 when equal."""
    first, second = _bare(one), _bare(other)
    if first == second:
        return 1.0
    pieces = [{words[i : i + 2] for i in range(len(words) - 1)} or {words} for words in (first, second)]
    return 2 * len(pieces[0] & pieces[1]) / (len(pieces[0]) + len(pieces[1]))


def _match(
    ours: Sequence[T], theirs: Sequence[T], key: Callable[[T], str], alike: Callable[[T, T], float], least: float
) -> tuple[Pair[T], ...]:
    """Best pairs first, each thing used once; then what only the first, then what only the second has."""
    scored = [(alike(a, b), -i, -j) for i, a in enumerate(ours) for j, b in enumerate(theirs)]
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted((entry for entry in scored if entry[0] >= least), reverse=True):
        if -i not in taken and -j not in used:
            taken[-i] = -j
            used.add(-j)
    shared = [Pair(key(a), a, theirs[taken[i]]) for i, a in enumerate(ours) if i in taken]
    mine = [Pair(key(a), a, None) for i, a in enumerate(ours) if i not in taken]
    other = [Pair(key(b), None, b) for j, b in enumerate(theirs) if j not in used]
    return (*shared, *mine, *other)


def _targets_alike(one: Target, other: Target) -> float:
    if (one.unit == "%") != (other.unit == "%"):
        return 0.0
    return likeness(one.quantity, other.quantity) + (0.1 if one.unit == other.unit else 0.0)


def compare_plans(first: ReadPlan, second: ReadPlan) -> Comparison:
    """Targets and fields of two plans side by side."""
    return Comparison(
        (first.title, second.title),
        _match(first.targets, second.targets, lambda item: item.quantity, _targets_alike, 0.6),
        _match(first.fields, second.fields, lambda item: item.name, lambda a, b: likeness(a.name, b.name), 0.5),
    )
