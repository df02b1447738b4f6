"""A firm's place taken apart, for its page."""

from typing import Any

from xinzhi.cultivation.models import ListEdition, ListPlace
from xinzhi.cultivation.words import names_of


def parts_of(place: ListPlace, edition: ListEdition) -> list[dict[str, Any]]:
    """Groups and indicators from the top down.

    Each with name, depth, weight among siblings, value 0 to 100 (None: not known), and of an indicator unit, basis
    and whether it is verified.
    """
    listed = edition.listed
    names, weights = names_of(listed), edition.report["weights"]
    indicators = {part.key: part for part in listed.indicators}
    rows: list[dict[str, Any]] = []

    def walk(group: str, depth: int) -> None:
        for key, weight in weights.get(group, {}).items():
            part = indicators.get(key)
            value = place.parts.get(key)
            rows.append(
                {
                    "name": names[key],
                    "depth": depth,
                    "group": part is None,
                    "weight": weight,
                    "value": None if value is None else 100 * value,
                    "unit": part.unit if part else "",
                    "basis": part.basis if part else "",
                    "verified": part is None or part.confidence in {"P", "G"},
                }
            )
            walk(key, depth + 1)

    walk("score", 0)
    return rows


def causes_of(place: ListPlace, names: dict[str, str]) -> list[dict[str, Any]]:
    """What moved the score since the last edition, the largest first: name and points by own figure, yardstick, weight."""
    return [
        {
            **cause,
            "name": names.get(cause["key"], cause["key"]),
            "points": cause["own"] + cause["yardstick"] + cause["weight"],
        }
        for cause in place.causes
    ]
