"""The Theta method for many short series at once: the standard theta model of Fiorucci et al. (2016), theta = 2."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_ALPHAS = np.linspace(0.1, 0.99, 90)


def forecast(series: Array, horizon: int) -> Array:
    """The forecasts of `horizon` periods ahead of each series (series x periods, at least 4 periods), not below zero.

    The smoothing parameter is the best of a grid of 90; the first level is the least-squares one for that parameter.
    """
    series = np.asarray(series, dtype=float)
    count, periods = series.shape
    time = np.arange(1, periods + 1)
    slope = ((time - time.mean()) * (series - series.mean(axis=1, keepdims=True))).sum(axis=1) / (
        (time - time.mean()) ** 2
    ).sum()
    start = series.mean(axis=1) - slope * time.mean()
    best = np.full(count, np.inf)
    result = np.zeros((count, horizon))
    for alpha in _ALPHAS:
        error, ahead = _one(series, start, slope, float(alpha), horizon)
        better = error < best
        best[better], result[better] = error[better], ahead[better]
    return np.maximum(result, 0.0)


def _one(series: Array, start: Array, slope: Array, alpha: float, horizon: int) -> tuple[Array, Array]:
    """Squared error and forecasts with one smoothing parameter. The error is linear in the first level, which is solved for."""
    count, periods = series.shape
    keep = 1 - alpha
    fixed, share = np.zeros(count), 1.0  # the level is fixed + share * first level
    errors, shares = np.empty_like(series), np.empty(periods)
    for t in range(periods):
        errors[:, t] = series[:, t] - fixed - _drift(start, slope, alpha, t)
        shares[t] = share
        fixed, share = alpha * series[:, t] + keep * fixed, share * keep
    first = errors @ shares / (shares @ shares)
    error = ((errors - first[:, None] * shares) ** 2).sum(axis=1)
    level = fixed + share * first
    ahead = np.empty((count, horizon))
    for h in range(horizon):
        ahead[:, h] = level + _drift(start, slope, alpha, periods + h)
        level = alpha * ahead[:, h] + keep * level
    return error, ahead


def _drift(start: Array, slope: Array, alpha: float, t: int) -> Array:
    """Half of the regression line as the smoothed half has not yet taken it in (Fiorucci's equation, t from 0)."""
    keep: float = (1 - alpha) ** t
    return 0.5 * (keep * start + (1 - keep * (1 - alpha)) / alpha * slope)
