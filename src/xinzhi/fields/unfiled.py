"""Texts that no one has filed yet. Rooms above tell it here: this room knows none of them.

unfiled.register(Source("platforms", _("Platforms"), some=…, one=…))   # in AppConfig.ready
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Unfiled:
    """A thing without a field: the text to file it by, and where it can be looked at."""

    kind: str
    key: str
    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that may lack a field.

    `some(user, limit, without)` gives at most `limit` real things without a field that the user may see, those with a
    key in `without` left out; `one(user, key)` gives one of them, None where there is none.
    """

    key: str
    name: str | Promise
    some: Callable[[Any, int, Collection[str]], list[Unfiled]]
    one: Callable[[Any, str], Unfiled | None]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind of thing; a kind registered again replaces the first."""
    _sources[source.key] = source


def sources() -> list[Source]:
    """The kinds in the order in which they were registered."""
    return list(_sources.values())


def find(user: Any, kind: str, key: str) -> Unfiled | None:
    """The thing of this kind and key that has no field, as the user may see it; None where there is none."""
    source = _sources.get(kind)
    return source.one(user, key) if source else None
