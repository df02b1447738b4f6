"""Bursts in a stream, after Kleinberg (2003), «Bursty and Hierarchical Structure in Streams», two states, batched arrivals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Bursts(NamedTuple):
    """For each series: the state in each period, and the weight of the burst that holds the last period (0 where none does)."""

    states: NDArray[np.bool_]
    weight: Array


def find_bursts(hits: Array, totals: Array, *, scale: float = 2.0, gamma: float = 1.0) -> Bursts:
    """The cheapest states of each series.

    Args:
        hits: series x periods, the relevant documents of each period.
        totals: the documents of each period.
        scale: how much higher the burst state's rate is than the rate over all periods.
        gamma: the cost of going up one state is gamma * ln(periods).

    The cost of a state in a period is -ln of the binomial probability of its hits; the binomial coefficient is the same in
    both states and left out. A burst's weight is what its periods cost less in the burst state (Kleinberg's definition).
    """
    hits, totals = np.asarray(hits, dtype=float), np.asarray(totals, dtype=float)
    cheaper = _costs(hits, totals, 1.0) - _costs(hits, totals, scale)
    up = gamma * np.log(max(hits.shape[1], 2))
    states = _viterbi(cheaper, up)
    weight = np.zeros(len(hits))
    inside = np.ones(len(hits), dtype=bool)
    for period in range(hits.shape[1] - 1, -1, -1):
        inside &= states[:, period]
        weight += np.where(inside, cheaper[:, period], 0.0)
    return Bursts(states, weight)


def _costs(hits: Array, totals: Array, scale: float) -> Array:
    rate = hits.sum(axis=1) / max(totals.sum(), 1.0) * scale
    rate = np.clip(rate, 1e-12, 1 - 1e-9)[:, None]
    return -(hits * np.log(rate) + (totals - hits) * np.log1p(-rate))


def _viterbi(cheaper: Array, up: float) -> NDArray[np.bool_]:
    """The cheapest states, only differences counted: state 0 costs 0 in each period, state 1 costs -cheaper; the start is in 0."""
    series, periods = cheaper.shape
    low, high = np.zeros(series), np.full(series, np.inf)
    from_high_to_low = np.zeros((periods, series), dtype=bool)
    from_low_to_high = np.zeros((periods, series), dtype=bool)
    for period in range(periods):
        rise = low + up
        from_high_to_low[period] = high < low
        from_low_to_high[period] = rise < high
        low, high = np.minimum(low, high), np.minimum(high, rise) - cheaper[:, period]
    states = np.zeros((series, periods), dtype=bool)
    state = high < low
    for period in range(periods - 1, -1, -1):
        states[:, period] = state
        state = np.where(state, ~from_low_to_high[period], from_high_to_low[period])
    return states
