"""OpenAlex: works of the snapshot (one JSON a line) and of the API ({"results": […]}). docs.openalex.org, «Work object»."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .record import Document, Found, Unread, clean, day, doi_of, names


def read_lines(lines: Iterable[str]) -> Found:
    """Works, one on each line; a line may also be a page of the API."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            yield Unread(number, f"not JSON: {error}")
            continue
        yield from read_value(number, record)


def read_value(line: int, value: Any) -> Found:
    """A work, a page of works, or a list of them."""
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value = value["results"]
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield _work(line, one)
        else:
            yield Unread(line, "not a work: an object was expected")


def _work(line: int, work: dict[str, Any]) -> Document:
    ships = [a for a in work.get("authorships") or [] if isinstance(a, dict)]
    houses = [i.get("display_name") for a in ships for i in a.get("institutions") or [] if isinstance(i, dict)]
    topics = work.get("topics") or work.get("concepts") or []
    fields = [((t.get("subfield") or t).get("display_name")) for t in topics if isinstance(t, dict)]
    return Document(
        line,
        str(work.get("id") or ""),
        clean(work.get("display_name") or work.get("title")),
        abstract_of(work.get("abstract_inverted_index")) or clean(work.get("abstract")),
        day(str(work.get("publication_date") or work.get("publication_year") or "")),
        names([(a.get("author") or {}).get("display_name") or a.get("raw_author_name") for a in ships]),
        names(houses),
        names(fields),
        names([k.get("display_name") or k.get("keyword") for k in work.get("keywords") or [] if isinstance(k, dict)]),
        doi_of(work.get("doi")),
    )


def abstract_of(index: Any) -> str:
    """The abstract of an inverted index (word: places)."""
    if not isinstance(index, dict):
        return ""
    placed = sorted((place, word) for word, places in index.items() for place in places)
    return clean(" ".join(word for _, word in placed))
