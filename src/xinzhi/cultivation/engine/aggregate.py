"""From indicators to one score, up a hierarchy, for one set of weights or thousands.

Every level has its own way: arithmetic (losses in one are made good by another), geometric and harmonic (less and less so), or
topsis (closeness to the best that any firm reaches, away from the worst; Hwang and Yoon 1981).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MEANS = ("arithmetic", "geometric", "harmonic")
METHODS = (*MEANS, "topsis")


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator (`leaf` is its row in the matrix) or a group of nodes with their weights."""

    key: str
    leaf: int = -1
    children: tuple[Node, ...] = ()
    weights: tuple[float, ...] = ()
    aggregate: str = "arithmetic"

    def groups(self) -> Iterator[Node]:
        """The groups from the top down, itself first."""
        if self.leaf < 0:
            yield self
        for child in self.children:
            yield from child.groups()

    def leaves(self) -> Iterator[Node]:
        """The indicators below, in order."""
        if self.leaf >= 0:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True, slots=True)
class Draws:
    """Weights of each group, by its key, as (m, children); a group that is not here keeps its own."""

    count: int = 1
    weights: dict[str, Floats] = field(default_factory=dict)

    def of(self, group: Node) -> Floats:
        """The group's weights, (m, children) or (1, children)."""
        return self.weights.get(group.key, np.array([group.weights]))


@dataclass(frozen=True, slots=True)
class Leaves:
    """What is put together: values (d, n) on their scales, NaN where unknown, and how low a value may count in a mean that has no nought."""

    z: Floats
    floor: float = 0.01

    @property
    def complete(self) -> bool:
        """Whether nothing is unknown."""
        return not bool(np.isnan(self.z).any())


def scores(root: Node, leaves: Leaves, draws: Draws | None = None) -> Floats:
    """The score of each firm under each draw, (m, n); NaN where nothing below is known.

    An unknown value gives its weight to its siblings in proportion.
    """
    draws = draws or Draws()
    if flat := _flat(root, leaves, draws):
        aggregate, weights, rows = flat
        return _mean(aggregate, weights, leaves.z[rows], leaves.floor)
    return _group(root, leaves, draws)


def values_of(root: Node, leaves: Leaves) -> dict[str, Floats]:
    """Key of each node to its values (n,) under the nodes' own weights; for explanations."""
    found: dict[str, Floats] = {}

    def walk(node: Node) -> Floats:
        if node.leaf >= 0:
            found[node.key] = leaves.z[node.leaf]
        else:
            below = np.stack([walk(child) for child in node.children])
            found[node.key] = _combine(node.aggregate, np.array([node.weights]), below, leaves.floor)[0]
        return found[node.key]

    walk(root)
    return found


def _flat(root: Node, leaves: Leaves, draws: Draws) -> tuple[str, Floats, list[int]] | None:
    """One mean over all leaves, where the levels are of one kind and nothing is missing: their weights multiply."""
    kinds = {group.aggregate for group in root.groups()}
    if len(kinds) > 1 or "topsis" in kinds or not leaves.complete:
        return None
    rows: list[int] = []
    weights: list[Floats] = []

    def walk(node: Node, weight: Floats) -> None:
        if node.leaf >= 0:
            rows.append(node.leaf)
            weights.append(weight)
            return
        own = draws.of(node)
        for i, child in enumerate(node.children):
            walk(child, weight * own[:, i])

    walk(root, np.ones(1))
    return kinds.pop(), np.stack(np.broadcast_arrays(*weights), axis=1), rows


def _group(node: Node, leaves: Leaves, draws: Draws) -> Floats:
    """(m, n) or (1, n) where no draw touches the node."""
    own = draws.of(node)
    if all(child.leaf >= 0 for child in node.children):
        return _combine(node.aggregate, own, leaves.z[[child.leaf for child in node.children]], leaves.floor)
    below = [leaves.z[None, c.leaf] if c.leaf >= 0 else _group(c, leaves, draws) for c in node.children]
    many = max(len(own), *(len(values) for values in below))
    stacked = np.stack([np.broadcast_to(values, (many, values.shape[1])) for values in below], axis=1)
    return _combine(node.aggregate, np.broadcast_to(own, (many, own.shape[1])), stacked, leaves.floor)


def _combine(aggregate: str, weights: Floats, values: Floats, floor: float) -> Floats:
    """Weights (m, k) over values (k, n), the same for each draw, or (m, k, n): (m, n)."""
    if aggregate == "topsis":
        return _topsis(weights, values)
    return _mean(aggregate, weights, values, floor)


def _mean(aggregate: str, weights: Floats, values: Floats, floor: float) -> Floats:
    x = forward(aggregate, values, floor)
    unknown = np.isnan(x)
    if not unknown.any():
        return backward(aggregate, _dot(weights, x))
    total = _dot(weights, np.where(unknown, 0.0, 1.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return backward(aggregate, np.where(total > 0, _dot(weights, np.where(unknown, 0.0, x)) / total, np.nan))


def forward(aggregate: str, values: Floats, floor: float) -> Floats:
    """What is averaged: the value itself, its logarithm or its inverse (quasi-arithmetic means)."""
    if aggregate == "arithmetic":
        return values
    kept = np.maximum(values, floor)
    return np.log(kept) if aggregate == "geometric" else 1 / kept


def backward(aggregate: str, values: Floats) -> Floats:
    """The mean from what was averaged."""
    if aggregate == "arithmetic":
        return values
    return np.exp(values) if aggregate == "geometric" else 1 / values


def _dot(weights: Floats, values: Floats) -> Floats:
    if len(weights) == 1 and values.ndim == 2:  # a published score: the same order of additions on every machine
        return np.add.reduce([w * row for w, row in zip(weights[0], values, strict=True)])[None]
    return weights @ values if values.ndim == 2 else np.einsum("mk,mkn->mn", weights, values)


def _topsis(weights: Floats, values: Floats) -> Floats:
    """Distance from the worst over both distances. Needs every value (the reader of list files sees to it)."""
    best, worst = values.max(axis=-1, keepdims=True), values.min(axis=-1, keepdims=True)
    squares = weights**2
    away = np.sqrt(_dot(squares, (values - worst) ** 2))
    short = np.sqrt(_dot(squares, (values - best) ** 2))
    with np.errstate(invalid="ignore"):
        return np.where(away + short > 0, away / (away + short), 0.5)
