"""What moved since the last edition, and by which indicator.

A mean of the kind g⁻¹(Σ w g(c)) changes by exactly Σ w̄ Δg(c) + Σ ḡ(c) Δw (w̄, ḡ: means of before and after). Divided by its own secant slope, each
term becomes points of the score; passed down level by level, the terms add up to the change with nothing left over. For the geometric mean this is the
logarithmic-mean decomposition (Ang 2005, doi:10.1016/j.enpol.2003.10.010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .aggregate import Node, forward
from .ranking import Ranking

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# Two values of a scale nearer than this are the same.
STILL = 1e-12


@dataclass(frozen=True, slots=True)
class Cause:
    """What one indicator (or group) added to a firm's change of score, in points.

    By its own figure, by the yardstick (the others' figures moved
    the scale), by weight (the list changed, or the figure became known or unknown).
    """

    key: str
    own: float
    yardstick: float
    weight: float

    @property
    def points(self) -> float:
        """All of it."""
        return self.own + self.yardstick + self.weight


@dataclass(frozen=True, slots=True)
class Move:
    """A firm in both editions. `causes` are empty where a level is topsis, or the tree of the list changed: then no share can be told."""

    id: str
    rank_before: int
    rank: int
    score_before: float
    score: float
    tier_before: str
    tier: str
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """Between two editions: who is in both, who came and who left (identifiers in the order of rank)."""

    stayed: tuple[Move, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]


def moves(before: Ranking, after: Ranking) -> Moves:
    """What moved from one edition to the next; `stayed` is in the order of the new ranks."""
    old, new = ({key: i for i, key in enumerate(r.ids)} for r in (before, after))
    both = [after.ids[i] for i in after.order if after.ids[i] in old]
    rows0, rows1 = (
        np.array([old[key] for key in both], dtype=np.intp),
        np.array([new[key] for key in both], dtype=np.intp),
    )
    causes = _causes(before, after, rows0, rows1) if both and _comparable(before, after) else [()] * len(both)
    stayed = tuple(
        Move(
            key,
            int(before.ranks[i]),
            int(after.ranks[j]),
            float(before.scores[i]),
            float(after.scores[j]),
            before.tiers[i],
            after.tiers[j],
            why,
        )
        for key, i, j, why in zip(both, rows0, rows1, causes, strict=True)
    )
    return Moves(
        stayed,
        tuple(after.ids[i] for i in after.order if after.ids[i] not in old),
        tuple(before.ids[i] for i in before.order if before.ids[i] not in new),
    )


def _comparable(before: Ranking, after: Ranking) -> bool:
    one, two = before.prepared.root, after.prepared.root
    return _shape(one) == _shape(two) and all(group.aggregate != "topsis" for group in two.groups())


def _shape(node: Node) -> tuple[object, ...]:
    return node.key, node.aggregate if node.children else "", tuple(_shape(child) for child in node.children)


def _causes(before: Ranking, after: Ranking, rows0: Rows, rows1: Rows) -> list[tuple[Cause, ...]]:
    """For each firm the causes of its change, the largest first; those of nought are left out."""
    terms = _terms(before, after, rows0, rows1)
    return [
        tuple(
            sorted(
                (
                    Cause(key, float(own[i]), float(yardstick[i]), float(weight[i]))
                    for key, (own, yardstick, weight) in terms.items()
                    if own[i] or yardstick[i] or weight[i]
                ),
                key=lambda cause: -abs(cause.points),
            )
        )
        for i in range(len(rows0))
    ]


def _terms(before: Ranking, after: Ranking, rows0: Rows, rows1: Rows) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Node to (own, yardstick, weight), each over the firms."""
    floor = after.listed.floor
    parts = {key: _both(values[rows0], after.parts[key][rows1]) for key, values in before.parts.items()}
    found: dict[str, tuple[Floats, Floats, Floats]] = {}

    def walk(one: Node, two: Node, rate: Floats) -> None:
        """`rate`: points of the score for each point of this node."""
        above = parts[two.key]
        rate = rate / _slope(two.aggregate, *above, floor)
        weights0 = _weights(one, before, rows0)
        weights1 = _weights(two, after, rows1)
        weights0, weights1 = _both(weights0, weights1)
        for i, (child0, child1) in enumerate(zip(one.children, two.children, strict=True)):
            values = parts[child1.key]
            apart = _middle(two.aggregate, *values, floor) - _middle(two.aggregate, *above, floor)
            by_weight = rate * apart * (weights1[i] - weights0[i])
            passed = rate * (weights0[i] + weights1[i]) / 2 * _slope(two.aggregate, *values, floor)
            if child1.leaf >= 0:
                own, all_of_it = _by_figure(before, after, child1.leaf, rows0, rows1)
                change = values[1] - values[0]
                own = np.where(np.isnan(all_of_it), change, own)
                found[child1.key] = (passed * own, passed * (change - own), by_weight)
            else:
                found[child1.key] = (np.zeros_like(rate), np.zeros_like(rate), by_weight)
                walk(child0, child1, passed)

    walk(before.prepared.root, after.prepared.root, np.full(len(rows0), 100.0))
    return found


def _both(zero: Floats, one: Floats) -> tuple[Floats, Floats]:
    """Before and after; what is unknown on one side stands still (the change is then one of weight)."""
    return (
        np.where(np.isnan(zero), np.where(np.isnan(one), 0.5, one), zero),
        np.where(np.isnan(one), np.where(np.isnan(zero), 0.5, zero), one),
    )


def _weights(node: Node, ranking: Ranking, rows: Rows) -> Floats:
    """Weights that counted (children, firms): an unknown child gives its to its siblings; NaN where none is known."""
    known = np.stack([~np.isnan(ranking.parts[child.key][rows]) for child in node.children])
    raw = np.array(node.weights)[:, None] * known
    total = raw.sum(axis=0)
    return raw / np.where(total > 0, total, np.nan)


def _slope(aggregate: str, zero: Floats, one: Floats, floor: float) -> Floats:
    """How much what is averaged changes for each point of the value: the secant, the tangent where nothing changed."""
    if aggregate == "arithmetic":
        return np.ones_like(zero)
    change = one - zero
    still = np.abs(change) < STILL
    secant = (forward(aggregate, one, floor) - forward(aggregate, zero, floor)) / np.where(still, 1.0, change)
    at = np.maximum((zero + one) / 2, floor)
    return np.where(still, 1 / at if aggregate == "geometric" else -1 / at**2, secant)


def _middle(aggregate: str, zero: Floats, one: Floats, floor: float) -> Floats:
    return (forward(aggregate, zero, floor) + forward(aggregate, one, floor)) / 2


def _by_figure(before: Ranking, after: Ranking, leaf: int, rows0: Rows, rows1: Rows) -> tuple[Floats, Floats]:
    """Of an indicator's change on the scale: the part of the firm's own figure (mean over both yardsticks), and the whole."""
    x0, x1 = before.prepared.used[leaf][rows0], after.prepared.used[leaf][rows1]
    scale0, scale1 = before.prepared.scales[leaf], after.prepared.scales[leaf]
    own = (scale0.read(x1) - scale0.read(x0) + scale1.read(x1) - scale1.read(x0)) / 2
    return own, scale1.read(x1) - scale0.read(x0)
