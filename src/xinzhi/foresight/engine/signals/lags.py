"""Funding and patents: which kind of document a term appears in first, and how its shares in grants, patents and papers differ."""

from __future__ import annotations

import numpy as np

from xinzhi.foresight.engine.corpus import GRANT, PAPER, PATENT
from xinzhi.foresight.engine.view import Array, View

from .rates import growth


def lags(view: View) -> dict[str, Array]:
    """Lags in years and shares by kind, from documents up to the origin. Unknown where a corpus has no such kind by then.

    The funding lag is the year of the first paper less that of the first grant: above zero where funding came first. The patent lag is
    the year of the first patent less that of the first paper. A term without a grant or patent has no lag.
    """
    years = view.base.years
    kinds = {
        kind: np.flatnonzero((view.base.kinds == kind) & (years <= view.origin)) for kind in (PAPER, GRANT, PATENT)
    }
    nothing = np.full(len(view.terms), np.nan)
    first_paper = _first(view, kinds[PAPER])
    found: dict[str, Array] = {}
    for kind, name, sign in ((GRANT, "grants", 1), (PATENT, "patents", -1)):
        lag = "funding lag" if kind == GRANT else "patent lag"
        if not len(kinds[kind]) or not len(kinds[PAPER]):
            found |= dict.fromkeys(
                (lag, f"years since first of {name}", f"share of {name} over papers", f"growth in {name}"), nothing
            )
            continue
        first = _first(view, kinds[kind])
        now, of_now = _in_window(view, kinds[kind], 0)
        before, of_before = _in_window(view, kinds[kind], 1)
        papers, of_papers = _in_window(view, kinds[PAPER], 0)
        found[lag] = sign * (first_paper - first)
        found[f"years since first of {name}"] = view.origin + 1 - first
        found[f"share of {name} over papers"] = growth(now, of_now, papers, of_papers)
        found[f"growth in {name}"] = growth(now, of_now, before, of_before)
    return found


def _first(view: View, documents: np.ndarray) -> Array:
    """The first year of each term in these documents; NaN where it is in none."""
    entries = view.phrases_of(documents).tocoo()
    first = np.full(len(view.terms), np.inf)
    np.minimum.at(first, entries.col, view.base.years[documents][entries.row].astype(float))
    return np.where(np.isinf(first), np.nan, first)


def _in_window(view: View, documents: np.ndarray, back: int) -> tuple[Array, float]:
    """In how many of these documents of a window each term stands, and how many there are."""
    inside = np.intersect1d(documents, view.in_window(back), assume_unique=True)
    return np.asarray(view.phrases_of(inside).sum(axis=0), dtype=float).ravel(), float(len(inside))
