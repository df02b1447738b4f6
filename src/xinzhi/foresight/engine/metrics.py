"""How good a ranking was, with bootstrap intervals that are paired between methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from .outcome import Outcome
from .view import Array

METRICS = ("P@50", "P@100", "AUC", "growth@100", "Spearman")
BINS = 10
_Weights = NDArray[np.float32]


class Scored(NamedTuple):
    """The metrics of a method at one origin: of all terms, then of each resample (rows: resamples, columns: METRICS)."""

    value: Array
    resampled: Array


def resample(terms: int, times: int, rng: np.random.Generator) -> _Weights:
    """How often each term is drawn, in each of so many resamples; the first row is the terms as they are."""
    drawn = rng.poisson(1.0, (times, terms)).astype(np.float32)
    return np.vstack([np.ones((1, terms), dtype=np.float32), drawn])


def score(ranking: Array, became: Outcome, weights: _Weights) -> Scored:
    """The metrics of a ranking (higher is better) under each row of weights; the first row gives the value itself."""
    order = np.argsort(-ranking, kind="stable")
    found = np.column_stack(
        [
            _top(became.positive, order, 50, weights),
            _top(became.positive, order, 100, weights),
            _auc(became.positive[order], weights[:, order]),
            _top(became.strong, order, 100, weights),
            _spearman(ranking, became.log_growth, weights),
        ]
    )
    return Scored(found[0], found[1:])


def _top(hit: NDArray[np.bool_], order: NDArray[np.int64], size: int, weights: _Weights) -> Array:
    """Share of hits among the first `size` draws."""
    first = order[: 2 * size + 50]
    weight = weights[:, first]
    before = np.cumsum(weight, axis=1) - weight
    counted = np.clip(size - before, 0, weight)
    return np.asarray(counted @ hit[first] / np.maximum(counted.sum(axis=1), 1e-9), dtype=float)


def _auc(positive: NDArray[np.bool_], weights: _Weights) -> Array:
    """Chance that a positive stands above a negative; columns in order of the ranking, best first."""
    of_positive = weights * positive
    of_negative = weights - of_positive
    above = np.cumsum(of_positive, axis=1, dtype=np.float64)
    won = (of_negative * above).sum(axis=1)
    return np.asarray(
        won / np.maximum(of_positive.sum(axis=1, dtype=float) * of_negative.sum(axis=1, dtype=float), 1e-9)
    )


def _spearman(ranking: Array, growth: Array, weights: _Weights) -> Array:
    """Correlation of places; resamples keep the places of all terms."""
    a, b = (_standard(rankdata(x)) for x in (ranking, growth))
    total = weights.sum(axis=1, dtype=float)
    mean_a, mean_b = weights @ a / total, weights @ b / total
    var_a, var_b = weights @ a**2 / total - mean_a**2, weights @ b**2 / total - mean_b**2
    return np.asarray((weights @ (a * b) / total - mean_a * mean_b) / np.sqrt(np.maximum(var_a * var_b, 1e-12)))


def _standard(values: Array) -> Array:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-12))


def calibration_errors(chance: Array, positive: NDArray[np.bool_], weights: _Weights) -> Array:
    """Expected calibration error in ten bins of equal width, under each row of weights."""
    place = np.minimum((chance * BINS).astype(int), BINS - 1)
    off = np.zeros((len(chance), BINS), dtype=np.float32)
    off[np.arange(len(chance)), place] = chance - positive
    return np.asarray(np.abs(weights @ off).sum(axis=1) / weights.sum(axis=1), dtype=float)


class Estimate(NamedTuple):
    """A mean over origins with its 95 % interval."""

    value: float
    low: float
    high: float


class Comparison(NamedTuple):
    """How far the model is ahead of a baseline on a metric, paired; `leads` where the whole interval is above zero."""

    metric: str
    baseline: str
    lead: Estimate

    @property
    def leads(self) -> bool:
        return self.lead.low > 0


def over_origins(values: Array, resampled: Array, origins: NDArray[np.int64]) -> Estimate:
    """Mean over origins; in each resample both the origins (rows of `origins`) and the terms in them are drawn again.

    Args:
        values: of each origin.
        resampled: origins x resamples.
        origins: resamples x origins, which origins are drawn.
    """
    drawn = resampled[origins, np.arange(resampled.shape[1])[:, None]].mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Estimate(float(values.mean()), float(low), float(high))


def draw_origins(origins: int, times: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which origins are in each resample."""
    return rng.integers(0, origins, (times, origins))


def summarise(
    scored: Mapping[str, list[Scored]], origins: NDArray[np.int64], model: str
) -> tuple[dict[str, dict[str, Estimate]], list[Comparison]]:
    """Every method's metrics over the origins, and the model's lead over each other method."""
    values = {name: np.array([s.value for s in of]) for name, of in scored.items()}
    draws = {name: np.array([s.resampled for s in of]) for name, of in scored.items()}
    table = {
        name: {m: over_origins(values[name][:, i], draws[name][:, :, i], origins) for i, m in enumerate(METRICS)}
        for name in scored
    }
    leads = [
        Comparison(
            metric,
            name,
            over_origins(
                values[model][:, i] - values[name][:, i], draws[model][:, :, i] - draws[name][:, :, i], origins
            ),
        )
        for i, metric in enumerate(METRICS)
        for name in scored
        if name != model
    ]
    return table, leads
