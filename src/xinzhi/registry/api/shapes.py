"""What sources say of entries, as the API says it: statements, relations, titles, dated figures, dissent."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from ninja import Field, Schema

from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.links import source_address
from xinzhi.registry.models import Claim, RegisterEntry, Relation, Statement, Title
from xinzhi.registry.queries.claims import Dissent, Series, Tie
from xinzhi.registry.registers import BY_ONE, register_of
from xinzhi.registry.words import entry_address

Entries = Mapping[tuple[str, int], Any]


class Said(Schema):
    """Where a claim is from, and whether a second person accepted it."""

    id: int = Field(description=_("number of the claim"))
    state: str
    source: str
    source_url: str = Field(description=_("where it can be read"))
    as_of: dt.date | None = Field(description=_("the day of which it speaks"))
    as_of_precision: str
    confidence: str
    simulated: bool


class Source(Said):
    """What one source says of the entry."""

    values: dict[str, Any] = Field(description=_("what it says, in machine form"))
    period: int | None = Field(description=_("the year, where these are dated figures"))


class StatementFacts(Source):
    """A statement and the entry it speaks of."""

    register_one: str = Field(description=_("kind of the entry"))
    entry: str = Field(description=_("key of the entry"))


class Reference(Schema):
    """An entry that something points to."""

    register_key: str
    key: str
    name: str
    url: str


class Related(Said):
    """How the entry stands to another, by one source."""

    role: str
    outgoing: bool = Field(description=_("whether this entry is the first of the two"))
    words: str = Field(description=_("the relation as seen from this entry"))
    other: Reference
    begins: dt.date | None
    ends: dt.date | None
    note: str


class RelationFacts(Said):
    """What the first entry is to the second."""

    first: Reference
    role: str
    second: Reference
    begins: dt.date | None
    ends: dt.date | None
    note: str


class TitleHeld(Said):
    """A status that the entry holds or held."""

    name: str
    level: str
    document: str = Field(description=_("by which it was given"))
    number: str = Field(description=_("of the certificate"))
    issuer: str
    issued: dt.date | None
    expires: dt.date | None
    standing: str = Field(description=_("today: valid, expiring, expired, future or undated"))
    note: str


class TitleFacts(TitleHeld):
    """A title and the entry that holds it."""

    register_one: str = Field(description=_("kind of the entry"))
    entry: str = Field(description=_("key of the entry"))


class Figure(Schema):
    year: int
    value: int = Field(description=_("whole number; money in fen"))
    statement: int = Field(description=_("number of the statement it is from"))
    simulated: bool


class Figures(Schema):
    """A measure's values by year, the newest first."""

    measure: str
    name: str
    unit: str
    values: list[Figure]


class OneWord(Schema):
    value: Any
    statement: int = Field(description=_("number of the statement"))


class Differing(Schema):
    """An attribute on which sources differ; what the entry shows comes first."""

    attribute: str
    said: list[OneWord]


def reference(entry: RegisterEntry) -> dict[str, str]:
    """An entry by register and key, with its name and page."""
    return {
        "register_key": register_of(entry).key,
        "key": entry.key,
        "name": entry.label,
        "url": entry_address(entry),
    }


def source_of(statement: Statement) -> dict[str, Any]:
    """A statement without its entry and without personal values."""
    private = BY_ONE[statement.kind].private
    values = {name: value for name, value in statement.values.items() if name not in private}
    return {**_said(statement), "values": values, "period": statement.period}


def statements_told(rows: Iterable[Statement], entries: Entries) -> list[dict[str, Any]]:
    """Statements with their entries; those whose entry is not among the given ones are left out."""
    return [{**source_of(s), "register_one": s.kind, "entry": entries[s.about].key} for s in rows if s.about in entries]


def relations_told(rows: Iterable[Relation], entries: Entries) -> list[dict[str, Any]]:
    """Relations with both entries; those of which an entry is not among the given ones are left out."""
    return [
        {**_related(r), "first": reference(entries[r.about]), "second": reference(entries[r.to_kind, r.to_id])}
        for r in rows
        if r.about in entries and (r.to_kind, r.to_id) in entries
    ]


def titles_told(rows: Iterable[Title], entries: Entries) -> list[dict[str, Any]]:
    """Titles with their entries; those whose entry is not among the given ones are left out."""
    return [{**title_of(t), "register_one": t.kind, "entry": entries[t.about].key} for t in rows if t.about in entries]


def title_of(title: Title) -> dict[str, Any]:
    """A title without the entry that holds it."""
    names = ("name", "level", "document", "number", "issuer", "issued", "expires", "note")
    return {**_said(title), **{n: getattr(title, n) for n in names}, "standing": title.standing().value}


def tie_of(entry: RegisterEntry, tie: Tie) -> dict[str, Any]:
    """A relation as seen from the entry."""
    outgoing = tie.relation.about == (register_of(entry).one, entry.pk)
    return {**_related(tie.relation), "outgoing": outgoing, "words": str(tie.words), "other": reference(tie.other)}


def figures_told(series: Series) -> dict[str, Any]:
    """A measure with its values."""
    values = [
        {"year": o.year, "value": o.value, "statement": o.statement_id, "simulated": o.simulated} for o in series.values
    ]
    measure = series.measure
    return {"measure": measure.key, "name": measure.label, "unit": measure.unit, "values": values}


def dissent_told(one: Dissent) -> dict[str, Any]:
    """What each source says of an attribute on which they differ."""
    said = [(one.value, one.statement), *one.others]
    return {"attribute": one.attribute, "said": [{"value": value, "statement": s.pk} for value, s in said]}


def _said(claim: Claim) -> dict[str, Any]:
    names = ("state", "source", "as_of", "as_of_precision", "confidence", "simulated")
    url = source_address(claim.source_url)
    return {"id": claim.pk, "source_url": url, **{n: getattr(claim, n) for n in names}}


def _related(relation: Relation) -> dict[str, Any]:
    names = ("role", "begins", "ends", "note")
    return {**_said(relation), **{n: getattr(relation, n) for n in names}}
