"""The forecast: boosted trees and a linear model, learnt from origins whose outcome was known by then, and what they look at."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri
from scipy.stats import rankdata
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from .outcome import POSITIVE, Outcome
from .signals import FAMILIES, Signals
from .view import Array

STRONG_WEIGHT = 0.7
"""Of the log-odds of strong relative growth in what is learnt; chosen on the tuned categories, see README."""

BURST_WEIGHT = 0.25
"""Of the place by Kleinberg's burst in the list's score; chosen on the tuned categories, see README."""

_ROWS = 60_000
_TREES: dict[str, Any] = {
    "max_iter": 150,
    "learning_rate": 0.05,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 40,
    "l2_regularization": 10.0,
    "early_stopping": False,
    "random_state": 0,
}


class Lesson(NamedTuple):
    """An origin whose outcome is known."""

    origin: int
    signals: Signals
    became: Outcome


class Forecast(NamedTuple):
    """For each term: log-odds (uncalibrated) of being positive and of strong growth, its place by burst, and the list's score."""

    positive: Array
    strong: Array
    burst: Array  # place within the origin as a standard normal
    unit: float  # what one unit of the learnt part is: its spread over all terms of the origin

    @property
    def score(self) -> Array:
        """What the list is ordered by: one ranking for all metrics."""
        learnt = _learnt(self.positive, self.strong) / self.unit
        return (1 - BURST_WEIGHT) * learnt + BURST_WEIGHT * self.burst


def _learnt(positive: Array, strong: Array) -> Array:
    return positive + STRONG_WEIGHT * strong


@dataclass(frozen=True, slots=True)
class _Pair:
    """Trees on the signals as they are, a linear model on their places within the origin; their log-odds are averaged."""

    trees: HistGradientBoostingClassifier
    linear: LogisticRegression

    def log_odds(self, values: NDArray[np.float32], places: Array) -> Array:
        of_trees = self.trees.decision_function(values)
        return np.asarray((of_trees + self.linear.decision_function(places)) / 2)


@dataclass(frozen=True, slots=True)
class Model:
    """A pair of models for each of the two questions, and the middle of each signal, for explanations."""

    positive: _Pair
    strong: _Pair
    origins: list[int]

    def forecast(self, signals: Signals) -> Forecast:
        """The forecast for all terms of an origin."""
        places = normal_places(signals.values)
        positive = self.positive.log_odds(signals.values, places)
        strong = self.strong.log_odds(signals.values, places)
        unit = max(float(_learnt(positive, strong).std()), 1e-9)
        return Forecast(positive, strong, burst_places(signals), unit)

    def explain(self, signals: Signals, chosen: NDArray[np.int64]) -> Array:
        """For the chosen terms, what each family of signals adds to the score: how far it falls with the family at its middle.

        Returns:
            chosen x FAMILIES.
        """
        forecast, places, middle = self.forecast(signals), normal_places(signals.values), _middle(signals.values)
        values, of_places = signals.values[chosen], places[chosen]
        whole = _learnt(forecast.positive[chosen], forecast.strong[chosen])
        found = np.zeros((len(chosen), len(FAMILIES)))
        for number, family in enumerate(FAMILIES):
            columns = [i for i, f in enumerate(signals.families) if f == family]
            if columns:
                v, p = values.copy(), of_places.copy()
                v[:, columns], p[:, columns] = middle[columns], 0.0
                without = _learnt(self.positive.log_odds(v, p), self.strong.log_odds(v, p))
                found[:, number] = (1 - BURST_WEIGHT) * (whole - without) / forecast.unit
        found[:, FAMILIES.index("burst")] += BURST_WEIGHT * forecast.burst[chosen]
        return found


def burst_places(signals: Signals) -> Array:
    """Each term's place by Kleinberg's burst, equal ones by level, as a standard normal.

    It needs no learning, so it steadies the list where lessons are few or of another time; only a part of the learnt ranking knows it.
    """
    order = np.lexsort((signals.of("place by share"), signals.of("burst")))
    found = np.empty(len(order))
    found[order] = ndtri((np.arange(len(order)) + 0.5) / len(order))
    return found


