"""Putting an indicator on a common scale: a scale is fitted on one edition's values and can then read any value.

0.5 is the middle of a scale, more is better. Methods and names: OECD/JRC, Handbook on Constructing Composite Indicators
(2008), step 5.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

METHODS = ("minmax", "zscore", "rank", "goalpost", "target")
DIRECTIONS = ("more", "less", "near")


@dataclass(frozen=True, slots=True)
class Scale:
    """One indicator's scale.

    minmax: from `low` to `high` of the values. zscore: 0.5 + 0.1 standard deviations (a T-score over 100). rank: the share of
    the values below, half of the equal ones counted. goalpost: from a given `low` to a given `high`, cut off at both.
    target: share of a target reached, at most 1. `near` turns values into their distance to `target` first.
    """

    method: str
    direction: str
    low: float = 0.0
    high: float = 1.0
    target: float | None = None
    sample: Floats = field(default_factory=lambda: np.empty(0), repr=False, compare=False)

    def read(self, values: Floats) -> Floats:
        """Each value on the scale, NaN for NaN; 0.5 everywhere when the fitted values did not differ."""
        x = _oriented(values, self.direction, self.target)
        if self.method == "rank":
            below = np.searchsorted(self.sample, x, side="left")
            upto = np.searchsorted(self.sample, x, side="right")
            z = (below + upto) / (2 * max(1, len(self.sample)))
        elif self.method == "zscore":
            z = 0.5 + 0.1 * (x - self.low) / self.high if self.high > 0 else np.full_like(x, 0.5)
        else:
            z = (x - self.low) / (self.high - self.low) if self.high != self.low else np.full_like(x, 0.5)
        if self.method in {"goalpost", "target"}:
            z = np.clip(z, 0.0, 1.0)
        return np.where(np.isnan(values), np.nan, z)


def fit(
    values: Floats,
    method: str,
    direction: str = "more",
    *,
    low: float | None = None,
    high: float | None = None,
    target: float | None = None,
) -> Scale:
    """The scale of these values (NaN passed over). `low`, `high`: of a goalpost. `target`: of near, or of method target."""
    if method == "goalpost":
        assert low is not None
        assert high is not None
        if direction == "less":
            return Scale(method, direction, -high, -low, None)
        return Scale(method, direction, low, high, target)
    if method == "target":
        assert target is not None
        return Scale(method, "more", 0.0, target, None)
    x = _oriented(values[~np.isnan(values)], direction, target)
    if method == "zscore":
        mean, deviation = (float(x.mean()), float(x.std())) if len(x) else (0.0, 0.0)
        return Scale(method, direction, mean, deviation if deviation > 1e-12 * abs(mean) else 0.0, target)
    if method == "rank":
        return Scale(method, direction, target=target, sample=np.sort(x))
    bottom, top = (float(x.min()), float(x.max())) if len(x) else (0.0, 0.0)
    return Scale(method, direction, bottom, top, target)


def _oriented(values: Floats, direction: str, target: float | None) -> Floats:
    """More is better."""
    if direction == "less":
        return -values
    if direction == "near":
        assert target is not None
        return -np.abs(values - target)
    return values
