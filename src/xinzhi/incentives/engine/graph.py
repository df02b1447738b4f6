"""The rule graph: typed nodes, each once. One table is read by the interpreter, the column compiler and the optimiser.

Kinds: BOOL and DATE and TEXT may be unknown. NUMBER is an exact rational with a denominator known before any firm is
seen (so whole-number columns can hold it). RATIO is one number over another and can only be compared; where the lower
is not above nought no comparison holds. POINTS is an interval of whole points: what the known facts leave open.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    BOOL = "yes or no"
    NUMBER = "number"
    RATIO = "ratio"
    POINTS = "points"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. `args` are places in the table, all before this node's own; `data` is what the operation needs:

    fact (key, offset), const value, param key, cmp operator, in choices, count least number, grid bands and else.
    """

    op: str
    kind: Kind
    args: tuple[int, ...] = ()
    data: Any = None


class Graph:
    """A table of nodes in which an equal node is stored once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._places: dict[Node, int] = {}

    def add(self, op: str, kind: Kind, *args: int, data: Hashable = None) -> int:
        """The place of this node, new or already there."""
        node = Node(op, kind, args, data)
        place = self._places.get(node)
        if place is None:
            place = self._places[node] = len(self.nodes)
            self.nodes.append(node)
        return place

    def kind(self, place: int) -> Kind:
        return self.nodes[place].kind

    def below(self, *places: int) -> list[int]:
        """Every node that these need, themselves included, in an order in which each comes after what it needs."""
        seen: set[int] = set()
        stack = list(places)
        while stack:
            place = stack.pop()
            if place not in seen:
                seen.add(place)
                stack.extend(self.nodes[place].args)
        return sorted(seen)
