"""Outcomes and scores as expressions: the heuristics, and a linear score learnt from an earlier origin."""

from __future__ import annotations

import ibis
import numpy as np
import polars as pl
from ibis import _
from ibis.expr.types import Table
from sklearn.linear_model import LogisticRegression

from xinzhi.foresight.engine.counts import real, total
from xinzhi.foresight.engine.outcome import POSITIVE, STRONG

from .features import FEATURES
from .terms import Moment


def outcome(yearly: Table, terms: Table, moment: Moment) -> Table:
    """What became of the terms: term, gain, ratio, positive, strong, as `outcome.outcome` has it."""
    o, h = moment.origin, moment.horizon
    after = yearly.filter((_.year > o) & (_.year <= o + h)).group_by("term").agg(future=total(_.papers))
    now, then = real(moment.of(o - h + 1, o)), real(moment.of(o + 1, o + h))
    rows = terms.left_join(after, "term").mutate(future=_.future.fill_null(0))
    rows = rows.mutate(gain=_.future / then - _.recent / now, ratio=(_.future / then) / (_.recent / now))
    place = ibis.row_number().over(order_by=[ibis.desc("gain"), "term"])
    rows = rows.mutate(place=place, size=_.count().over())
    return rows.select(
        "term",
        "gain",
        "ratio",
        positive=_.place < (_.size * real(POSITIVE)).ceil(),
        strong=_.ratio > STRONG,
    )


def places(features: Table) -> Table:
    """Each feature's place within the origin, as log-odds: alike for all origins. Equal values share the mean of their places.

    Values are rounded to nine digits first: engines add in different orders, and a difference in the last place of a double must not
    part equal terms.
    """
    size = features.count().as_scalar().cast("float64")
    found = features.mutate(size=size)
    return found.select("term", **{name: _log_odds(found[name].round(9), found["size"]) for name in FEATURES})


def _log_odds(value: ibis.Value, size: ibis.Value) -> ibis.Value:
    first = ibis.rank().over(order_by=value)
    alike = value.count().over(group_by=value)
    place = (first + alike.cast("float64") / real(2)) / size
    return (place / (1 - place)).log()


def learn_weights(placed: pl.DataFrame, became: pl.DataFrame) -> dict[str, float]:
    """Weights of a logistic regression on an earlier origin's places: at most 20,000 rows, so learnt where the program runs."""
    rows = placed.join(became, on="term").sort("term")
    known = rows.select(FEATURES).fill_null(0).fill_nan(0).to_numpy()
    fitted = LogisticRegression(C=0.02, max_iter=300).fit(known, rows["positive"].to_numpy())
    return dict(zip(FEATURES, np.round(fitted.coef_[0], 9).tolist(), strict=True))


def scores(features: Table, placed: Table, moment: Moment, weights: dict[str, float] | None) -> Table:
    """Scores of each term, higher is better: level, difference, slope, growth, and linear where there are weights."""
    o, h = moment.origin, moment.horizon
    now, then = real(moment.of(o - h + 1, o)), real(max(moment.of(o - 2 * h + 1, o - h), 1.0))
    told = features.select(
        "term",
        "recent",
        level=_.recent / now,
        difference=_.recent / now - _.before / then,
        slope=_["slope over 10 y"] * _.recent / now,
        growth=_["growth over 2 y"],
    )
    if weights is None:
        return told
    linear = sum((placed[name].fill_null(real(0)) * real(weight) for name, weight in weights.items()), real(0))
    return told.join(placed.select("term", linear=linear), "term")
