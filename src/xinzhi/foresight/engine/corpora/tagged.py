"""Exports with a tag on each line: RIS, Web of Science, EndNote, RefWorks, NoteExpress, and CNKI's plain form. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from xinzhi.foresight.engine.corpus import split

from .record import Document, Found, Unread, clean, day, doi_of, names


class Dialect(NamedTuple):
    """How a form marks a line's tag, where records begin or end, and which tags mean what."""

    name: str
    line: re.Pattern[str]  # groups: tag, value
    begins: str  # the tag that begins a record
    ends: str  # the tag that ends one, or ""
    title: tuple[str, ...]
    abstract: tuple[str, ...]
    date: tuple[str, ...]  # the first that gives a year; an earlier one may be finer
    authors: tuple[str, ...]
    institutions: tuple[str, ...]
    categories: tuple[str, ...]
    keywords: tuple[str, ...]
    id: tuple[str, ...]
    kinds: tuple[str, ...] = ()  # the tag whose value tells the kind


RIS = Dialect(
    "RIS", re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)"), "TY", "ER", ("TI", "T1"), ("AB", "N2"), ("DA", "Y1", "PY"), ("AU", "A1"),
    ("AD",), (), ("KW",), ("DO", "ID", "AN"), ("TY",),
)  # fmt: skip
WOS = Dialect(
    "Web of Science", re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"), "PT", "ER", ("TI",), ("AB",), ("PY",), ("AF", "AU"), ("C3", "C1"),
    ("WC", "SC"), ("DE", "ID"), ("UT", "DI"),
)  # fmt: skip
ENDNOTE = Dialect(
    "EndNote", re.compile(r"%([A-Z0-9@+!~^&*])\s?(.*)"), "0", "", ("T",), ("X",), ("8", "D"), ("A",), ("+",), (), ("K",), ("R", "M"), ("0",),
)  # fmt: skip
REFWORKS = Dialect(
    "RefWorks", re.compile(r"([A-Z][A-Z0-9]) (.*)"), "RT", "", ("T1",), ("AB",), ("FD", "YR"), ("A1",), ("AD",), (), ("K1",), ("DO", "SR"), ("RT",),
)  # fmt: skip
NOTEEXPRESS = Dialect(
    "NoteExpress", re.compile(r"\{([^{}]+)\}: ?(.*)"), "Reference Type", "", ("Title",), ("Abstract",), ("Date", "Year"), ("Author",),
    ("Author Address",), ("Subject",), ("Keywords",), ("DOI", "Accession Number"), ("Reference Type",),
)  # fmt: skip
CNKI = Dialect(
    "CNKI", re.compile(r"([A-Z][A-Za-z]+-[\u4e00-\u9fff]+)[:：] ?(.*)"), "SrcDatabase-来源库", "", ("Title-题名",), ("Summary-摘要",),
    ("PubTime-发表时间", "Year-年"), ("Author-作者",), ("Organ-单位",), ("CLC-中图分类号",), ("Keyword-关键词",), ("DOI-DOI",), ("SrcDatabase-来源库",),
)  # fmt: skip
DIALECTS = (RIS, CNKI, NOTEEXPRESS, ENDNOTE, REFWORKS, WOS)

Tags = dict[str, list[str]]
_BRACKET = re.compile(r"\[[^\]]*\]\s*")
_SEMICOLON = re.compile(r"[;；]")


def recognise(head: str) -> Dialect | None:
    """The dialect whose records begin in these first lines."""
    lines = [line.strip("\ufeff").rstrip() for line in head.splitlines()]
    for dialect in DIALECTS:
        if any((found := dialect.line.match(line)) and found[1] == dialect.begins for line in lines):
            return dialect
    return None


def read(lines: Iterable[str], dialect: Dialect) -> Found:
    """The documents of a tagged file."""
    for line, tags in _records(lines, dialect):
        if not any(tags.get(t) for t in (*dialect.title, *dialect.abstract)):
            yield Unread(line, f"a {dialect.name} record without a title")
            continue
        yield _document(line, tags, dialect)


def _records(lines: Iterable[str], dialect: Dialect) -> Iterator[tuple[int, Tags]]:
    tags: Tags = defaultdict(list)
    start, last = 0, ""
    for number, raw in enumerate(lines, 1):
        text = raw.strip("\ufeff").rstrip()
        found = dialect.line.match(text)
        if found is None:
            if last and text.strip():
                _go_on(tags, last, text.strip(), dialect)
            continue
        tag, value = found[1], (found[2] or "").strip()
        if tag in (dialect.begins, dialect.ends):
            if start and (tag == dialect.begins or dialect.ends):
                yield start, tags
            tags, start, last = defaultdict(list), number if tag == dialect.begins else 0, ""
        if start and tag != dialect.ends:
            tags[tag].append(value)
            last = tag
    if start:
        yield start, tags


def _go_on(tags: Tags, tag: str, text: str, dialect: Dialect) -> None:
    """A line without a tag: another person or institution where a tag lists these, else more of the same text."""
    if dialect is WOS and tag in {"AU", "AF", "C1", "C3"}:
        tags[tag].append(text)
    else:
        tags[tag][-1] = f"{tags[tag][-1]} {text}".strip()


def _document(line: int, tags: Tags, dialect: Dialect) -> Document:
    def first(keys: tuple[str, ...], read_as: Callable[[str], str] = clean) -> str:
        return next((said for key in keys for value in tags.get(key, ()) if (said := read_as(value))), "")

    def many(keys: tuple[str, ...], *, people: bool = False) -> tuple[str, ...]:
        values = next((tags[key] for key in keys if tags.get(key)), [])
        return names([part for value in values for part in _parts(value, people=people)])

    created = first(dialect.date, day)
    if dialect is WOS and created and tags.get("PD"):
        created = day(f"{tags['PD'][0]} {created}")
    ids = [value for key in dialect.id for value in tags.get(key, ())]
    return Document(
        line,
        ids[0] if ids else "",
        first(dialect.title),
        first(dialect.abstract),
        created,
        many(dialect.authors, people=True),
        many(dialect.institutions),
        many(dialect.categories),
        many(dialect.keywords),
        doi_of(" ".join([*ids, *tags.get("DI", ())])),
        _kind(first(dialect.kinds)),
    )


def _parts(value: str, *, people: bool) -> list[str]:
    value = _BRACKET.sub("", value)
    if _SEMICOLON.search(value):
        return _SEMICOLON.split(value)
    chinese = any(c >= "\u3400" for c in value)
    # «Wang, Li» is one person, «张三, 李四» are two.
    return list(split(value, people=True)) if people and chinese else [value]


def _kind(told: str) -> str:
    told = told.lower()
    if "pat" in told or "专利" in told:
        return "patent"
    return "grant" if told in {"grant", "grnt"} or "基金项目" in told else "paper"
