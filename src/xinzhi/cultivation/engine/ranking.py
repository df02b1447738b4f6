"""One edition of a list: scores, ranks, tiers, and each firm's standing by level."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .aggregate import values_of
from .listfile import ROOT, ListFile, Tier
from .prepare import LeftOut, Prepared, prepare
from .table import Firms

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ranking:
    """A ranked list. Arrays go over the ranked firms in the order of the data; `order` sorts them by rank, then by id.

    `scores` are 0 to 100, rounded to the list's decimals, and ranks follow the rounded ones: what is printed is what counts.
    `parts` holds every node's values (0 to 1) by key.
    """

    listed: ListFile
    firms: Firms
    prepared: Prepared
    scores: Floats
    ranks: NDArray[np.intp]
    tiers: tuple[str, ...]
    parts: dict[str, Floats]

    @property
    def ids(self) -> tuple[str, ...]:
        """Identifiers of the ranked firms."""
        return tuple(self.firms.ids[row] for row in self.prepared.rows)

    @property
    def order(self) -> list[int]:
        """Positions from the first rank to the last."""
        ids = self.ids
        return sorted(range(len(ids)), key=lambda i: (int(self.ranks[i]), ids[i]))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Who is not ranked, and why."""
        return self.prepared.left_out


def rank(listed: ListFile, firms: Firms) -> Ranking:
    """The list over these firms. The same file and the same data give the same answer on every machine."""
    prepared = prepare(listed, firms)
    parts = values_of(prepared.root, prepared.leaves)
    found = np.round(100 * parts[ROOT], listed.decimals) + 0.0
    ranks = np.searchsorted(np.sort(-found), -found, side="left") + 1
    return Ranking(listed, firms, prepared, found, ranks, _tiers(listed.tiers, found, ranks), parts)


def _tiers(tiers: tuple[Tier, ...], scores: Floats, ranks: NDArray[np.intp]) -> tuple[str, ...]:
    """Key of the first tier that takes each firm, "" where none does."""
    size = len(scores)
    return tuple(
        next((tier.key for tier in tiers if _takes(tier, float(s), int(r), size)), "")
        for s, r in zip(scores, ranks, strict=True)
    )


def _takes(tier: Tier, score: float, rank_: int, size: int) -> bool:
    if tier.score is not None:
        return score >= tier.score
    return rank_ <= (tier.top if tier.top is not None else math.floor((tier.share or 0) * size + 1e-9))
