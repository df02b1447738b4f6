"""Where the things of a relations graph are drawn: the thing in the middle, its neighbours around it, theirs outside.

Radial drawing of a tree on rings (Eades, «Drawing free trees», 1992): each neighbour has a sector as wide as what hangs
on it, and its own neighbours stand inside that sector. The same things and ties give the same picture, whatever the
order in which they come. Coordinates are whole units of a box of `WIDTH` by `HEIGHT`.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

WIDTH, HEIGHT = 960, 620
# How far the rings are from the middle, as shares of half the box; the outer leaves room for a name.
RINGS = (0.0, 0.52, 1.0)
MARGIN_X, MARGIN_Y = 80, 34

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands, and on which ring (0 is the thing itself)."""

    x: int
    y: int
    ring: int


@dataclass(frozen=True, slots=True)
class Chosen(Generic[Node]):
    """The nodes that are drawn by ring, the ties between them, and how many nodes each had to leave out."""

    rings: dict[Node, int]
    ties: list[tuple[Node, Node]]
    left_out: dict[Node, int]


def pick(centre: Node, ties: Iterable[tuple[Node, Node]], *, first: int, second: int) -> Chosen[Node]:
    """The nodes within two steps of the centre: at most `first` neighbours, and `second` of each of these.

    The best connected neighbours come first, then by name. What is left out is counted at the node it hangs on.
    Ties of a node with itself are dropped, and repeated ties are one.
    """
    known = {frozenset(t) for t in ties if t[0] != t[1]}
    around: dict[Node, set[Node]] = defaultdict(set)
    for a, b in map(tuple, known):
        around[a].add(b)
        around[b].add(a)

    def order(nodes: Iterable[Node]) -> list[Node]:
        return sorted(nodes, key=lambda n: (-len(around[n]), repr(n)))

    rings: dict[Node, int] = {centre: 0}
    left_out: dict[Node, int] = {}
    near = order(around[centre])
    rings |= dict.fromkeys(near[:first], 1)
    if len(near) > first:
        left_out[centre] = len(near) - first
    hidden = set(near[first:])
    for node in near[:first]:
        beyond = order(n for n in around[node] if n not in rings and n not in hidden)
        rings |= dict.fromkeys(beyond[:second], 2)
        if len(beyond) > second:
            left_out[node] = len(beyond) - second
    drawn = sorted((tuple(sorted(t, key=repr)) for t in known if all(n in rings for n in t)), key=repr)
    return Chosen(rings, [(a, b) for a, b in drawn], left_out)


def place(centre: Node, rings: Mapping[Node, int], ties: Sequence[tuple[Node, Node]]) -> dict[Node, Place]:
    """Each node's place. Nodes of the second ring stand behind the first neighbour (in order) they are tied to."""
    near = sorted((n for n, r in rings.items() if r == 1), key=repr)
    behind = _parents(near, rings, ties)
    weights = {n: max(1, len(behind[n])) for n in near}
    whole = sum(weights.values()) or 1
    last = max(rings.values(), default=0)
    found = {centre: _at(0.0, 0, last)}
    angle = -math.pi / 2  # the first stands on top
    for node in near:
        sector = 2 * math.pi * weights[node] / whole
        found[node] = _at(angle + sector / 2, 1, last)
        for n, child in enumerate(behind[node]):
            found[child] = _at(angle + sector * (n + 0.5) / len(behind[node]), 2, last)
        angle += sector
    return found


def _parents(
    near: Sequence[Node], rings: Mapping[Node, int], ties: Sequence[tuple[Node, Node]]
) -> dict[Node, list[Node]]:
    """Neighbour -> the nodes of the second ring that hang on it, each on one neighbour only."""
    tied: dict[Node, set[Node]] = defaultdict(set)
    for a, b in ties:
        tied[a].add(b)
        tied[b].add(a)
    behind: dict[Node, list[Node]] = {n: [] for n in near}
    for node in sorted((n for n, r in rings.items() if r == 2), key=repr):
        parent = next((n for n in near if node in tied[n]), None)
        if parent is not None:
            behind[parent].append(node)
    return behind


def _at(angle: float, ring: int, last: int) -> Place:
    """A point of a ring; where the first ring is the last it may be as wide as the second."""
    share = ring / last if last == 1 else RINGS[ring] / RINGS[-1]
    reach_x, reach_y = (WIDTH / 2 - MARGIN_X) * share, (HEIGHT / 2 - MARGIN_Y) * share
    return Place(round(WIDTH / 2 + reach_x * math.cos(angle)), round(HEIGHT / 2 + reach_y * math.sin(angle)), ring)
