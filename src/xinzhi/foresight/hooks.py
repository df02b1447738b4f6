"""Where the year's call topics are offered: wired once, in an AppConfig's `ready`; without it topics are exported only."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_offer: list[Callable[..., str]] = []


def offer_topics_with(function: Callable[..., str]) -> None:
    """Have the year's topics offered by this function from now on: it is called with actor, programme, year, topics, source, url.

    It gives the address at which they now stand, and raises ValidationError where they cannot be taken.
    """
    _offer[:] = [function]


def topics_offered() -> bool:
    """Whether topics can be offered to anything."""
    return bool(_offer)


def offer_topics(
    *, actor: Any, programme: str, year: int, topics: Sequence[Mapping[str, Any]], source: str, url: str
) -> str:
    """Offer the topics; the address at which they now stand. KeyError where nothing is wired."""
    if not _offer:
        raise KeyError("offer_topics")
    return _offer[0](actor=actor, programme=programme, year=year, topics=topics, source=source, url=url)
