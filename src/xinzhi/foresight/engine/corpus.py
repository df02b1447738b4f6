"""A dated corpus in Parquet, whatever its columns are called: who wrote what when, streamed so that no text is held."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "display_name", "paper_title", "题名", "标题", "篇名", "名称", "ti"),
    "abstract": ("abstract", "summary", "description", "abstract_text", "摘要", "ab"),
    "date": (
        "created", "date", "published", "publication_date", "published_date", "pub_date", "submitted", "filing_date",
        "year", "publication_year", "pub_year", "update_date", "updated", "日期", "年份", "年", "发表时间", "申请日", "公开日",
    ),
    "categories": (
        "categories", "category", "primary_category", "primary_cat", "subjects", "subject", "fields", "field", "topics",
        "concepts", "ipc", "cpc", "venue", "分类", "分类号", "学科", "学科分类",
    ),
    "authors": ("authors", "author", "author_text", "author_names", "authorships", "creators", "inventors", "作者", "发明人"),
    "institutions": ("institutions", "institution", "affiliations", "affiliation", "assignee", "assignees", "organisations",
                     "organizations", "机构", "单位", "申请人"),
    "kind": ("kind", "type", "doc_type", "document_type", "publication_type", "文献类型", "类型"),
}  # fmt: skip
PAPER, PATENT, GRANT = 0, 1, 2  # kinds of documents
_KINDS = {
    PATENT: ("patent", "专利", "发明"),
    GRANT: ("grant", "award", "funding", "project", "项目", "基金", "课题"),
}
_BATCH = 5_000
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_WHOLE = re.compile(r"(1[89]\d\d|20\d\d)(?:[-/.年]?(1[0-2]|0?[1-9])(?!\d))?")
_COMPACT = re.compile(r"(1[89]\d\d|20\d\d)(0[1-9]|1[0-2])(?:[0-3]\d)?")
_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_AND = re.compile(r",\s*and\s+|\s+and\s+|[,，、]\s*")


class CorpusError(ValueError):
    """The corpus cannot be used; the message says what is wrong and what to do."""


class Columns(NamedTuple):
    """Which columns of a corpus hold what; None where there is none."""

    text: tuple[str, ...]
    date: str
    categories: str | None
    authors: str | None
    institutions: str | None
    kind: str | None = None


class Paper(NamedTuple):
    """One row of a corpus, read."""

    year: int
    month: int  # 0 where only the year is known
    texts: tuple[str | None, ...]
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    institutions: tuple[str, ...]
    kind: int = PAPER


def find_columns(path: Path, *, text: Sequence[str] = (), date: str = "") -> Columns:
    """Which columns of the Parquet file hold what: those named, else by their usual names, whatever the case.

    Raises CorpusError where the file is no Parquet or has no text or no date.
    """
    have = _schema(path)
    lower = {name.lower(): name for name in have}

    def named(kind: str) -> str | None:
        return next((lower[n] for n in NAMES[kind] if n in lower), None)

    wanted = [lower.get(t.strip().lower(), "") for t in text]
    texts = tuple(t for t in wanted if t) or tuple(t for t in (named("title"), named("abstract")) if t)
    if not texts:
        raise CorpusError(f"{path}: no column of text. Name it with --text; the columns are: {', '.join(have)}.")
    when = lower.get(date.strip().lower()) if date else named("date")
    when = when or named("date")
    if when is None:
        raise CorpusError(f"{path}: no column of dates. Name it with --date; the columns are: {', '.join(have)}.")
    return Columns(texts, when, named("categories"), named("authors"), named("institutions"), named("kind"))


def _schema(path: Path) -> list[str]:
    import duckdb

    if not path.is_file():
        raise CorpusError(f"{path}: there is no such file.")
    try:
        with duckdb.connect() as connection:
            rows = connection.execute(
                "select name from (describe select * from read_parquet(?))".replace("name", "column_name"), [str(path)]
            )
            return [row[0] for row in rows.fetchall()]
    except duckdb.Error as error:
        raise CorpusError(f"{path}: not a Parquet file ({str(error).splitlines()[0]}).") from error


def read_papers(path: Path, columns: Columns) -> Iterator[Paper | None]:
    """The rows one by one; None for a row without a readable year or without text."""
    import duckdb

    wanted = [*columns.text, columns.date, columns.categories, columns.authors, columns.institutions, columns.kind]
    shown = ", ".join("null" if name is None else '"' + name.replace('"', '""') + '"' for name in wanted)
    count = len(columns.text)
    with duckdb.connect(config={"memory_limit": "1GB", "threads": 2}) as connection:
        rows = connection.execute(f"select {shown} from read_parquet(?)", [str(path)])  # noqa: S608 - quoted above
        while batch := rows.fetchmany(_BATCH):
            for row in batch:
                when = read_date(row[count])
                texts = tuple(_text(value) for value in row[:count])
                if when is None or not any(texts):
                    yield None
                    continue
                fields, authors, houses, kind = row[count + 1 :]
                people = split(authors, people=True), split(houses, people=True)
                yield Paper(*when, texts, split(fields), *people, read_kind(kind))


def read_kind(value: Any) -> int:
    """Whether a document is a patent or a grant by what its kind is called; whatever else it is called, it is a paper."""
    return _read_kind(value) if isinstance(value, str) else PAPER


@lru_cache(maxsize=1_000)
def _read_kind(text: str) -> int:
    low = text.lower()
    return next((kind for kind, words in _KINDS.items() if any(word in low for word in words)), PAPER)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return "; ".join(_names(value)) if isinstance(value, list | tuple | dict) else str(value)


def read_date(value: Any) -> tuple[int, int] | None:
    """Year and month (0 where not told) of a date, a number (2015, 201503, 20150304) or a text in many forms; else None."""
    if isinstance(value, dt.date):
        return value.year, value.month
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        value = str(int(value)) if value == value and abs(value) < 1e9 else ""  # noqa: PLR0124 - NaN
    return _read_date(str(value).strip())


@lru_cache(maxsize=100_000)
def _read_date(text: str) -> tuple[int, int] | None:
    if found := _COMPACT.fullmatch(text) or _WHOLE.match(text):
        return int(found[1]), int(found[2] or 0)
    if found := _YEAR.search(text):
        month = _MONTH.search(text)
        return int(found[1]), _MONTHS[month[1].lower()] if month else 0
    return None


def split(value: Any, *, people: bool = False) -> tuple[str, ...]:
    """The names in a list, in records with a name, or in a text with separators; without repeats, in order."""
    if value is None:
        return ()
    if not isinstance(value, str):
        return tuple(dict.fromkeys(_names(value)))
    return _split(value, people)


@lru_cache(maxsize=200_000)
def _split(value: str, people: bool) -> tuple[str, ...]:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        value = value[1:-1].replace('"', "").replace("'", "")
    for mark in (";", "；", "|"):
        if mark in value:
            parts: Sequence[str] = value.split(mark)
            break
    else:
        parts = _AND.split(value) if people or "," in value or "，" in value or "、" in value else value.split()
    return tuple(dict.fromkeys(p.strip() for p in parts if p.strip()))


def _names(value: Any) -> list[str]:
    """Names out of a list of texts, of records (name, display_name, title, author) or of lists; or of one record."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dict):
        for key in ("name", "display_name", "raw_author_name", "author", "title", "id"):
            if value.get(key):
                return _names(value[key])
        return []
    if isinstance(value, list | tuple):
        if value and all(isinstance(v, list | tuple) for v in value):  # [last, first, suffix]
            return [" ".join(str(x) for x in v if x) for v in value]
        return [name for v in value for name in _names(v)]
    return [str(value)]


class Links(NamedTuple):
    """Which papers have which names: pairs, and how many names there are."""

    papers: NDArray[np.int32]
    names: NDArray[np.int32]
    size: int


class Corpus(NamedTuple):
    """A corpus without its texts: when each paper is of and whom it links."""

    years: NDArray[np.int16]
    months: NDArray[np.int8]
    categories: Links
    authors: Links
    institutions: Links
    category_names: list[str]
    left_out: int
    columns: Columns


class Gathering:
    """Numbers for names, and the pairs of papers and names, as they come."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self._papers: list[int] = []
        self._names: list[int] = []

    def add(self, paper: int, names: Sequence[str]) -> None:
        """Link a paper to names."""
        known = self.known
        for name in names:
            self._names.append(known.setdefault(name, len(known)))
            self._papers.append(paper)

    def links(self) -> Links:
        """All links so far."""
        return Links(np.array(self._papers, dtype=np.int32), np.array(self._names, dtype=np.int32), len(self.known))
