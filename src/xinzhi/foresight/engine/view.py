"""What is known at an origin: a corpus cut off at the end of that year, and the terms alive then. Nothing later is reachable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .base import FEWEST, Base, least_papers

Array = NDArray[np.float64]

FRAGMENT = 0.8  # of a phrase's papers have one longer phrase: it is a part of that one
COMMON = 0.01  # of all papers: a single word in more of them says nothing
FEW_YEAR = 30  # papers: series begin with the first year that has so many
MOST_TERMS = 20_000


@dataclass(frozen=True, slots=True)
class View:
    """A corpus up to the end of the year `origin`. Arrays of years end with it; `window` is the last `horizon` years."""

    base: Base
    origin: int
    horizon: int
    papers: Array  # of each year
    counts: Array  # all phrases x years
    terms: NDArray[np.int64]  # the phrases that are terms alive at the origin
    c_values: Array  # of the terms
    begin: int  # series begin with this place in the years

    @property
    def end(self) -> int:
        """The place after the last year."""
        return len(self.papers)

    def years_back(self, most: int) -> int:
        """So many years, or as many as there are in the series."""
        return min(most, self.end - self.begin)

    def window(self, back: int = 0) -> slice:
        """The places of the last window, or of one further back."""
        end = self.end - back * self.horizon
        return slice(max(end - self.horizon, 0), max(end, 0))

    def in_window(self, back: int = 0) -> NDArray[np.int64]:
        """The numbers of the papers of the last window, or of one further back."""
        last = self.origin - back * self.horizon
        years = self.base.years
        return np.flatnonzero((years > last - self.horizon) & (years <= last))

    def phrases_of(self, papers: NDArray[np.int64]) -> sp.csr_matrix:
        """Papers x terms."""
        return self.base.phrases_of[papers][:, self.terms]


def view_at(base: Base, origin: int, horizon: int) -> View:
    """The corpus as it stood at the end of a year, with the vocabulary of that moment.

    A term is a phrase that stands in enough papers of the window, is no fragment of a longer phrase (boundary: one longer phrase
    holds four of five of its papers), is no single word of one paper in a hundred, and is among the 20,000 of highest C-value
    (Frantzi, Ananiadou and Mima 2000). All of it is counted from papers up to the origin.
    """
    end = origin - base.first_year + 1
    papers = base.papers[:end]
    table = base.counts.papers[:, :end].astype(float)
    so_far = table.sum(axis=1)
    recent = table[:, max(end - horizon, 0) :].sum(axis=1)
    shorter, longer = base.grams.inside.T
    known = so_far[longer] >= FEWEST
    shorter, longer = shorter[known], longer[known]
    largest = np.zeros(len(so_far))
    np.maximum.at(largest, shorter, so_far[longer])
    length = (base.grams.words >= 0).sum(axis=1)
    good = _candidates(base, origin) & (recent >= least_papers(papers[-horizon:].sum())) & (largest < FRAGMENT * so_far)
    single = (length == 1) & ~_are_acronyms(base)
    good &= ~single | (so_far <= COMMON * papers.sum())
    c_values = np.log2(length + 1) * (so_far - _mean_of_longer(so_far, shorter, longer))
    terms = np.flatnonzero(good)
    if len(terms) > MOST_TERMS:
        best = np.argsort(-c_values[terms], kind="stable")[:MOST_TERMS]
        terms = np.sort(terms[best])
    enough = papers >= FEW_YEAR
    begin = min(int(np.argmax(enough)) if enough.any() else 0, max(end - 4, 0))
    return View(base, origin, horizon, papers, table, terms, c_values[terms], begin)


def _candidates(base: Base, origin: int) -> NDArray[np.bool_]:
    """Phrases that may be terms: a joined one from the year its acronym is known, its parts until then."""
    joined = base.known_from > 0
    known = joined & (base.known_from <= origin)
    may = base.grams.candidate & (~joined | known)
    may[base.members[known].ravel()] = False
    return may


def _are_acronyms(base: Base) -> NDArray[np.bool_]:
    acronym = np.array([token.acronym for token in base.vocabulary])
    words = base.grams.words
    return acronym[words[:, 0]] & (words[:, 1] < 0)


def _mean_of_longer(so_far: Array, shorter: NDArray[np.int32], longer: NDArray[np.int32]) -> Array:
    total, number = np.zeros(len(so_far)), np.zeros(len(so_far))
    np.add.at(total, shorter, so_far[longer])
    np.add.at(number, shorter, 1.0)
    return total / np.maximum(number, 1.0)
