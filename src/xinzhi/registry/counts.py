"""What counts towards a target one by one, told by the rooms that bring it about: this room imports none of them.

    counts.register(lambda targets, day: [Counted("t-frontier-projects", day, "PROJECT-1", "/register/…", "…"), …])

A programme's awards are such things: each counts 1 from its day on. The room of plans asks for them by the keys of its
targets and shows every one in the target's lineage.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing: the target's key, since when it counts, its name, where it is read, who brought it about, from where."""

    target: str
    as_of: dt.date
    name: str
    url: str
    who: str
    source: str
    value: Decimal = Decimal(1)
    simulated: bool = False


Source = Callable[[Collection[str], dt.date], list[Counted]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let plans ask this room; the source is called with the keys of targets and the day on which things must count."""
    if source not in _sources:
        _sources.append(source)


def counted(targets: Collection[str], day: dt.date) -> dict[str, list[Counted]]:
    """What counts towards each of these targets on the day, by key, the oldest first."""
    found: dict[str, list[Counted]] = {}
    for source in _sources:
        for one in source(targets, day):
            found.setdefault(one.target, []).append(one)
    return {key: sorted(rows, key=lambda c: (c.as_of, c.name)) for key, rows in found.items()}
