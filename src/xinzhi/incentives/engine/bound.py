"""A rule book on one day: its parameters' values and the editions in force. What the interpreter and the columns read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .facts import column_of
from .graph import Graph, Node
from .model import Benefit, Edition, Named, Setting, Status, in_force
from .units import shown

if TYPE_CHECKING:
    from .book import RuleBook


FactRef = tuple[str, int | None]
Reads = tuple[tuple[str, ...], Mapping[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Bound:
    """The rules that hold on `on`. A parameter with no value on that day is unknown to every rule that reads it."""

    book: RuleBook
    on: date

    @property
    def graph(self) -> Graph:
        return self.book.graph

    @cached_property
    def settings(self) -> dict[str, Setting | None]:
        return {key: parameter.on(self.on) for key, parameter in self.book.parameters.items()}

    @cached_property
    def values(self) -> dict[str, Fraction | None]:
        """Each parameter's value on the day, changed ones as changed."""
        stated = {key: setting.value if setting else None for key, setting in self.settings.items()}
        return stated | dict(self.book.changed)

    @cached_property
    def constants(self) -> dict[int, Any]:
        """The value of every node that no firm changes."""
        return {place: constant for place in self.order if (constant := self.constant(place)) is not NotImplemented}

    def constant(self, place: int) -> Any:
        """The value of a parameter or literal, whole numbers as int; NotImplemented for any other node."""
        node = self.graph.nodes[place]
        if node.op not in {"param", "const"}:
            return NotImplemented
        value: Any = self.values[str(node.data)] if node.op == "param" else node.data
        return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value

    @cached_property
    def moving(self) -> list[tuple[int, Node]]:
        """The other nodes of an assessment, in order."""
        return [(place, self.graph.nodes[place]) for place in self.order if place not in self.constants]

    @cached_property
    def statuses(self) -> list[tuple[Status, Edition | None]]:
        return [(status, in_force(status.editions, self.on)) for status in self.book.statuses.values()]

    @cached_property
    def benefits(self) -> list[tuple[Benefit, Edition | None]]:
        return [(benefit, in_force(benefit.editions, self.on)) for benefit in self.book.benefits.values()]

    @property
    def owners(self) -> list[tuple[Status | Benefit, Edition | None]]:
        """Statuses and benefits, each with its edition of the day."""
        return [*self.statuses, *self.benefits]

    def roots(self, edition: Edition) -> list[int]:
        """The nodes that an edition asks for."""
        places = [condition.place for condition in edition.conditions]
        return places if edition.amount is None else [*places, edition.amount]

    def doubts(self, edition: Edition) -> list[str]:
        """Keys of what the edition rests on without a confirmed source; it pays nothing while there are any."""
        found = [] if edition.basis.verified else ["edition"]
        found += [c.key for c in edition.conditions if not c.basis.verified]
        for place in self.graph.below(*self.roots(edition)):
            node = self.graph.nodes[place]
            if node.op == "param":
                key = str(node.data)
                setting = self.settings[key]
                if key not in self.book.changed and (setting is None or not setting.basis.verified):
                    found.append(key)
            found += [step.key for step in self.book.steps_at.get(place, ()) if not step.basis.verified]
        return list(dict.fromkeys(found))

    def doubts_of(self, edition: Edition) -> tuple[str, ...]:
        """`doubts`, kept: they are the same for every firm."""
        kept = self._doubts.get(id(edition))
        if kept is None:
            kept = self._doubts[id(edition)] = tuple(self.doubts(edition))
        return kept

    @cached_property
    def _doubts(self) -> dict[int, tuple[str, ...]]:
        return {}

    @cached_property
    def _reads(self) -> dict[int, Reads]:
        return {}

    def reads(self, place: int) -> Reads:
        """What a step reads itself: facts (columns), parameters with their values in words, and other named steps."""
        kept = self._reads.get(place)
        if kept is not None:
            return kept
        facts: dict[FactRef, None] = {}
        parameters: dict[str, None] = {}
        uses: dict[str, None] = {}
        stack = [*reversed(self.graph.nodes[place].args)] or [place]
        while stack:
            here = stack.pop()
            node, steps = self.graph.nodes[here], self.book.steps_at.get(here)
            if steps and here != place:
                uses[steps[0].key] = None
            elif node.op == "fact":
                facts[node.data] = None
            elif node.op == "param":
                parameters[str(node.data)] = None
            else:
                stack.extend(reversed(node.args))
        columns = tuple(column_of(key, None if offset is None else self.on.year + offset) for key, offset in facts)
        self._reads[place] = kept = (columns, {key: self._in_words(key) for key in parameters}, tuple(uses))
        return kept

    def _in_words(self, key: str) -> str:
        value, setting = self.values[key], self.settings[key]
        if value is None:
            return "no value on this day"
        cite = f" ({setting.basis.cite})" if setting else ""
        return f"{shown(value, self.book.parameters[key].unit)}{cite}"

    @cached_property
    def all_roots(self) -> list[int]:
        """Every node that an assessment of this day asks for."""
        editions = [edition for _, edition in self.owners if edition]
        return [place for edition in editions for place in self.roots(edition)] + [f.place for f in self.figures()]

    @cached_property
    def order(self) -> list[int]:
        """All nodes of an assessment, each after what it needs."""
        return self.graph.below(*self.all_roots)

    def figures(self) -> Iterator[Named]:
        """The named numbers that benefits in force print beside their amount."""
        for benefit, edition in self.benefits:
            if edition:
                yield from (self.book.named[key] for key in benefit.figures)
