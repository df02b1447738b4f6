"""Scores that need no learning, printed beside every forecast: a model that does not beat them is worth nothing."""

from __future__ import annotations

import numpy as np

from .bursts import find_bursts
from .escore import e_score
from .signals import Signals
from .signals.position import DEGREE, NEW_LINKS
from .signals.series import theta_share
from .view import Array, View


def baselines(view: View) -> dict[str, Array]:
    """One score for each term and method, higher is better. Equal scores are ordered by level, which helps the method.

    level: share in the window. difference: share in the window less that in the one before. slope: of a line through ten yearly
    shares. E-score: see `e_score`. Kleinberg: weight of the burst that holds the origin. Theta: forecast share less share.
    Theta, relative: the same two as a ratio.
    """
    shares = view.counts[view.terms] / np.maximum(view.papers, 1)
    recent = view.counts[view.terms, view.window()].sum(axis=1) / view.papers[view.window()].sum()
    before = view.counts[view.terms, view.window(1)].sum(axis=1) / max(view.papers[view.window(1)].sum(), 1)
    years = view.years_back(10)
    time = np.arange(years) - (years - 1) / 2
    theta = theta_share(view)
    scores = {
        "level": recent,
        "difference": recent - before,
        "slope": shares[:, -years:] @ time / (time @ time),
        "E-score": e_score(view),
        "Kleinberg": find_bursts(view.counts[view.terms, view.begin :], view.papers[view.begin :]).weight,
        "Theta": theta - recent,
        "Theta, relative": np.log(theta + 1e-9) - np.log(recent),
    }
    level = np.argsort(np.argsort(recent, kind="stable"), kind="stable") / len(recent)
    return {name: _untied(score, level) for name, score in scores.items()}


def link_rules(signals: Signals) -> dict[str, Array]:
    """The two rules of new links as scores of terms: who has many neighbours, and who is two steps from many, gets new ones."""
    level = signals.of("place by share")
    return {
        "preferential attachment": _untied(signals.of(DEGREE), level),
        "common neighbours": _untied(signals.of(NEW_LINKS), level),
    }


def _untied(score: Array, level: Array) -> Array:
    """Places by the score, then by level."""
    order = np.lexsort((level, score))
    place = np.empty(len(score))
    place[order] = np.arange(len(score))
    return place
