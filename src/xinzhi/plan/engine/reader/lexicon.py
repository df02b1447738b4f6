"""A small helper for the reader's word lists."""

from __future__ import annotations


def words(listed: str) -> list[str]:
    """The words of a list that is written with blanks between them."""
    return listed.split()
