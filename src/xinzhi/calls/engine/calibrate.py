"""How good applications are once it is taken out how lenient each reviewer is.

A score is taken as mean + application + reviewer + noise, the last three independent and normal (two-way crossed random
effects). Variances are found by restricted maximum likelihood (Patterson and Thompson, Biometrika 58, 1971), effects by
Henderson's mixed model equations (Biometrics 31, 1975), so that who has scored little is drawn towards the mean. The
application effects, the many, are eliminated: the system solved is as large as the number of reviewers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Bounds of the variance ratios (noise to effect) on the logarithmic scale: beyond them an effect is all or nothing.
_LOWEST, _HIGHEST = -7.0, 9.0
SMALL = 1000  # reviewers from which threads of the linear algebra are worth their waiting


@dataclass(frozen=True)
class Scores:
    """Scores in triples: `values[k]` is what reviewer `reviewers[k]` gave application `applications[k]` (numbers from 0)."""

    applications: Ints
    reviewers: Ints
    values: Floats
    n_applications: int
    n_reviewers: int

    @classmethod
    def of(cls, rows: list[tuple[int, int, float]], n_applications: int, n_reviewers: int) -> Scores:
        """From (application, reviewer, score) rows. ValueError for a number out of range."""
        a = np.array([r[0] for r in rows], dtype=np.int64)
        b = np.array([r[1] for r in rows], dtype=np.int64)
        y = np.array([r[2] for r in rows], dtype=np.float64)
        if rows and (a.min() < 0 or b.min() < 0 or a.max() >= n_applications or b.max() >= n_reviewers):
            raise ValueError("an application or reviewer is out of range")
        return cls(a, b, y, n_applications, n_reviewers)

    def means(self) -> Floats:
        """The plain mean of each application's scores, NaN without any."""
        counts = np.bincount(self.applications, minlength=self.n_applications)
        sums = np.bincount(self.applications, self.values, minlength=self.n_applications)
        return np.divide(sums, counts, out=np.full(self.n_applications, np.nan), where=counts > 0)


@dataclass(frozen=True)
class Calibrated:
    """Estimates in the unit of the scores.

    `quality` (mean and application effect) and its standard error `error`, by application; `leniency` by reviewer, how
    much more they give than others would; `spread` of quality, leniency and noise as standard deviations.
    """

    mean: float
    quality: Floats
    error: Floats
    leniency: Floats
    spread: tuple[float, float, float]
    ratios: tuple[float, float]


@dataclass(frozen=True)
class _Pairs:
    """Any two scores (also one with itself) of the same application: their places, and their cell of reviewers by reviewers."""

    first: Ints
    second: Ints
    cell: Ints

    @classmethod
    def of(cls, scores: Scores) -> _Pairs:
        order = np.argsort(scores.applications, kind="stable")
        sizes = np.bincount(scores.applications, minlength=scores.n_applications)
        begins = np.cumsum(sizes) - sizes
        of_each = sizes[scores.applications[order]]
        first = np.repeat(np.arange(order.size), of_each)
        within = np.arange(first.size) - np.repeat(np.cumsum(of_each) - of_each, of_each)
        first, second = order[first], order[begins[scores.applications[order[first]]] + within]
        return cls(first, second, scores.reviewers[first] * scores.n_reviewers + scores.reviewers[second])


@dataclass(frozen=True)
class _Solved:
    mean: float
    application: Floats
    reviewer: Floats
    residual: float
    log_det: float
    core: Floats
    diagonal: Floats


def calibrate(scores: Scores) -> Calibrated:
    """The calibrated estimates. ValueError without any score.

    Where nothing can be told (one reviewer, no spread, no application scored twice) variances sit at a bound and the
    estimates are means.
    """
    if not scores.values.size:
        raise ValueError("there are no scores")
    with one_thread(scores):
        return _calibrate(scores)


def one_thread(scores: Scores) -> Any:
    """A context in which the linear algebra uses one thread, unless the pool of reviewers is large.

    The systems are as small as the pool: on busy processors threads wait for each other far longer than they compute.
    """
    import scipy.linalg  # noqa: F401  it brings a BLAS of its own, which can only be limited once it is loaded

    return threadpool_limits(1 if scores.n_reviewers < SMALL else None, "blas")


def _calibrate(scores: Scores) -> Calibrated:
    pairs = _Pairs.of(scores)
    ratios = _fit(scores, pairs)
    solved = _solve(scores, pairs, *ratios, np.ones(scores.n_reviewers))
    noise = solved.residual / max(1, scores.values.size - 1)
    # The variance of a prediction: Henderson's inverse, its application block by the eliminated diagonal.
    inverse = np.linalg.inv(solved.core)
    border = np.zeros((scores.n_applications, 1 + scores.n_reviewers))
    np.add.at(border, (scores.applications, 1 + scores.reviewers), 1.0)
    border[:, 0] = border.sum(axis=1)
    inflated = np.einsum("ij,ij->i", border @ inverse, border)
    variance = (1 / solved.diagonal + inflated / solved.diagonal**2) * noise
    variance += inverse[0, 0] * noise - 2 * (border @ inverse[:, 0]) / solved.diagonal * noise
    return Calibrated(
        solved.mean,
        solved.mean + solved.application,
        np.sqrt(np.maximum(variance, 0)),
        solved.reviewer,
        (float(np.sqrt(noise / ratios[0])), float(np.sqrt(noise / ratios[1])), float(np.sqrt(noise))),
        ratios,
    )


