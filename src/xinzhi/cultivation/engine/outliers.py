"""Single values that would rule a scale: what is done with them before a scale is fitted.

percentile: values outside the given share at each end are drawn to it. fence: outside Tukey's fences, k quartile ranges away
(Tukey 1977). skew: only where |skewness| > 2 and kurtosis > 3.5, the outermost values are drawn to their neighbour, one after the other,
five at most; the rule of the JRC's COIN tool (Becker et al. 2019, JRC 116938).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

RULES = ("none", "percentile", "fence", "skew")
MOST_DRAWN_IN = 5
SKEW, KURTOSIS = 2.0, 3.5


def draw_in(values: Floats, rule: str, limit: float) -> tuple[Floats, int]:
    """The values after the rule and how many were changed. `limit`: the share at each end, or k of the fences."""
    known = values[~np.isnan(values)]
    if rule == "none" or len(known) < 4:
        return values, 0
    if rule == "skew":
        return _by_skew(values)
    if rule == "percentile":
        low, high = np.quantile(known, [limit, 1 - limit])
    else:
        first, third = np.quantile(known, [0.25, 0.75])
        low, high = first - limit * (third - first), third + limit * (third - first)
    drawn = np.clip(values, low, high)
    return drawn, int(np.sum(drawn[~np.isnan(values)] != known))


def _by_skew(values: Floats) -> tuple[Floats, int]:
    drawn = values.copy()
    changed = 0
    while changed < MOST_DRAWN_IN:
        known = drawn[~np.isnan(drawn)]
        if np.ptp(known) == 0:
            break
        skewness, kurtosis = float(stats.skew(known)), float(stats.kurtosis(known))
        if abs(skewness) <= SKEW or kurtosis <= KURTOSIS:
            break
        edge = known.max() if skewness > 0 else known.min()
        inner = known[known < edge].max() if skewness > 0 else known[known > edge].min()
        at = drawn == edge
        changed += int(at.sum())
        drawn[at] = inner
    return drawn, changed
