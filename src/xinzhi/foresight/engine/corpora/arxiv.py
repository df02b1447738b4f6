"""arXiv: OAI-PMH XML (arXiv and arXivRaw formats) and the JSON-lines snapshot. info.arxiv.org/help/oa; ACL Anthology XML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from .record import Document, Found, Unread, clean, day, doi_of, names

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def read_oai(path: Path) -> Found:
    """The metadata records of a harvested OAI file; deleted ones have no metadata and are told as unread."""
    for line, record in _elements(path, "record"):
        found = next((e for e in record.iter() if _local(e) in {"arXiv", "arXivRaw", "dc"}), None)
        if found is None:
            yield Unread(line, "no metadata (a deleted record)")
            continue
        yield _paper(line, found)


def read_snapshot(line: int, value: dict[str, Any]) -> Document:
    """A paper of the JSON-lines snapshot: dated by its first version."""
    versions = value.get("versions") or []
    first = versions[0].get("created", "") if versions and isinstance(versions[0], dict) else ""
    parsed = value.get("authors_parsed") or []
    people = [" ".join(p for p in reversed(a[:2]) if p) for a in parsed if isinstance(a, list)]
    return Document(
        line,
        str(value.get("id") or ""),
        clean(value.get("title")),
        clean(value.get("abstract")),
        day(first or value.get("update_date")),
        names(people or _people(value.get("authors") or "")),
        (),
        names(str(value.get("categories") or "").split()),
        (),
        doi_of(value.get("doi")),
    )


def _paper(line: int, found: Any) -> Document:
    text = {_local(e): (e.text or "") for e in found}
    people = [
        " ".join(p for p in (_child(a, "forenames"), _child(a, "keyname")) if p)
        for a in found.iter()
        if _local(a) == "author"
    ]
    version = next((_child(e, "date") for e in found if _local(e) == "version"), "")
    creators = [e.text for e in found if _local(e) == "creator"]
    return Document(
        line,
        text.get("id") or text.get("identifier", ""),
        clean(text.get("title")),
        clean(text.get("abstract") or text.get("description")),
        day(version or text.get("created") or text.get("date")),
        names(people or creators or _people(text.get("authors", ""))),
        names([e.text for e in found.iter() if _local(e) == "affiliation"]),
        names(text.get("categories", "").split() or [e.text for e in found if _local(e) == "subject"]),
        (),
        doi_of(text.get("doi")),
    )


def read_acl(path: Path) -> Found:
    """The papers of an ACL Anthology volume file, dated by their volume."""
    collection = ""
    for line, volume in _elements(path, "volume"):
        parent = volume.getparent()
        collection = (parent.get("id") if parent is not None else "") or collection
        meta = next((e for e in volume if _local(e) == "meta"), None)
        year = _child(meta, "year") if meta is not None else ""
        month = (_child(meta, "month") if meta is not None else "").lower()
        number = next((i for i, m in enumerate(_MONTHS, 1) if month.startswith(m[:3])), 0)
        created = f"{year}-{number:02}" if year and number else year
        for paper in (e for e in volume if _local(e) == "paper"):
            people = [f"{_child(a, 'first')} {_child(a, 'last')}" for a in paper if _local(a) == "author"]
            yield Document(
                paper.sourceline or line,
                f"{collection}-{volume.get('id', '')}.{paper.get('id', '')}",
                clean(_whole(paper, "title")),
                clean(_whole(paper, "abstract")),
                created,
                names(people),
                names([_child(a, "affiliation") for a in paper if _local(a) == "author"]),
                names([_child(meta, "venue")] if meta is not None else []),
                (),
                doi_of(_child(paper, "doi")),
            )


def _elements(path: Path, name: str) -> Iterator[tuple[int, Any]]:
    """The elements of that name one by one, each forgotten after use. Entities outside the file are not loaded."""
    with path.open("rb") as file:
        for _, element in etree.iterparse(
            file, tag=("{*}" + name, name), resolve_entities=False, no_network=True, huge_tree=False
        ):
            yield element.sourceline or 0, element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _child(element: Any, name: str) -> str:
    return next((clean(e.text) for e in element if _local(e) == name), "")


def _whole(element: Any, name: str) -> str:
    return next(("".join(e.itertext()) for e in element if _local(e) == name), "")


def _people(text: str) -> list[str]:
    return [p for part in clean(text).split(" and ") for p in part.split(", ")]
