"""What is put into the index, and the fields it is put into."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tantivy

from .pinyin import spelt
from .text import name_units, tokens, units

PUBLIC = "public"  # the audience token of what everyone may find
CLOSED = "closed"  # stands with every other audience
FACETS = ("kind", "field", "city", "year", "simulated")
LONGEST_BODY = 60_000  # characters that are searched and kept for snippets


@dataclass(frozen=True, slots=True)
class Document:
    """One thing as it is found.

    `name`, `name_en` and `others` are its names; `note` is the line below the name, `body` what else is searched (both
    in two languages where there are). `audience` are the tokens of those who may find it, "public" for everyone.
    `facets` are keys by facet (`field`, `city`, `year`; kind and simulated are added); `as_of` is the day's ordinal, 0
    where unknown. `weight` from 0 to 1 lifts a thing above its equals, never over a better match.
    """

    kind: str
    pk: int
    name: str
    url: str
    audience: Sequence[str]
    name_en: str = ""
    others: Sequence[str] = ()
    note: str = ""
    note_en: str = ""
    body: str = ""
    body_en: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    simulated: bool = False
    as_of: int = 0
    weight: float = 0.0

    @property
    def id(self) -> str:
        """What tells it from every other document."""
        return f"{self.kind}:{self.pk}"


def schema() -> tantivy.Schema:
    """The fields: names and text with positions, audiences and facets as terms, what is shown as one JSON."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in ("name", "alias", "body", "pinyin", "initials"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("audience", tokenizer_name="whitespace", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("as_of", fast=True)
    builder.add_float_field("weight", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def encoded(document: Document) -> tantivy.Document:
    """The document as the index takes it."""
    names = [n for n in (document.name, document.name_en) if n]
    full, initials = spelt([document.name, *document.others])
    body = [document.note, document.note_en, document.body, document.body_en]
    facets = {**document.facets, "kind": (document.kind,), "simulated": ("yes" if document.simulated else "no",)}
    return tantivy.Document(
        id=document.id,
        name=tokens(name_units(names)),
        alias=tokens(name_units(document.others)),
        body=tokens([u for text in body for u in (*units(text[:LONGEST_BODY]), "^")]),
        pinyin=tokens(full),
        initials=tokens(initials),
        audience=PUBLIC if PUBLIC in document.audience else " ".join((CLOSED, *document.audience)),
        as_of=document.as_of,
        weight=_weight(document),
        shown=json.dumps(_shown(document), ensure_ascii=False).encode(),
        **{name: [str(key) for key in facets[name]] for name in FACETS if facets.get(name)},
    )


def _weight(document: Document) -> float:
    """From 0 to 0.2: what decides among equal matches. Real before simulated, heavy before light, short before long."""
    short = 0.05 * (1 - min(len(document.name), 60) / 60)
    return (0 if document.simulated else 0.1) + 0.05 * min(max(document.weight, 0.0), 1.0) + short


def _shown(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "pk": document.pk,
        "name": document.name,
        "name_en": document.name_en,
        "others": list(document.others),
        "note": document.note,
        "note_en": document.note_en,
        "body": document.body[:LONGEST_BODY],
        "body_en": document.body_en[:LONGEST_BODY],
        "url": document.url,
        "simulated": document.simulated,
        "as_of": document.as_of,
    }
