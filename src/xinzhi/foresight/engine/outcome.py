"""What became of the terms of an origin, as the protocol of the VPInstitute's Tech Emergence contest asks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .base import Base
from .view import Array, View

POSITIVE = 0.05  # of the terms alive: those whose share gains most
STRONG = 1.5  # times its share at the origin: strong relative growth


class Outcome(NamedTuple):
    """For each term of an origin: gain of share, ratio of shares, ln of the smoothed ratio, and whether it is positive."""

    gain: Array
    ratio: Array
    log_growth: Array
    positive: NDArray[np.bool_]

    @property
    def strong(self) -> NDArray[np.bool_]:
        """Terms whose share grew to more than one and a half times what it was."""
        return np.asarray(self.ratio > STRONG)


def outcome(base: Base, view: View, *, years: int | None = None) -> Outcome:
    """What became of the view's terms: pooled share of the horizon's years against that of as many years up to the origin.

    With `years`, of the first so many of them: what is known of it when the horizon is not over.

    Half a paper is added on both sides of the logarithm, so that a term that vanishes has a finite one.
    """
    after = slice(view.end, view.end + (view.horizon if years is None else years))
    future = base.counts.papers[view.terms, after].sum(axis=1).astype(float)
    of_future = base.papers[after].sum()
    recent = view.counts[view.terms, view.window()].sum(axis=1)
    of_recent = view.papers[view.window()].sum()
    gain = future / of_future - recent / of_recent
    number = int(np.ceil(POSITIVE * len(gain)))
    positive = np.zeros(len(gain), dtype=bool)
    positive[np.argsort(-gain, kind="stable")[:number]] = True
    ratio = (future / of_future) / (recent / of_recent)
    log_growth = np.log((future + 0.5) / of_future) - np.log((recent + 0.5) / of_recent)
    return Outcome(gain, ratio, log_growth, positive)
