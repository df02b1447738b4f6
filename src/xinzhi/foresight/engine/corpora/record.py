"""One document of a corpus, in one shape whatever it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xinzhi.foresight.engine.corpus import read_date

_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_DAY = re.compile(r"(?:1[89]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


class Document(NamedTuple):
    """A paper, patent or grant. `created` is YYYY, YYYY-MM or YYYY-MM-DD; `line` is where it begins in its file."""

    line: int
    id: str
    title: str
    abstract: str
    created: str
    authors: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    doi: str = ""
    kind: str = "paper"


class Refusal(NamedTuple):
    """What was not taken: the file, the line it begins on, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Unread(NamedTuple):
    """A record that a reader could not make sense of."""

    line: int
    reason: str


Found = Iterator[Document | Unread]


def clean(text: str | None) -> str:
    """A text in one line, without markup."""
    return _SPACE.sub(" ", _TAG.sub("", text or "")).strip()


def names(values: object) -> tuple[str, ...]:
    """Names without blanks and repeats, in order."""
    if not isinstance(values, list | tuple):
        return ()
    return tuple(dict.fromkeys(clean(str(v)) for v in values if v and str(v).strip()))


def day(text: str | None) -> str:
    """A date as YYYY-MM-DD, YYYY-MM or YYYY, whatever form it had; "" where it has no year."""
    text = (text or "").strip()
    if found := _DAY.match(text):
        return found[0]
    read = read_date(text)
    if read is None:
        return ""
    year, month = read
    return f"{year}-{month:02}" if month else str(year)


def doi_of(text: str | None) -> str:
    """The DOI in a text, in small letters, or ""."""
    found = _DOI.search(text or "")
    return found[0].rstrip(".,;)").lower() if found else ""


def check(document: Document) -> str:
    """Why a document cannot be in a corpus; "" where it can."""
    if not document.title and not document.abstract:
        return "no title and no abstract"
    if not document.created:
        return "no date with a year"
    return ""
