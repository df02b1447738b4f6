"""What plans want of the registers, told by the rooms above: this room imports none of them.

    wanted.register(lambda user: [Wanted("platforms", "省技术创新中心", Decimal(20), …)])      # in AppConfig.ready

The gap view puts the number that is wanted beside the number on record. The two are not the same thing: «on record» is
what sources have told the registers, not what exists, so the view never says that a promise is kept or broken.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number that a plan wants of one register.

    `narrow` says which of the register's entries are meant (column to value, as its list filters), nothing means all.
    `number` is in words with its comparator, as the plan has it; `is_new` where the plan counts only what is added.
    """

    register: str
    name: str
    value: Decimal
    number: str
    source: str
    url: str
    due: dt.date | None = None
    narrow: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False


_givers: list[Callable[[Any], list[Wanted]]] = []


def register(giver: Callable[[Any], list[Wanted]]) -> None:
    """Let the gap view ask this room what it wants; the giver is called with the user and says what they may see."""
    _givers.append(giver)


def everything_wanted(user: Any) -> list[Wanted]:
    """What all rooms want, in the order of registration."""
    return [one for giver in _givers for one in giver(user)]
