"""Which of several sources' words is shown.

The rule, in this order: a real statement before a simulated one; the more trusted source (official register, published
document, report, own declaration, derivation); the later day of which it speaks, an undated one last; the later
recorded. It is applied attribute by attribute, so that a source that is silent on one attribute hides nothing.
Nothing is averaged and nothing is lost: what is not shown stands beside it, with its source.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TRUST = ("official", "document", "report", "declared", "derived")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as the rule sees it. `order` grows with the time of recording; `source` tells sources apart."""

    order: int
    source: str
    confidence: str
    as_of: dt.date | None
    values: Mapping[str, Any]
    simulated: bool = False

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """The smaller comes first."""
        day = self.as_of.toordinal() if self.as_of else 0
        return (self.simulated, TRUST.index(self.confidence), -day, -self.order)


@dataclass(frozen=True, slots=True)
class Choice:
    """The shown value of an attribute, the statement it is from, and what other sources say instead."""

    value: Any
    said: Said
    others: tuple[tuple[Any, Said], ...] = field(default=())


def choose(statements: Iterable[Said]) -> dict[str, Choice]:
    """Attribute to its choice. Of one source only its best word counts: an older one is its history, no dissent."""
    ranked = sorted(statements, key=lambda s: s.rank)
    chosen: dict[str, Choice] = {}
    for name in dict.fromkeys(n for s in ranked for n in s.values):
        speaking = [s for s in ranked if name in s.values]
        best = speaking[0]
        chosen[name] = Choice(best.values[name], best, _dissent(name, best, speaking[1:]))
    return chosen


def best(statements: Sequence[Said]) -> Said | None:
    """The statement whose source and day stand for the whole entry; None when there is none."""
    return min(statements, key=lambda s: s.rank, default=None)


def _dissent(name: str, first: Said, rest: Sequence[Said]) -> tuple[tuple[Any, Said], ...]:
    heard = {first.source}
    found: list[tuple[Any, Said]] = []
    for said in rest:
        if said.source not in heard and said.values[name] != first.values[name]:
            found.append((said.values[name], said))
        heard.add(said.source)
    return tuple(found)
