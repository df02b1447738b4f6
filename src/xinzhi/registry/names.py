"""Names in a cell."""

import re

_BETWEEN_NAMES = re.compile(r"[、,，;；/]")


def split_names(words: str) -> list[str]:
    """The names in a cell that may hold several: "甲、乙等" gives 甲 and 乙."""
    parts = (part.strip().removesuffix("等") for part in _BETWEEN_NAMES.split(words))
    return [part for part in parts if part]
