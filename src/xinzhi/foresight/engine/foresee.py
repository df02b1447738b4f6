"""What an origin's terms will do: chance, reasons, a fan of what became of terms that looked alike, and each baseline's score.

It is the protocol of the back-test at one origin that need not have an outcome yet: everything is learnt from what was known then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

from .base import Base
from .baselines import baselines, link_rules
from .corpus import CorpusError
from .model import Forecast, Lesson, Model, calibrate, learn
from .outcome import outcome
from .signals import Signals, signals_at
from .view import Array, View, view_at

LIST = "list"
FEWEST_TERMS = 100
_FEWEST_TO_LEARN = 100
_FIRST_YEARS = 4
_TO_CALIBRATE = 5  # earlier origins with a known outcome that are forecast to calibrate by, and to find alike terms in
_ALIKE = 300
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


class Foreseen(NamedTuple):
    """The terms of an origin. `scores` has one array for each method, the list's own first; higher is better."""

    view: View
    signals: Signals
    model: Model
    forecast: Forecast
    chance: Array
    scores: dict[str, Array]
    learnt_from: list[int]
    past: list[Past]
    calibrated_on: int  # earlier forecasts that were judged

    def fan(self, chosen: NDArray[np.int64]) -> Array | None:
        """What became of the 300 earlier terms most alike in forecast and size, as quantiles of yearly share times.

        Returns:
            chosen x years ahead x QUANTILES, each a multiple of the term's pooled share at the origin; None without past forecasts.
        """
        if not self.past:
            return None
        log_odds = np.concatenate([p.places for p in self.past])
        sizes = np.concatenate([p.sizes for p in self.past])
        ratios = np.vstack([p.ratios for p in self.past])
        own_places, own_sizes = _places(self.forecast.score)[chosen], _sizes(self.view)[chosen]
        found = np.empty((len(chosen), ratios.shape[1], len(QUANTILES)))
        for row, (place, size) in enumerate(zip(own_places, own_sizes, strict=True)):
            # Places are normal scores of the rank, sizes natural logarithms: a unit of either is about as much.
            distance = (log_odds - place) ** 2 + (sizes - size) ** 2
            near = np.argpartition(distance, min(_ALIKE, len(distance) - 1))[:_ALIKE]
            found[row] = np.quantile(ratios[near], QUANTILES, axis=0).T
        return found


class Past(NamedTuple):
    """Terms of an earlier origin: how the forecast placed them, how many papers they had, their yearly share afterwards."""

    places: Array
    sizes: Array
    ratios: Array  # terms x horizon


def foresee(
    base: Base, origin: int, horizon: int, *, words: View | None = None, tell: Callable[[str], None] = lambda _: None
) -> Foreseen:
    """The forecast at the end of a year, for `horizon` years. `words` gives the frozen vocabulary where it is another horizon's.

    Raises CorpusError where the corpus has too few terms or years.
    """
    start = base.first_year + _FIRST_YEARS - 1
    last = base.first_year + len(base.papers) - 1
    if not start + horizon < origin <= last:
        raise CorpusError(
            f"Origin {origin} with a horizon of {horizon}: the corpus has years {base.first_year} to {last}; the first origin "
            f"with something to learn from is {start + horizon + 1}."
        )
    narrow = words.horizon if words is not None else horizon
    now = words if words is not None else view_at(base, origin, horizon)
    now = replace(now, horizon=horizon)
    if len(now.terms) < FEWEST_TERMS:
        raise CorpusError(
            f"Only {len(now.terms)} terms are alive at {origin}, fewer than {FEWEST_TERMS}: more papers are needed."
        )
    lessons: list[Lesson] = []
    views: dict[int, View] = {}
    told: dict[int, Forecast] = {}
    for year in range(start, origin):
        view = replace(view_at(base, year, narrow), horizon=horizon)
        if len(view.terms) < _FEWEST_TO_LEARN:
            continue
        signals = signals_at(view)
        if origin - horizon - _TO_CALIBRATE < year <= origin - horizon:
            model = _learn_at(base, lessons, views, year, horizon)
            if model is not None:
                told[year] = model.forecast(signals)
        views[year] = view
        lessons.append(Lesson(year, signals, outcome(base, view, years=min(horizon, origin - year))))
        tell(f"{year}: {len(view.terms)} terms")
    model = _learn_at(base, lessons, views, origin, horizon)
    if model is None:
        raise CorpusError(f"No origin before {origin} has enough terms with a known outcome to learn from.")
    signals = signals_at(now)
    forecast = model.forecast(signals)
    known = {one.origin: one for one in lessons if one.origin in told}
    calibration = calibrate([(told[y].positive, known[y].became.positive) for y in known], forecast.positive)
    return Foreseen(
        now,
        signals,
        model,
        forecast,
        calibration.chance(forecast.positive),
        {LIST: forecast.score, **baselines(now), **link_rules(signals)},
        model.origins,
        [_past(base, views[y], told[y], horizon) for y in known],
        len(known),
    )


def _learn_at(base: Base, lessons: list[Lesson], views: dict[int, View], origin: int, horizon: int) -> Model | None:
    """A model of what was known at the origin: whole outcomes, and of fresher origins the part that had come about."""
    if not any(one.origin + horizon <= origin for one in lessons):
        return None
    return learn(
        [
            one
            if one.origin + horizon <= origin
            else one._replace(became=outcome(base, views[one.origin], years=origin - one.origin))
            for one in lessons
        ]
    )


def _past(base: Base, view: View, forecast: Forecast, horizon: int) -> Past:
    recent = view.counts[view.terms, view.window()].sum(axis=1) / view.papers[view.window()].sum()
    after = slice(view.end, view.end + horizon)
    shares = base.counts.papers[view.terms, after] / np.maximum(base.papers[after], 1)
    return Past(_places(forecast.score), _sizes(view), np.asarray(shares / recent[:, None]))


def _places(score: Array) -> Array:
    return np.asarray(ndtri((rankdata(score) - 0.5) / len(score)))


def _sizes(view: View) -> Array:
    return np.asarray(np.log(view.counts[view.terms, view.window()].sum(axis=1)))
