"""The emergence score of Carley, Newman, Porter and Garner (2018)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .view import Array, View


class EScore(NamedTuple):
    """The score of each term, and whether it passes the filters."""

    score: Array
    passed: NDArray[np.bool_]


def e_score(view: View) -> Array:
    """The score of `score_parts`; terms that fail a filter come last."""
    score, passed = score_parts(view)
    return np.asarray(np.where(passed, score, score.min() - 1))


def score_parts(view: View) -> EScore:
    """The emergence score of Carley, Newman, Porter and Garner (2018), with its filters apart.

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
    return EScore(2 * active_trend + recent_trend + slope, passed)
