"""The order of applications by calibrated quality, and how sure each place is.

The order would have been another with other reviewers: reviewers are drawn anew with replacement (a bootstrap of
clusters, Field and Welsh, J. R. Statist. Soc. B 69, 2007), and each draw is ranked with the variances of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calibrate import Calibrated, Scores, calibrate, one_thread, qualities_of_draws

LEVEL = 0.9
"""The share of draws in which the rank lies within `low` … `high`."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An application's place (1 is best). `chance` is the share of draws in which it is among the first `places`."""

    application: int
    quality: float
    error: float
    mean: float
    rank: int
    low: int
    high: int
    chance: float


@dataclass(frozen=True)
class Ranking:
    """The order, the best first, with what it came from. Applications without a score are left out."""

    rows: tuple[Ranked, ...]
    calibrated: Calibrated
    draws: int


def rank(scores: Scores, *, places: int, draws: int = 400, seed: int = 0) -> Ranking:
    """The ranking for so many places; the same seed gives the same. ValueError without any score.

    Equal quality goes by the plain mean and then by number, so that the order does not depend on chance.
    """
    with one_thread():
        return _rank(scores, places, draws, seed)


def _rank(scores: Scores, places: int, draws: int, seed: int) -> Ranking:
    calibrated = calibrate(scores)
    means = scores.means()
    scored = np.flatnonzero(~np.isnan(means))
    quality = calibrated.quality[scored]
    order = np.lexsort((scored, -means[scored], -np.round(quality, 9)))
    rng = np.random.default_rng(seed)
    places_of = np.empty((draws, scored.size), dtype=np.int64)
    for row, drawn in enumerate(qualities_of_draws(scores, calibrated.ratios, draws, rng)):
        # Applications that lost all reviewers in a draw sit at the mean: they are told apart by lot.
        shuffled = np.lexsort((rng.random(scored.size), -np.round(drawn[scored], 9)))
        places_of[row, shuffled] = np.arange(1, scored.size + 1)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(places_of, [tail, 1 - tail], axis=0, method="nearest")
    chance = (places_of <= places).mean(axis=0)
    rows = tuple(
        Ranked(
            int(scored[i]),
            float(quality[i]),
            float(calibrated.error[scored[i]]),
            float(means[scored[i]]),
            place,
            min(int(low[i]), place),
            max(int(high[i]), place),
            float(chance[i]),
        )
        for place, i in enumerate(order, start=1)
    )
    return Ranking(rows, calibrated, draws)
