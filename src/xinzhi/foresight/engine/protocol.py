"""The back-test: origin after origin, each seen only as it stood, a model learnt from what was known, all methods side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import metrics
from .base import Base
from .baselines import baselines, link_rules
from .corpus import CorpusError
from .metrics import Comparison, Estimate, Scored
from .model import Calibration, Forecast, Lesson, Model, calibrate, learn, plain_trees
from .outcome import Outcome, outcome
from .signals import Signals, signals_at
from .view import Array, View, view_at

MODEL = "Xinzhi"
OTHER_ORDERS = ("Xinzhi, chance alone", "Xinzhi, growth alone")
FEWEST_TERMS = 200
_FEWEST_TO_LEARN = 100  # terms of an origin: fewer teach nothing
_FEWEST_YEARS = 4  # of a series
_ORIGINS = 10
_TO_CALIBRATE = 4  # origins before the first that are forecast only to calibrate by
_RESAMPLES = 400
_NEARLY_EMPTY = 0.05  # of the fullest year's papers
_SERIES = 6  # years the plain baseline sees


class Result(NamedTuple):
    """One origin, forecast and judged."""

    view: View
    signals: Signals
    became: Outcome
    model: Model
    forecast: Forecast
    calibration: Calibration
    scores: dict[str, Array]  # of all methods

    @property
    def chance(self) -> Array:
        """Calibrated probability of each term to be positive."""
        return self.calibration.chance(self.forecast.positive)


class BackTest(NamedTuple):
    """The whole protocol's outcome."""

    results: list[Result]
    skipped: dict[int, str]  # origin: why
    table: dict[str, dict[str, Estimate]]  # method: metric: mean over origins
    leads: list[Comparison]
    by_origin: dict[str, list[Scored]]  # method: its metrics at each origin
    calibration_error: dict[str, Estimate]


class Span(NamedTuple):
    """First and last origin, and the horizon in years."""

    first: int
    last: int
    horizon: int


def last_complete_year(base: Base) -> int:
    """The last year that is not nearly empty, or the one before where it breaks off (few papers in its last quarter, or in all)."""
    place = int(np.flatnonzero(base.papers >= _NEARLY_EMPTY * base.papers.max())[-1])
    last, papers = base.first_year + place, base.papers[place]
    quarters = base.quarters[4 * place : 4 * place + 4]
    if quarters.sum() >= 0.5 * papers:
        return last if quarters[3] >= 0.3 * quarters[:3].mean() else last - 1
    return last if place == 0 or papers >= 0.5 * base.papers[place - 1] else last - 1


def span_of(base: Base, first: int | None, last: int | None, horizon: int) -> Span:
    """The origins to run: those asked for, else the last ten whose outcome is known. Raises CorpusError where none can be."""
    end = last_complete_year(base)
    years = f"The corpus has whole years {base.first_year} to {end}"
    latest = end - horizon
    if last is not None and last > latest:
        raise CorpusError(f"{years}: with a horizon of {horizon} the last origin whose outcome is known is {latest}.")
    last = latest if last is None else last
    earliest = base.first_year + _FEWEST_YEARS - 1 + horizon
    if last < earliest:
        raise CorpusError(
            f"{years}: too few. {_FEWEST_YEARS} years before an origin, {horizon} after it and {horizon} more to learn from "
            f"are needed ({_FEWEST_YEARS + 2 * horizon} in all)."
        )
    first = max(last - _ORIGINS + 1, earliest) if first is None else first
    if first > last:
        raise CorpusError(f"The first origin ({first}) is after the last ({last}).")
    return Span(first, last, horizon)


