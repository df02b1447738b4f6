"""What other parts hand in: results of a Delphi of a candidate, and where the year's call topics are offered.

Both are wired once, in an AppConfig's `ready`; without them a dossier says that there was no Delphi, and topics are exported only.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_delphi: list[Callable[[Any], Mapping[str, Any] | None]] = []
_offer: list[Callable[..., str]] = []


def delphi_results_with(function: Callable[[Any], Mapping[str, Any] | None]) -> None:
    """Have results of a Delphi given by this function from now on; a later one takes its place."""
    _delphi[:] = [function]


def delphi_results(candidate: Any) -> Mapping[str, Any] | None:
    """What experts said of a candidate: `url` of the Delphi, `rounds`, `experts`, `answers` ([question, answer in words, agreement]); None without one."""
    return _delphi[0](candidate) if _delphi else None


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
