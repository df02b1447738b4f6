"""A filled score sheet: is it well made, and what does it add up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .programme import ScoreSheet


def flaws_of(sheet: ScoreSheet, scores: Mapping[str, Any], *, whole: bool) -> dict[str, str]:
    """Criterion to what is wrong: unknown, range (0 to the most, in halves), and with `whole` missing."""
    most = {c.key: c.most for c in sheet.criteria}
    found: dict[str, str] = {}
    for key, value in scores.items():
        if key not in most:
            found[key] = "unknown"
        elif value is not None and (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 <= value <= most[key]
            or value * 2 % 1
        ):
            found[key] = "range"
    if whole:
        found |= {key: "missing" for key in most if scores.get(key) is None}
    return found


def total_of(sheet: ScoreSheet, scores: Mapping[str, Any]) -> float:
    """The weighted score, 0 to 100. KeyError when a criterion has no points."""
    return round(sum(c.weight * scores[c.key] / c.most for c in sheet.criteria), 4)
