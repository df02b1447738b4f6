"""How far each rank can be relied on: ranks under other weights and other methods, and which choice matters most.

After Saisana, Saltelli and Tarantola 2005 (doi:10.1111/j.1467-985X.2005.00350.x): weights vary around their values, methods are drawn from a
list of reasonable ones, and the outcome whose variance is taken apart is the mean shift in rank.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from .aggregate import Draws, Node, scores
from .prepare import Choice, Prepared, choose, scale
from .ranking import Ranking
from .ranks import Ranks, intervals, mean_shifts, rank_draws
from .sensitivity import design, indices

Floats = NDArray[np.float64]
_METHODS = ("normalise", "aggregate", "missing")


@dataclass(frozen=True, slots=True)
class Effect:
    """What one uncertain input does to the mean shift in rank. `kind` is weight or method; `key` the node's or the method's name."""

    kind: str
    key: str
    first: float
    total: float


@dataclass(frozen=True)
class Reliability:
    """How sure each rank is, over the ranked firms in the order of the ranking.

    `low` and `high` of the interval, median, and per tier with a number of places
    the share of draws in which the firm is within it. `shift` is the mean shift in rank over draws and firms.
    """

    draws: int
    level: float
    low: NDArray[np.uint32]
    median: NDArray[np.uint32]
    high: NDArray[np.uint32]
    within: dict[str, Floats]
    shift: float
    effects: tuple[Effect, ...]


def reliability(ranking: Ranking) -> Reliability | None:
    """Rank intervals and sensitivity as the list's [uncertainty] says; None for fewer than two firms or nothing to vary."""
    listed, size = ranking.listed, len(ranking.ranks)
    said = listed.uncertainty
    weights = [
        (group, i)
        for group in ranking.prepared.root.groups()
        if len(group.children) > 1
        for i in range(len(group.children))
    ]
    if not said.spread:
        weights = []
    methods = [(name, ways) for name in _METHODS if len(ways := getattr(said, name)) > 1]
    inputs = len(weights) + len(methods)
    if size < 2 or not inputs:
        return None
    points = design(inputs, said.base, said.seed)
    ranks = _ranks(ranking, points, weights, methods)
    shifts = mean_shifts(ranks, ranking.ranks)
    found = indices(shifts, inputs)
    tail = (1 - said.level) / 2
    low, median, high = intervals(ranks, (tail, 0.5, 1 - tail))
    named = [("weight", group.children[i].key) for group, i in weights] + [("method", name) for name, _ in methods]
    return Reliability(
        draws=len(points),
        level=said.level,
        low=low,
        median=median,
        high=high,
        within=_within(ranking, ranks),
        shift=float(shifts.mean()),
        effects=tuple(
            Effect(kind, key, float(first), float(total))
            for (kind, key), first, total in zip(named, found.first, found.total, strict=True)
        ),
    )


def varied_weights(root: Node, points: Floats, spread: float) -> Draws:
    """Weights of each group of two or more, each weight within ± `spread` of itself and then scaled to sum to 1.

    `points` (m, weights) in the unit cube, a column for each child, group by group from the top.
    """
    found: dict[str, Floats] = {}
    at = 0
    for group in root.groups():
        many = len(group.children)
        if many > 1:
            raw = np.array(group.weights) * (1 + spread * (2 * points[:, at : at + many] - 1))
            found[group.key] = raw / raw.sum(axis=1, keepdims=True)
            at += many
    return Draws(len(points), found)


def _ranks(
    ranking: Ranking, points: Floats, weights: list[tuple[Node, int]], methods: list[tuple[str, tuple[str, ...]]]
) -> Ranks:
    """Ranks (firms, draws), a draw's side by side in memory; draws that share their methods are put together in one go."""
    picked = [
        np.minimum((points[:, len(weights) + i] * len(ways)).astype(int), len(ways) - 1)
        for i, (_, ways) in enumerate(methods)
    ]
    size = len(ranking.ranks)
    found = np.empty((len(points), size), dtype=np.uint16 if size < 1 << 16 else np.uint32)
    _, values, _ = choose(ranking.listed, ranking.firms)
    groups = [ranking.firms.groups[row] for row in ranking.prepared.rows] if ranking.firms.groups else []
    for combination in product(*(range(len(ways)) for _, ways in methods)):
        at = (
            np.flatnonzero(np.all([p == c for p, c in zip(picked, combination, strict=True)], axis=0))
            if methods
            else np.arange(len(points))
        )
        choice = Choice(**{name: ways[c] for (name, ways), c in zip(methods, combination, strict=True)})
        prepared = scale(ranking.listed, values, groups, choice)
        if len(at):
            found[at] = _under(prepared, points[at], ranking.listed.uncertainty.spread, varied=bool(weights)).T
    return found.T


def _under(prepared: Prepared, points: Floats, spread: float, *, varied: bool) -> Ranks:
    draws = varied_weights(prepared.root, points, spread) if varied else Draws(len(points))

    def score(part: slice) -> Floats:
        own = Draws(part.stop - part.start, {key: rows[part] for key, rows in draws.weights.items()})
        found = scores(prepared.root, prepared.leaves, own)
        return np.broadcast_to(found, (own.count, found.shape[1]))

    return rank_draws(score, len(points), prepared.leaves.z.shape[1])


def _within(ranking: Ranking, ranks: Ranks) -> dict[str, Floats]:
    size = len(ranking.ranks)
    places = {
        tier.key: tier.top if tier.top is not None else math.floor((tier.share or 0) * size + 1e-9)
        for tier in ranking.listed.tiers
        if tier.score is None
    }
    return {key: np.count_nonzero(ranks <= most, axis=1) / ranks.shape[1] for key, most in places.items()}
