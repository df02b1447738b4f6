"""Scores that need no learning, printed beside every forecast: a model that does not beat them is worth nothing."""

from __future__ import annotations

import numpy as np

from .bursts import find_bursts
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


def _untied(score: Array, level: Array) -> Array:
    """Places by the score, then by level."""
    order = np.lexsort((level, score))
    place = np.empty(len(score))
    place[order] = np.arange(len(score))
    return place


def e_score(view: View) -> Array:
    """The emergence score of Carley, Newman, Porter and Garner (2018), with its filters; terms that fail one come last.

    Ten years (or as many as there are): three of base, the rest active. Filters: novelty (at most 15 % of the papers of the base
    years have the term), persistence (seven papers in three years or more), growth (active papers at least twice the base
    ones), community (more than one paper's authors). Score: 2 * active trend + recent trend + slope from the middle year to
    the last, each of papers over the root of all papers of the years.
    """
    years = view.years_back(10)
    counts, papers = view.counts[view.terms][:, -years:], np.sqrt(np.maximum(view.papers[-years:], 1))
    base, active = counts[:, : min(3, years // 2)], counts[:, min(3, years // 2) :]
    rooted = counts / papers
    active_trend = (
        rooted[:, -3:].sum(axis=1) - rooted[:, -6:-3].sum(axis=1) if years >= 6 else rooted[:, -1] - rooted[:, 0]
    )
    pair = max(years // 4, 1) if years < 8 else 2
    recent_trend = 10 * (
        counts[:, -pair:].sum(axis=1) / papers[-pair:].sum()
        - counts[:, -2 * pair : -pair].sum(axis=1) / papers[-2 * pair : -pair].sum()
    )
    back = min(4, years)
    slope = 10 * (rooted[:, -1] - rooted[:, -back]) / max(back - 1, 1)
    passed = base.sum(axis=1) <= 0.15 * max(float(view.papers[-years:][: base.shape[1]].sum()), 1)
    passed &= (counts.sum(axis=1) >= 7) & ((counts > 0).sum(axis=1) >= 3)
    passed &= active.sum(axis=1) >= 2 * base.sum(axis=1)
    authors = view.base.counts.authors
    if authors.any():
        window = view.window()
        teams = authors[view.terms, window].sum(axis=1) / view.counts[view.terms, window].sum(axis=1)
        passed &= authors[view.terms, : view.end].sum(axis=1) > teams
    score = 2 * active_trend + recent_trend + slope
    return np.asarray(np.where(passed, score, score.min() - 1))
