"""How good applications are once it is taken out how lenient each reviewer is.

A score is taken as mean + application + reviewer + noise, the last three independent and normal (two-way crossed random
effects). Variances are found by restricted maximum likelihood (Patterson and Thompson, Biometrika 58, 1971), effects by
Henderson's mixed model equations (Biometrics 31, 1975), so that who has scored little is drawn towards the mean. The
application effects, the many, are eliminated: the system solved is as large as the number of reviewers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Bounds of the variance ratios (noise to effect) on the logarithmic scale: beyond them an effect is all or nothing.
_LOWEST, _HIGHEST = -7.0, 9.0


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
class _Solved:
    mean: float
    application: Floats
    reviewer: Floats
    residual: float
    log_det: float
    core: Floats
    diagonal: Floats
    border: Any


@contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra on one thread: the systems are small, and threads on a busy machine mostly wait for each other.

    (3,000 applications by 300 reviewers on two busy cores: 0.3 s instead of 10 to 40.)
    """
    import_module("scipy.linalg")  # has its own library, which is held only once it is loaded
    with threadpool_limits(1, "blas"):
        yield


def calibrate(scores: Scores) -> Calibrated:
    """The calibrated estimates. ValueError without any score.

    Where nothing can be told (one reviewer, no spread, no application scored twice) variances sit at a bound and the
    estimates are means.
    """
    if not scores.values.size:
        raise ValueError("there are no scores")
    ratios = _fit(scores)
    solved = _solve(scores, *ratios, np.ones(scores.n_reviewers))
    noise = solved.residual / max(1, scores.values.size - 1)
    # The variance of a prediction: Henderson's inverse, its application block by the eliminated diagonal.
    inverse = np.linalg.inv(solved.core)
    border = solved.border.toarray()
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
    for _ in range(draws):
        picked = rng.integers(scores.n_reviewers, size=scores.n_reviewers)
        weights = np.bincount(picked, minlength=scores.n_reviewers).astype(np.float64)
        solved = _solve(scores, *ratios, weights)
        yield solved.mean + solved.application


def _fit(scores: Scores) -> tuple[float, float]:
    """The noise-to-application and noise-to-reviewer variance ratios of greatest restricted likelihood."""
    from scipy import optimize  # loaded by who ranks, not by every page

    n = scores.values.size
    if n < 3 or np.ptp(scores.values) == 0:
        return 1.0, 1.0
    ones = np.ones(scores.n_reviewers)
    n_a, n_b = len(np.unique(scores.applications)), len(np.unique(scores.reviewers))

    def twice_negative(logs: Floats) -> float:
        solved = _solve(scores, float(np.exp(logs[0])), float(np.exp(logs[1])), ones)
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


def _solve(scores: Scores, ratio_a: float, ratio_b: float, weights: Floats) -> _Solved:
    """Henderson's equations at these ratios; a reviewer of weight w counts as w equal reviewers, of weight 0 as none."""
    from scipy import linalg, sparse

    w = weights[scores.reviewers]
    shape = (scores.n_applications, scores.n_reviewers)
    table = sparse.csr_matrix((w, (scores.applications, scores.reviewers)), shape=shape)
    counts = np.asarray(table.sum(axis=1)).ravel()
    diagonal = counts + ratio_a
    border = sparse.hstack([sparse.csr_matrix(counts[:, None]), table], format="csr")
    loads = np.bincount(scores.reviewers, w, minlength=scores.n_reviewers)
    core = np.zeros((scores.n_reviewers + 1,) * 2)
    core[0, 0], core[0, 1:], core[1:, 0] = w.sum(), loads, loads
    core[1:, 1:] = np.diag(loads + ratio_b * np.where(weights > 0, weights, 1.0))
    core -= (border.T @ sparse.diags(1 / diagonal) @ border).toarray()
    by_a = np.bincount(scores.applications, w * scores.values, minlength=scores.n_applications)
    by_b = np.bincount(scores.reviewers, w * scores.values, minlength=scores.n_reviewers)
    right = np.concatenate([[float(w @ scores.values)], by_b]) - border.T @ (by_a / diagonal)
    factor = linalg.cho_factor(core, lower=True)
    effects = linalg.cho_solve(factor, right)
    application = (by_a - border @ effects) / diagonal
    fitted = effects[0] + application[scores.applications] + effects[1:][scores.reviewers]
    residual = float(w * scores.values @ (scores.values - fitted))
    log_det = float(2 * np.log(np.diag(factor[0])).sum() + np.log(diagonal).sum())
    return _Solved(float(effects[0]), application, effects[1:], residual, log_det, core, diagonal, border)


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
