"""Quantiles with weights, rank tests and measures of change between rounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc, ndtr

_NEAR = 1e-9


class Test(NamedTuple):
    """A test's statistic, its degrees of freedom (0 where there are none), and its p-value."""

    statistic: float
    freedom: int
    p: float


class Concordance(NamedTuple):
    """Kendall's W (0 to 1) of so many raters over so many things, with the chi-square of Friedman's test."""

    w: float
    raters: int
    things: int
    chi2: float
    freedom: int
    p: float


def quantile(values: Sequence[float], share: float, weights: Sequence[float] | None = None) -> float:
    """The weighted quantile: the value at which the running weight passes `share` of the whole.

    Where it is met exactly, the mean of that value and the next (Hyndman & Fan 1996, definition 2; at one half the usual
    median). Values may be infinite («never»). ValueError for no values or no weight.
    """
    if not values:
        raise ValueError("no values")
    of = [1.0] * len(values) if weights is None else list(weights)
    pairs = sorted((v, w) for v, w in zip(values, of, strict=True) if w > 0)
    whole = sum(w for _v, w in pairs)
    if whole <= 0:
        raise ValueError("no weight")
    running = 0.0
    for n, (value, weight) in enumerate(pairs):
        running += weight
        if running > share * whole + _NEAR * whole:
            return value
        if abs(running - share * whole) <= _NEAR * whole and n + 1 < len(pairs):
            return value if value == pairs[n + 1][0] else (value + pairs[n + 1][0]) / 2
    return pairs[-1][0]


def quartiles(values: Sequence[float], weights: Sequence[float] | None = None) -> tuple[float, float, float]:
    """First quartile, median and third quartile (`quantile`)."""
    q1, middle, q3 = (quantile(values, share, weights) for share in (0.25, 0.5, 0.75))
    return q1, middle, q3


def spread(q1: float, q3: float) -> float:
    """The interquartile range: 0 where both quartiles are infinite, infinite where only the third is."""
    return 0.0 if q1 == q3 else q3 - q1


def total_variation(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """The share of answers that would have to change place for one distribution to become the other (0 to 1).

    Half the sum of the differences of shares: the net person-changes of Scheibe, Skutsch & Schofer (1975), freed of the
    number of answers. ValueError where one of them is empty.
    """
    first, second = sum(before.values()), sum(after.values())
    if not first or not second:
        raise ValueError("an empty distribution")
    keys = {*before, *after}
    return sum(abs(before.get(k, 0) / first - after.get(k, 0) / second) for k in keys) / 2


def chi_square(before: Mapping[str, int], after: Mapping[str, int]) -> Test | None:
    """Whether two rounds could be drawn from one distribution: Pearson's chi-square of homogeneity.

    The group stability of Chaffin & Talley (1980) and Dajani, Sincoff & Talley (1979): a large p says that nothing was
    seen to move. None where fewer than two answers are in use.
    """
    keys = [k for k in sorted({*before, *after}) if before.get(k, 0) + after.get(k, 0)]
    table = np.array([[float(d.get(k, 0)) for k in keys] for d in (before, after)])
    if len(keys) < 2 or not table.sum(axis=1).all():
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    return Test(statistic, len(keys) - 1, float(chdtrc(len(keys) - 1, statistic)))


def wilcoxon(before: Sequence[float], after: Sequence[float]) -> Test | None:
    """The signed-rank test of pairs, normal approximation with ties, pairs without change left out (Wilcoxon 1945).

    Two sided; the statistic is the smaller rank sum. None where no pair changed. Infinite values («never») are held
    one above the largest finite one, since only ranks of differences matter.
    """
    finite = [v for v in (*before, *after) if math.isfinite(v)]
    top = max(finite, default=0.0) + 1
    moves = [min(b, top) - min(a, top) for a, b in zip(before, after, strict=True)]
    moved = np.array([m for m in moves if m])
    n = len(moved)
    if not n:
        return None
    size = ranks(np.abs(moved))
    up, down = float(size[moved > 0].sum()), float(size[moved < 0].sum())
    _values, ties = np.unique(np.abs(moved), return_counts=True)
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((ties**3 - ties).sum()) / 48
    if variance <= 0:
        return Test(min(up, down), 0, 1.0)
    z = (min(up, down) - n * (n + 1) / 4) / math.sqrt(variance)
    return Test(min(up, down), 0, min(1.0, float(2 * ndtr(z))))


def ranks(values: Sequence[float] | np.ndarray) -> np.ndarray:
    """Ranks from 1, equal values sharing the mean of theirs."""
    given = np.asarray(values, dtype=float)
    _unique, place, counts = np.unique(given, return_inverse=True, return_counts=True)
    upto = np.cumsum(counts)
    mean: np.ndarray = (upto - (counts - 1) / 2)[place]
    return mean


def kendall_w(matrix: Sequence[Sequence[float]]) -> Concordance | None:
    """How far raters (rows) put things (columns) in one order: Kendall & Smith (1939), corrected for ties.

    p by chi-square with n − 1 degrees of freedom, m (n − 1) W. None for fewer than two raters or things, and where every
    rater holds all things equal (W is then 0 / 0).
    """
    m = len(matrix)
    n = len(matrix[0]) if m else 0
    if m < 2 or n < 2:
        return None
    table = np.array([ranks(row) for row in matrix])
    sums = table.sum(axis=0)
    ties = sum(float((c**3 - c).sum()) for c in (np.unique(row, return_counts=True)[1] for row in table))
    whole = m**2 * (n**3 - n) - m * ties
    if whole <= _NEAR:
        return None
    w = float(min(1.0, 12 * ((sums - sums.mean()) ** 2).sum() / whole))
    chi2 = m * (n - 1) * w
    return Concordance(w, m, n, chi2, n - 1, float(chdtrc(n - 1, chi2)))


def is_bimodal(counts: Sequence[float], *, least: float = 0.25, valley: float = 0.5) -> bool:
    """Whether ordered counts have two camps: our rule for Dajani's «bipolarity»; a flag to look, not a test.

    Two peaks of at least `least` of all each, with a count between them of at most `valley` of the lower peak.
    """
    whole = sum(counts)
    if not whole:
        return False
    for left in range(len(counts)):
        for right in range(left + 2, len(counts)):
            lower = min(counts[left], counts[right])
            if lower >= least * whole and min(counts[left + 1 : right]) <= valley * lower:
                return True
    return False
