"""Reads of the tree that several faces share."""

import dataclasses
from collections.abc import Iterable, Mapping

from .filed import filings
from .models import Field


@dataclasses.dataclass
class Node:
    """A field in its tree. `own` counts what is filed at this very field, `total` also what is filed below it."""

    field: Field
    depth: int = 0
    children: list["Node"] = dataclasses.field(default_factory=list)
    own: dict[str, int] = dataclasses.field(default_factory=dict)
    total: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def sum(self) -> int:
        """Things of all kinds, each once."""
        return sum(self.total.values())

    def walk(self) -> list["Node"]:
        """This node and all below it, parents first."""
        return [self, *(n for child in self.children for n in child.walk())]


def tree(counts: Mapping[str, Mapping[int, int]] | None = None) -> list[Node]:
    """The top nodes of the tree, with counts by kind rolled up; one query.

    A thing counts once at the field it is filed under and once at each field above that one. A kind whose things may
    name several fields (plans of regions) counts each naming; `counts` is kind -> field id -> number.
    """
    nodes = {f.pk: Node(f) for f in Field.objects.all()}
    tops: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.field.parent_id or 0)
        (parent.children if parent else tops).append(node)
    for top in tops:
        _set_depth(top, 0)
        _roll_up(top, counts or {})
    return tops


def _set_depth(node: Node, depth: int) -> None:
    node.depth = depth
    for child in node.children:
        _set_depth(child, depth + 1)


def _roll_up(node: Node, counts: Mapping[str, Mapping[int, int]]) -> None:
    for child in node.children:
        _roll_up(child, counts)
    for kind, by_field in counts.items():
        node.own[kind] = by_field.get(node.field.pk, 0)
        node.total[kind] = node.own[kind] + sum(child.total[kind] for child in node.children)


def filed_counts() -> dict[str, Mapping[int, int]]:
    """Kind to field id to number of real things, as the rooms above report them."""
    return {filing.key: filing.counts() for filing in filings()}


def with_descendants(fields: Iterable[Field]) -> set[int]:
    """The ids of these fields and of all below them; one query."""
    found = {f.pk for f in fields}
    pairs = list(Field.objects.values_list("pk", "parent_id"))
    while more := {pk for pk, parent in pairs if parent in found and pk not in found}:
        found |= more
    return found
