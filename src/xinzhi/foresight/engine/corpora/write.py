"""Files into one Parquet corpus: streamed in parts, each document once, with a report of what was refused."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl

from .files import FormError, read_file
from .record import Document, Refusal, Unread, check

_PART = 20_000  # documents held at a time
_SHORT = 20  # letters: a shorter title may be another document's too
_SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "doi": pl.String,
    "kind": pl.String,
    "title": pl.String,
    "abstract": pl.String,
    "created": pl.String,
    "authors": pl.List(pl.String),
    "institutions": pl.List(pl.String),
    "categories": pl.List(pl.String),
    "keywords": pl.List(pl.String),
    "source": pl.String,
}


class Report(NamedTuple):
    """What became of the files."""

    taken: int
    refused: list[Refusal]
    reasons: Counter[str]  # short reason: how often, also beyond what `refused` keeps
    files: dict[str, int]  # documents taken of each file


class _Seen:
    """What marks a document as met before: its DOI, its number in its source, or its title and year."""

    def __init__(self) -> None:
        self._marks: dict[bytes, tuple[int, int]] = {}  # mark: file, line

    def before(self, document: Document, file: int) -> tuple[str, tuple[int, int]] | None:
        """By what and where it was met before; else it is kept in mind."""
        marks = _marks(document)
        for what, mark in marks:
            if mark in self._marks:
                return what, self._marks[mark]
        for _, mark in marks:
            self._marks[mark] = (file, document.line)
        return None


def _marks(document: Document) -> list[tuple[str, bytes]]:
    title = "".join(c for c in document.title.casefold() if c.isalnum())
    long_enough = len(title) >= _SHORT or sum(c >= "\u3400" for c in title) >= _SHORT // 2
    said = [
        ("DOI", document.doi),
        ("number", document.id if document.id and not document.id.isdigit() else ""),
        ("title and year", f"{title}{document.created[:4]}" if long_enough else ""),
    ]
    return [(what, hashlib.blake2b(f"{what}{text}".encode(), digest_size=12).digest()) for what, text in said if text]


def write_corpus(files: Sequence[Path], out: Path, *, keep: int = 1000) -> Report:
    """Write all documents of the files to `out` (Parquet).

    The report keeps the first `keep` refusals. Raises FormError where a file is of no known form: then nothing is written.
    """
    seen, refused, reasons = _Seen(), list[Refusal](), Counter[str]()
    taken: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="xinzhi-corpus-") as folder:
        parts = Path(folder)
        batch: list[tuple[object, ...]] = []
        for number, path in enumerate(files):
            taken[str(path)] = 0
            for found in read_file(path):
                reason, more = _refuse(found, seen, number, files)
                if reason:
                    reasons[reason] += 1
                    if len(refused) < keep:
                        refused.append(Refusal(str(path), found.line, reason + more))
                    continue
                assert isinstance(found, Document)
                taken[str(path)] += 1
                batch.append(_row(found, path))
                if len(batch) >= _PART:
                    _write_part(batch, parts)
        if batch or not any(parts.iterdir()):
            _write_part(batch, parts)
        _join(parts, out)
    return Report(sum(taken.values()), refused, reasons, taken)


def _refuse(found: Document | Unread, seen: _Seen, file: int, files: Sequence[Path]) -> tuple[str, str]:
    """Why it is not taken, and details; "" where it is."""
    if isinstance(found, Unread):
        return found.reason, ""
    if reason := check(found):
        return reason, ""
    if before := seen.before(found, file):
        what, (where, line) = before
        return f"already there (same {what})", f": {files[where]}:{line}"
    return "", ""


def _row(document: Document, path: Path) -> tuple[object, ...]:
    return (
        document.id,
        document.doi,
        document.kind,
        document.title,
        document.abstract or None,
        document.created,
        list(document.authors),
        list(document.institutions),
        list(document.categories),
        list(document.keywords),
        path.name,
    )


def _write_part(batch: list[tuple[object, ...]], parts: Path) -> None:
    number = sum(1 for _ in parts.iterdir())
    pl.DataFrame(batch, schema=_SCHEMA, orient="row").write_parquet(parts / f"{number:06}.parquet")
    batch.clear()


def _join(parts: Path, out: Path) -> None:
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        source, target = (str(p).replace("'", "''") for p in (parts / "*.parquet", out))
        connection.execute(f"copy (from read_parquet('{source}')) to '{target}' (format parquet, compression zstd)")


__all__ = ["FormError", "Report", "write_corpus"]
