"""The hit rate of a list, years later, beside what each baseline would have listed; with paired bootstrap intervals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from .base import Base
from .corpus import CorpusError
from .metrics import resample
from .outcome import outcome
from .protocol import last_complete_year
from .view import Array, view_at

_RESAMPLES = 400
_ACRONYM = re.compile(r" \([^()]+\)$")


class Rate(NamedTuple):
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


class Scored(NamedTuple):
    """One list judged: of its `listed` terms so many were `found` in the later corpus and so many became positive (`hits`).

    `rate` is hits over all listed terms: what is not found counts as no hit. `grown` is the share whose share of papers rose to more
    than 1.5 times. `lead` is how far the list is ahead of this one, None for the list itself.
    """

    listed: int
    found: int
    hits: int
    rate: Rate
    grown: Rate
    lead: Rate | None


class HitRates(NamedTuple):
    """All lists of one edition judged over `horizon` years; `became` tells of each term whether it was positive and its share, times."""

    origin: int
    horizon: int
    terms: int
    positives: int
    chance_level: float  # the hit rate of a list drawn by lot
    lists: dict[str, Scored]
    became: dict[str, tuple[bool, float] | None]


def judge_lists(
    base: Base,
    lists: Mapping[str, Sequence[str]],
    *,
    origin: int,
    vocabulary: int,
    horizon: int,
    takes: Callable[[str], bool] = lambda _term: True,
) -> HitRates:
    """The hit rates of lists made at an origin, by the protocol: positive are the 5 % of the terms alive then that gained most.

    Args:
        base: a corpus that goes at least `horizon` years beyond the origin.
        lists: names of terms by list; the first is the edition, the others are compared with it.
        origin: the last year that was known.
        vocabulary: the horizon at which the vocabulary was frozen.
        horizon: the years to judge by.
        takes: which terms may come on a list: from these one is drawn by lot.
    Raises CorpusError where the corpus does not reach far enough.
    """
    end = last_complete_year(base)
    if origin + horizon > end:
        raise CorpusError(
            f"The outcome of {origin} after {horizon} years is not known yet: the corpus is whole up to {end}."
        )
    if origin - vocabulary < base.first_year:
        raise CorpusError(f"The corpus begins in {base.first_year}: it does not tell what was known in {origin}.")
    view = replace(view_at(base, origin, vocabulary), horizon=horizon)
    if not len(view.terms):
        raise CorpusError(f"No term is alive at {origin} in this corpus.")
    became = outcome(base, view)
    place = {key: i for i, term in enumerate(view.terms) for key in _keys(base.name(int(term)))}
    places = {name: [_find(place, term) for term in terms] for name, terms in lists.items()}
    first = next(iter(lists))
    weights = resample(len(view.terms), _RESAMPLES, np.random.default_rng(0))
    hit, grown = became.positive.astype(float), became.strong.astype(float)
    rates = {name: _rates(of, hit, weights) for name, of in places.items()}
    growths = {name: _rates(of, grown, weights) for name, of in places.items()}
    scored = {}
    for name, of in places.items():
        known = [p for p in of if p is not None]
        scored[name] = Scored(
            len(of),
            len(known),
            int(hit[known].sum()),
            _interval(rates[name]),
            _interval(growths[name]),
            None if name == first else _interval(rates[first] - rates[name]),
        )
    told = {
        term: None if p is None else (bool(became.positive[p]), round(float(became.ratio[p]), 2))
        for term, p in zip(lists[first], places[first], strict=True)
    }
    positives = int(became.positive.sum())
    may = np.array([takes(base.name(int(term))) for term in view.terms])
    by_lot = float(hit[may].mean()) if may.any() else 0.0
    return HitRates(origin, horizon, len(view.terms), positives, by_lot, scored, told)


def as_dict(rates: HitRates) -> dict[str, Any]:
    """The hit rates as plain data, rounded to four digits."""

    def rate(of: Rate | None) -> list[float] | None:
        return None if of is None else [round(v, 4) for v in of]

    return {
        "origin": rates.origin,
        "horizon": rates.horizon,
        "terms": rates.terms,
        "positives": rates.positives,
        "chance_level": round(rates.chance_level, 4),
        "lists": {
            name: {
                "listed": s.listed,
                "found": s.found,
                "hits": s.hits,
                "rate": rate(s.rate),
                "grown": rate(s.grown),
                "lead": rate(s.lead),
            }
            for name, s in rates.lists.items()
        },
        "became": {term: None if b is None else list(b) for term, b in rates.became.items()},
    }


def short_name(name: str) -> str:
    """A term without its acronym: by this it is the same in corpora that know the acronym and in those that do not yet."""
    return _ACRONYM.sub("", name)


def _keys(name: str) -> list[str]:
    short = short_name(name)
    return [name] if short == name else [name, short]


def _find(place: Mapping[str, int], term: str) -> int | None:
    return next((place[key] for key in _keys(term) if key in place), None)


def _rates(places: Sequence[int | None], became: Array, weights: Any) -> Array:
    """The share of the list that became so: first as it is, then in each resample of its terms."""
    known = np.array([p for p in places if p is not None], dtype=np.int64)
    missing = len(places) - len(known)
    if not places:
        return np.zeros(len(weights))
    of = weights[:, known].astype(float)
    return np.asarray((of @ became[known]) / np.maximum(of.sum(axis=1) + missing, 1e-9))


def _interval(rates: Array) -> Rate:
    low, high = np.percentile(rates[1:], (2.5, 97.5))
    return Rate(float(rates[0]), float(low), float(high))
