"""Parquet of papers, as arXiv's or one made here: columns found by their usual names."""

from __future__ import annotations

from pathlib import Path

from xinzhi.foresight.engine.corpus import find_columns, read_papers

from .record import Document, Found, Unread, clean


def read_parquet(path: Path) -> Found:
    """The rows as documents; a row is told by its number."""
    for number, paper in enumerate(read_papers(path, find_columns(path)), 1):
        if paper is None:
            yield Unread(number, "no text or no date with a year")
            continue
        created = f"{paper.year}-{paper.month:02}" if paper.month else str(paper.year)
        title, *rest = (clean(text) for text in paper.texts)
        yield Document(number, "", title, " ".join(rest), created, paper.authors, paper.institutions, paper.categories)