def qualities_of_draws(
    scores: Scores, ratios: tuple[float, float], draws: int, rng: np.random.Generator
) -> Iterator[Floats]:
    """The qualities that follow when as many reviewers are drawn with replacement, `draws` times; variances kept."""
    pairs = _Pairs.of(scores)
    for _ in range(draws):
        picked = rng.integers(scores.n_reviewers, size=scores.n_reviewers)
        weights = np.bincount(picked, minlength=scores.n_reviewers).astype(np.float64)
        solved = _solve(scores, pairs, *ratios, weights)
        yield solved.mean + solved.application


def _fit(scores: Scores, pairs: _Pairs) -> tuple[float, float]:
    """The noise-to-application and noise-to-reviewer variance ratios of greatest restricted likelihood."""
    from scipy import optimize  # loaded by who ranks, not by every page

    n = scores.values.size
    if n < 3 or np.ptp(scores.values) == 0:
        return 1.0, 1.0
    ones = np.ones(scores.n_reviewers)
    n_a, n_b = len(np.unique(scores.applications)), len(np.unique(scores.reviewers))

    def twice_negative(logs: Floats) -> float:
        solved = _solve(scores, pairs, float(np.exp(logs[0])), float(np.exp(logs[1])), ones)
        # Levels without a score add log(ratio) to the determinant and take it away again.
        idle = (scores.n_applications - n_a) * logs[0] + (scores.n_reviewers - n_b) * logs[1]
        residual = max(solved.residual, 1e-12)
        return float((n - 1) * np.log(residual / (n - 1)) + solved.log_det - idle - n_a * logs[0] - n_b * logs[1])

    best = min(
        (
            optimize.minimize(
                twice_negative, start, method="Nelder-Mead", bounds=[(_LOWEST, _HIGHEST)] * 2, options={"xatol": 1e-3}
            )
            for start in (np.zeros(2), np.array([1.0, 3.0]))
        ),
        key=lambda r: float(r.fun),
    )
    return float(np.exp(best.x[0])), float(np.exp(best.x[1]))


def _solve(scores: Scores, pairs: _Pairs, ratio_a: float, ratio_b: float, weights: Floats) -> _Solved:
    """Henderson's equations at these ratios; a reviewer of weight w counts as w equal reviewers, of weight 0 as none."""
    from scipy import linalg

    of, by, n = scores.applications, scores.reviewers, scores.n_reviewers
    w = weights[by]
    counts = np.bincount(of, w, minlength=scores.n_applications)
    diagonal: Floats = np.asarray(counts + ratio_a, dtype=np.float64)
    loads = np.bincount(by, w, minlength=n)
    core = np.empty((n + 1, n + 1))
    core[0, 0] = w.sum() - counts @ (counts / diagonal)
    core[0, 1:] = core[1:, 0] = loads - np.bincount(by, w * (counts / diagonal)[of], minlength=n)
    shared = np.bincount(pairs.cell, (w / diagonal[of])[pairs.first] * w[pairs.second], minlength=n * n)
    core[1:, 1:] = -shared.reshape(n, n)
    core[1:, 1:].flat[:: n + 1] += loads + ratio_b * np.where(weights > 0, weights, 1.0)
    by_a = np.bincount(of, w * scores.values, minlength=scores.n_applications)
    by_b = np.bincount(by, w * scores.values, minlength=n)
    mean_a = by_a / diagonal
    right = np.concatenate([[w @ scores.values - counts @ mean_a], by_b - np.bincount(by, w * mean_a[of], minlength=n)])
    factor: Any = linalg.cho_factor(core, lower=True, check_finite=False)
    effects = linalg.cho_solve(factor, right, check_finite=False)
    leniency = np.bincount(of, w * effects[1:][by], minlength=scores.n_applications)
    application = (by_a - counts * effects[0] - leniency) / diagonal
    fitted = effects[0] + application[of] + effects[1:][by]
    residual = float(w * scores.values @ (scores.values - fitted))
    log_det = float(2 * np.log(np.diag(factor[0])).sum() + np.log(diagonal).sum())
    return _Solved(float(effects[0]), application, effects[1:], residual, log_det, core, diagonal)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How far an application's reviewers are apart: as scored, and with their leniency taken out."""

    application: int
    raw: float
    adjusted: float


def disagreements(scores: Scores, leniency: Floats, threshold: float) -> list[Disagreement]:
    """The applications whose scores differ by the threshold or more once leniency is taken out, the widest first."""
    found = []
    adjusted = scores.values - leniency[scores.reviewers]
    order = np.argsort(scores.applications, kind="stable")
    cuts = np.flatnonzero(np.diff(scores.applications[order])) + 1
    for rows in np.split(order, cuts) if order.size else ():
        spread = float(np.ptp(adjusted[rows]))
        if len(rows) > 1 and spread >= threshold:
            found.append(Disagreement(int(scores.applications[rows[0]]), float(np.ptp(scores.values[rows])), spread))
    return sorted(found, key=lambda d: -d.adjusted)
