"""A file of any of the known forms as documents: the form is told by the content, not by the name."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from lxml import etree

from xinzhi.core.tabular import TableError, decoding

from . import arxiv, bibtex, openalex, tables, tagged
from .parquet import read_parquet
from .record import Document, Found, Unread

_HEAD = 20_000
_TABLES = (".csv", ".tsv", ".xlsx", ".zip")


class FormError(ValueError):
    """A file is of no known form; the message says which are known."""


def read_file(path: Path) -> Found:
    """The documents of a file, and what in it could not be read. Raises FormError where the form is not known."""
    if not path.is_file():
        raise FormError(f"{path}: there is no such file.")
    try:
        yield from _read(path)
    except TableError as error:
        raise FormError(f"{path}: {error}") from error
    except etree.XMLSyntaxError as error:
        yield Unread(error.lineno or 0, f"not well-formed XML: {error.msg}")
    except (OSError, EOFError, UnicodeError) as error:
        raise FormError(f"{path}: {error}") from error


def _read(path: Path) -> Found:
    with _opened(path) as file:
        head = file.read(_HEAD)
    if head.startswith(b"PAR1"):
        return read_parquet(path)
    text = head.decode("utf-8", errors="replace").lstrip("\ufeff \r\n\t")
    if text.startswith("<"):
        return _read_xml(path, text)
    if text.startswith(("{", "[")):
        dialect = tagged.recognise(text)
        return _read_tagged(path, dialect) if dialect else _read_json(path)
    return _read_text(path, head, text)


def _read_text(path: Path, head: bytes, text: str) -> Found:
    if text.startswith("@") or ("\n@" in text[:2000] and "=" in text):
        return bibtex.read("".join(_lines(path)))
    if "\ufffd" in text:
        text = head.decode("gb18030", errors="replace")
    dialect = tagged.recognise(text)
    if dialect is not None:
        return _read_tagged(path, dialect)
    if path.suffix.lower() in (*_TABLES, ".txt"):
        return tables.read_table(path)
    raise FormError(
        f"{path}: not a form we know: OpenAlex or arXiv JSON, OAI or ACL XML, RIS, BibTeX, Web of Science, EndNote, RefWorks, "
        "NoteExpress, CNKI, a table (CSV, TSV, XLSX) of papers, patents or grants, or Parquet."
    )


def _read_tagged(path: Path, dialect: tagged.Dialect) -> Found:
    return tagged.read(_lines(path), dialect)


def _read_xml(path: Path, head: str) -> Found:
    if "<collection" in head:
        return arxiv.read_acl(path)
    if "OAI-PMH" in head or "<record" in head or "<ListRecords" in head:
        return arxiv.read_oai(path)
    raise FormError(f"{path}: XML, but neither an OAI-PMH answer nor a volume of the ACL Anthology.")


def _read_json(path: Path) -> Found:
    """JSON lines, or one JSON value: works of OpenAlex, or papers of arXiv's snapshot."""
    lines = _lines(path)
    first = next(lines, "")
    try:
        json.loads(first)
    except ValueError:
        whole = first + "".join(lines)
        try:
            value = json.loads(whole)
        except ValueError as error:
            return iter([Unread(getattr(error, "lineno", 1), f"not JSON: {error}")])
        return openalex.read_value(1, value)
    return _json_lines(first, lines)


def _json_lines(first: str, rest: Iterator[str]) -> Found:
    def numbered() -> Iterator[tuple[int, str]]:
        yield 1, first
        yield from enumerate(rest, 2)

    for number, line in numbered():
        if not line.strip():
            continue
        try:
            value: Any = json.loads(line)
        except ValueError as error:
            yield Unread(number, f"not JSON: {error}")
            continue
        if isinstance(value, dict) and ("authors_parsed" in value or "versions" in value):
            yield arxiv.read_snapshot(number, value)
        else:
            yield from openalex.read_value(number, value)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a text in UTF-8, UTF-16 or GB18030, unpacked where it is gzip."""
    with _opened(path) as file:
        if path.suffix == ".gz":
            for raw in file:
                yield raw.decode("utf-8", errors="replace")
            return
        encoding = decoding.survey(file)
        for line in decoding.decoded_lines(file, encoding):
            yield line.text


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        if path.suffix == ".gz":
            with gzip.open(file) as unpacked:
                yield unpacked  # type: ignore[misc]
        else:
            yield file


__all__ = ["Document", "FormError", "read_file"]
