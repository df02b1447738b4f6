"""What is filed under a field. Rooms above tell it here: this room knows none of them.

filed.register(Filing("platforms", _("Platforms"), counts=…, things=…))   # in AppConfig.ready
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from .models import Field


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing filed under a field, as it is listed."""

    label: str
    url: str
    note: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """One kind of thing that is filed under fields.

    `counts()` gives the number of real things at each field (by field id, the very field only; simulated ones are
    never counted). `things(ids, limit)` gives the first things at any of these fields. `url(field)` is a page that
    lists them all, "" where there is none.
    """

    key: str
    name: str | Promise
    counts: Callable[[], Mapping[int, int]]
    things: Callable[[Collection[int], int], list[Thing]]
    url: Callable[[Field], str]


_filings: dict[str, Filing] = {}


def register(filing: Filing) -> None:
    """Add a kind of thing; a kind registered again replaces the first."""
    _filings[filing.key] = filing


def filings() -> list[Filing]:
    """The kinds in the order in which they were registered."""
    return list(_filings.values())