def learn(lessons: Sequence[Lesson]) -> Model | None:
    """A model of the lessons, the latest first up to 60,000 terms; None where they hold too few outcomes of either kind."""
    used: list[Lesson] = []
    for lesson in sorted(lessons, key=lambda one: -one.origin):
        if used and sum(len(u.became.gain) for u in used) + len(lesson.became.gain) > _ROWS:
            break
        used.append(lesson)
    if not used:
        return None
    values = np.vstack([u.signals.values for u in used])
    places = np.vstack([normal_places(u.signals.values) for u in used])
    positive = np.concatenate([u.became.positive for u in used])
    strong = np.concatenate([u.became.strong for u in used])
    if min(positive.sum(), strong.sum(), (~strong).sum()) < 5:
        return None

    values = _for_trees(values)

    def fit(answer: NDArray[np.bool_]) -> _Pair:
        # Two fits side by side, one thread each: on a shared machine OpenMP's waiting threads cost more than they give.
        with threadpool_limits(limits=1):
            trees = HistGradientBoostingClassifier(**_TREES).fit(values, answer)
            linear = LogisticRegression(C=0.02, max_iter=300).fit(places, answer)
        return _Pair(trees, linear)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(fit, (positive, strong))
    return Model(first, second, sorted(u.origin for u in used))


def plain_trees(lessons: Sequence[Lesson], series: Sequence[Array], now: Array) -> tuple[Array, Array]:
    """The plain baseline: gradient boosting with its defaults on the last six yearly shares, nothing else.

    Returns the chance of being positive and the expected log growth.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    positive = np.concatenate([lesson.became.positive for lesson in lessons])
    growth = np.concatenate([lesson.became.log_growth for lesson in lessons])
    values = _for_trees(np.vstack(series))
    with threadpool_limits(limits=1):
        chance = HistGradientBoostingClassifier(random_state=0).fit(values, positive).predict_proba(now)[:, 1]
        expected = HistGradientBoostingRegressor(random_state=0).fit(values, growth).predict(now)
    return chance, expected


def _for_trees(values: NDArray[Any]) -> NDArray[Any]:
    """The values with 0 in columns of which nothing is known, which the trees refuse; they then make no use of them."""
    return np.where(np.isnan(values).all(axis=0), np.float32(0), values)


def normal_places(values: NDArray[np.float32]) -> Array:
    """Each signal's place within its origin as a standard normal: alike for all origins; what is not known stands in the middle."""
    found = np.zeros(values.shape)
    for column in range(values.shape[1]):
        known = ~np.isnan(values[:, column])
        if known.any():
            place = rankdata(values[known, column])
            found[known, column] = ndtri((place - 0.5) / len(place))
    return found


def _middle(values: NDArray[np.float32]) -> NDArray[np.float32]:
    found = np.full(values.shape[1], np.nan, dtype=np.float32)
    known = ~np.isnan(values).all(axis=0)
    found[known] = np.nanmedian(values[:, known], axis=0)
    return found


class Calibration(NamedTuple):
    """Log-odds to chances: slope and shift."""

    slope: float
    shift: float

    def chance(self, log_odds: Array) -> Array:
        """The calibrated chances."""
        return np.asarray(expit(self.slope * log_odds + self.shift))


def calibrate(past: Sequence[tuple[Array, NDArray[np.bool_]]], now: Array) -> Calibration:
    """Slope and shift (Platt 1999) from forecasts of earlier origins whose outcome was known; without any, the mean is put right."""
    if past and sum(p.sum() for _, p in past) >= 10:
        log_odds = np.concatenate([x for x, _ in past])[:, None]
        answers = np.concatenate([p for _, p in past])
        fitted = LogisticRegression(C=1e6).fit(log_odds, answers)
        return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))
    low, high = -30.0, 30.0
    for _ in range(60):
        shift = (low + high) / 2
        low, high = (shift, high) if expit(now + shift).mean() < POSITIVE else (low, shift)
    return Calibration(1.0, (low + high) / 2)