def back_test(base: Base, span: Span, *, tell: Callable[[str], None] = lambda _: None) -> BackTest:
    """Run all origins of the span. Raises CorpusError where no origin has enough terms or enough to learn from."""
    lessons: list[Lesson] = []
    series: dict[int, Array] = {}
    views: dict[int, View] = {}
    told: dict[int, Array] = {}  # forecasts by origin, to calibrate later ones
    results: list[Result] = []
    skipped: dict[int, str] = {}
    start = base.first_year + _FEWEST_YEARS - 1
    for origin in range(start, span.last + 1):
        view = view_at(base, origin, span.horizon)
        wanted = origin >= span.first
        if len(view.terms) < (FEWEST_TERMS if wanted else _FEWEST_TO_LEARN):
            if wanted:
                skipped[origin] = f"{len(view.terms)} terms alive, fewer than {FEWEST_TERMS}"
            continue
        signals, became = signals_at(view), outcome(base, view)
        past = [lesson for lesson in lessons if lesson.origin + span.horizon <= origin]
        model = None
        if past and (wanted or origin >= span.first - _TO_CALIBRATE):
            model = learn([*past, *_half_known(base, lessons, views, origin)])
        series[origin] = _last_shares(view)
        if model is not None:
            forecast = model.forecast(signals)
            known = [(told[lesson.origin], lesson.became.positive) for lesson in past if lesson.origin in told]
            told[origin] = forecast.positive
            if wanted:
                scores = _all_scores(view, signals, forecast, past, series)
                calibration = calibrate(known, forecast.positive)
                results.append(Result(view, signals, became, model, forecast, calibration, scores))
                tell(f"{origin}: {len(view.terms)} terms, learnt from {model.origins[0]} to {model.origins[-1]}")
        elif wanted:
            skipped[origin] = "no earlier origin with a known outcome to learn from"
        lessons.append(Lesson(origin, signals, became))
        views[origin] = view
    if not results:
        why = "; ".join(f"{o}: {r}" for o, r in skipped.items()) or "no origin"
        raise CorpusError(f"No origin can be tested. {why}. More papers or more years are needed.")
    return _judge(results, skipped)


def _half_known(base: Base, lessons: list[Lesson], views: dict[int, View], origin: int) -> list[Lesson]:
    """The origins whose horizon is not over at this one, with the outcome as far as it is known: the freshest to learn from."""
    return [
        Lesson(one.origin, one.signals, outcome(base, views[one.origin], years=origin - one.origin))
        for one in lessons
        if origin - views[one.origin].horizon < one.origin < origin
    ]


def _last_shares(view: View) -> Array:
    """What the plain baseline sees: logarithms of the last six yearly shares."""
    counts = view.counts[view.terms, max(view.begin, view.end - _SERIES) :]
    shares = np.log((counts + 0.5) / np.maximum(view.papers[-counts.shape[1] :], 1))
    return np.pad(shares, ((0, 0), (_SERIES - shares.shape[1], 0)), constant_values=np.nan)


def _all_scores(
    view: View, signals: Signals, forecast: Forecast, past: list[Lesson], series: dict[int, Array]
) -> dict[str, Array]:
    scores = {
        MODEL: forecast.score,
        OTHER_ORDERS[0]: forecast.positive,
        OTHER_ORDERS[1]: forecast.strong,
        **baselines(view),
        **link_rules(signals),
    }
    chance, growth = plain_trees(past, [series[lesson.origin] for lesson in past], series[view.origin])
    return scores | {"HGB, chance": chance, "HGB, growth": growth}


def _judge(results: list[Result], skipped: dict[int, str]) -> BackTest:
    rng = np.random.default_rng(0)
    scored: dict[str, list[Scored]] = {name: [] for name in results[0].scores}
    errors: dict[str, list[NDArray[Any]]] = {MODEL: [], "HGB, chance": []}
    for result in results:
        weights = metrics.resample(len(result.view.terms), _RESAMPLES, rng)
        for name, ranking in result.scores.items():
            scored[name].append(metrics.score(ranking, result.became, weights))
        for name, chance in ((MODEL, result.chance), ("HGB, chance", result.scores["HGB, chance"])):
            errors[name].append(metrics.calibration_errors(chance, result.became.positive, weights))
    origins = metrics.draw_origins(len(results), _RESAMPLES, rng)
    table, leads = metrics.summarise(scored, origins, MODEL)
    calibration = {
        name: metrics.over_origins(np.array([e[0] for e in of]), np.array([e[1:] for e in of]), origins)
        for name, of in errors.items()
    }
    return BackTest(results, skipped, table, leads, scored, calibration)
