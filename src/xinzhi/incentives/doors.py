"""Where a status or benefit can be had: doors that other rooms open, told by hooks, as this room imports none of them.

    doors_by(lambda owners, firm, user: {"ability_project": [Door(_("Apply"), "/calls/…", note)]})

`owners` are keys of statuses and benefits, `firm` the firm they are asked for (None on a page of the rules). One question for
all of a page's owners, so that a page costs the same whatever it shows.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Door:
    """A place to apply or to read how it is got; `note` says until when or what it is. `main`: the reader can begin there now."""

    label: str | Promise
    url: str
    note: str | Promise = ""
    main: bool = False


Opened = Mapping[str, list[Door]]
_openers: list[Callable[[Collection[str], Any, Any], Opened]] = []


def doors_by(opener: Callable[[Collection[str], Any, Any], Opened]) -> None:
    """Ask this function too, from now on."""
    _openers.append(opener)


def doors_of(owners: Collection[str], firm: Any, user: Any) -> dict[str, list[Door]]:
    """Key of each status or benefit to its doors, those to begin at first; keys without any are left out."""
    found: dict[str, list[Door]] = {}
    for opener in _openers:
        for owner, doors in opener(owners, firm, user).items():
            found.setdefault(owner, []).extend(doors)
    return {owner: sorted(doors, key=lambda door: not door.main) for owner, doors in found.items() if doors}


class Batches(Protocol):
    """Benefit to the door behind which an officer makes a batch of it."""

    def __call__(self, benefits: Collection[str], user: Any, on: dt.date, *, simulated: bool) -> dict[str, Door]: ...


_batches: list[Batches] = []


def batches_by(opener: Batches) -> None:
    """Ask this function for batches, from now on."""
    _batches.append(opener)


def batches_of(benefits: Collection[str], user: Any, on: dt.date, *, simulated: bool) -> dict[str, Door]:
    """Each benefit of these that can be paid out as a batch by this officer, with the door to it."""
    found: dict[str, Door] = {}
    for opener in _batches:
        found |= opener(benefits, user, on, simulated=simulated)
    return found
