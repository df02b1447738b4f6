"""One folder with an index: written by one process at a time, searched by any number."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import tantivy

from .ask import Asker
from .model import FACETS, Document, encoded, schema
from .text import parts_of

SCHEMA_VERSION = 2  # raised whenever fields or tokens change: an index of another version is built anew
_HEAP = 256_000_000  # bytes the writer gathers before it writes a segment
_MOST_KEYS = 200  # of one facet
Mode = Literal["strict", "loose", "near", "nothing"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: text, who asks (audience tokens; everyone is of the public), chosen keys by facet, order, which hits."""

    text: str
    audience: Collection[str]
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    newest_first: bool = False
    offset: int = 0
    limit: int = 20
    with_facets: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found: what was stored of it, and its score (the day's ordinal when ordered by date)."""

    score: float
    shown: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits asked for, how many there are in all, counts by facet and key, and how strictly they match.

    `mode` is "strict", "loose" (one slip, sound, initials), "near" (most of the name) or "nothing".
    """

    hits: list[Hit]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    mode: Mode


class Index:
    """An index in a folder, opened or made there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.config_reader("manual")
        self._ask = Asker(self._schema)

    def write(self, documents: Iterable[Document], *, gone: Iterable[str] = (), kinds: Iterable[str] = ()) -> int:
        """Ids in `gone` and all of `kinds` taken out, then documents put in; the number put in.

        A document that takes the place of another needs the other's id in `gone`, or its kind in `kinds`. All or
        nothing: what is searched changes with the last step. Raises ValueError while another process writes.
        """
        count = 0
        writer = self._index.writer(_HEAP, 1)
        try:
            for field_name, values in (("id", gone), ("kind", kinds)):
                for value in values:
                    writer.delete_documents_by_term(field_name, value)
            for document in documents:
                writer.add_document(encoded(document))
                count += 1
            writer.commit()
        finally:
            writer.wait_merging_threads()  # also gives the writer's lock back, when a document could not be made
        self.reload()
        return count

    def reload(self) -> None:
        """See what was written since."""
        self._index.reload()

    @property
    def size(self) -> int:
        """How many documents there are."""
        return self._index.searcher().num_docs

    def search(self, asked: Asked) -> Found:
        """The hits, strict ones if there are any, else loose, else near ones. Never raises for any text.

        Whether the strict query finds anything is decided without the chosen facets, so that narrowing a search never
        makes it vaguer.
        """
        parts = parts_of(asked.text)
        audience = sorted(asked.audience)
        if not parts:
            return Found([], 0, {}, "nothing")
        searcher = self._index.searcher()
        steps: tuple[tuple[Mode, Any], ...] = (
            ("strict", self._ask.strict),
            ("loose", self._ask.loose),
            ("near", lambda parts: self._ask.near(parts, lambda token: searcher.doc_freq("name", token))),
        )
        for mode, build in steps:
            query = build(parts)
            if query is None:
                continue
            found = self._run(searcher, query, asked, audience, mode)
            if found.total or (asked.chosen and self._any(searcher, query, audience)):
                return found
        return Found([], 0, {}, "nothing")

    def _run(self, searcher: Any, query: Any, asked: Asked, audience: Sequence[str], mode: Mode) -> Found:
        clauses = self._ask.allowed(audience, asked.chosen)
        whole = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *clauses])
        order: dict[str, Any] = {"order_by_field": "as_of"} if asked.newest_first else {"weight_by_field": "weight"}
        result = searcher.search(whole, max(1, asked.limit), offset=asked.offset, **order)
        hits = [Hit(float(score), json.loads(searcher.doc(at).get_first("shown"))) for score, at in result.hits]
        facets = self._counts(searcher, whole) if asked.with_facets and result.count else {}
        return Found(hits, result.count, facets, mode)

    def _any(self, searcher: Any, query: Any, audience: Sequence[str]) -> bool:
        clauses = self._ask.allowed(audience, {})
        whole = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *clauses])
        return bool(searcher.search(whole, 1).hits)

    @staticmethod
    def _counts(searcher: Any, whole: Any) -> dict[str, dict[str, int]]:
        wanted = {name: {"terms": {"field": name, "size": _MOST_KEYS}} for name in FACETS}
        told = searcher.aggregate(whole, wanted)
        return {name: {b["key"]: b["doc_count"] for b in told[name]["buckets"]} for name in FACETS}


def ordinal(day: dt.date | None) -> int:
    """A day as the index keeps it, 0 for none."""
    return day.toordinal() if day else 0
