"""What is recorded about an entry of any register: relations, titles, dated figures, its splits and merges."""

import datetime as dt
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from ninja import Field, Path, Router, Schema, Status

from xinzhi.core.api import PROBLEMS, needs, signed_in
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.actions import (
    TitleInput,
    record_figures,
    record_relation,
    record_title,
    split_entry,
    undo_fusion,
)
from xinzhi.registry.models import Fusion, RegisterEntry, RelationRole, Statement
from xinzhi.registry.queries.find import entries_by_row
from xinzhi.registry.queries.fusions import fusions_of, visible_fusions
from xinzhi.registry.registers import BY_KEY, REGISTERS, register_of
from xinzhi.registry.rules import visible_claims

from .claims import RELATIONS, SCOPE, STATEMENTS, TITLES, facts
from .entries import MOVED, found
from .shapes import Reference, RelationFacts, StatementFacts, TitleFacts, reference
from .writing import WAY, Origin

_KEYS: Any = {"enum": [r.key for r in REGISTERS]}
_ROLES: Any = {"enum": list(RelationRole.values)}
RegisterKey = Path[Annotated[str, Field(description=_("key of the register"), json_schema_extra=_KEYS)]]
Number = Annotated[int, Field(ge=1, lt=2**63)]


class RelationGiven(Origin):
    """What this entry is to another."""

    role: str = Field(json_schema_extra=_ROLES)
    second_register: str = Field(description=_("register of the other entry"), json_schema_extra=_KEYS)
    second: str = Field(max_length=120, description=_("key of the other entry"))
    begins: dt.date | None = None
    ends: dt.date | None = None
    note: str = Field("", max_length=300)


class TitleGiven(Origin):
    """A title as its document states it."""

    name: str = Field(max_length=120)
    level: str = ""
    document: str = Field("", description=_("by which it was given"))
    number: str = Field("", description=_("of the certificate"))
    issuer: str = ""
    issued: dt.date | None = None
    expires: dt.date | None = None
    note: str = ""


class FiguresGiven(Origin):
    """Dated figures of one year."""

    year: int
    figures: dict[str, int | None] = Field(
        max_length=100,
        description=_("measure to whole number, money in fen; null: the source says there is none"),
        examples=[{"revenue": 1200000, "staff": 35}],
    )


class Splitting(Schema):
    statements: list[Number] = Field(max_length=500, description=_("numbers of the statements of the new entry"))
    why: str = Field("", max_length=500)


class Undoing(Schema):
    why: str = Field("", max_length=500)


class FusionFacts(Schema):
    """A merge or split. What it moved went from the source to the target."""

    id: int
    what: str = Field(description=_("merge or split"))
    source: Reference
    target: Reference
    why: str
    at: dt.datetime
    undone_at: dt.datetime | None


def add(router: Router) -> None:
    """The operations that are the same for every register."""
    writes: tuple[tuple[str, type[Schema], Any, str], ...] = (
        ("relations", RelationFacts, relate, _("Propose how an entry stands to another")),
        ("titles", TitleFacts, entitle, _("Propose a title that an entry holds")),
        ("figures", StatementFacts, measure, _("Propose dated figures of an entry")),
        ("split", Reference, split, _("Make two entries of one that mixed two things")),
    )
    for name, schema, operation, words in writes:
        path = f"/{{register_key}}/{{key}}/{name}"
        router.post(path, auth=needs(SCOPE), response={201: schema, **PROBLEMS}, summary=words)(operation)
    router.get(
        "/{register_key}/{key}/fusions",
        auth=signed_in(),
        response={200: list[FusionFacts], **MOVED, **PROBLEMS},
        summary=_("Merges and splits of an entry"),
    )(fusions)
    router.post(
        "/fusions/{number}/undo",
        auth=needs(SCOPE),
        response={200: FusionFacts, **PROBLEMS},
        summary=_("Undo a merge or a split"),
    )(undo)


def relate(request: HttpRequest, register_key: RegisterKey, key: str, body: RelationGiven) -> Any:
    made = record_relation(
        actor=request.user,
        first=_entry(request, register_key, key),
        role=body.role,
        second=_second(request, body),
        begins=body.begins,
        ends=body.ends,
        note=body.note,
        provenance=body.provenance(),
        why=body.why,
        origin=WAY,
    )
    return Status(201, facts(RELATIONS, made))


def entitle(request: HttpRequest, register_key: RegisterKey, key: str, body: TitleGiven) -> Any:
    entry = _entry(request, register_key, key)
    title = TitleInput(**{name: getattr(body, name) for name in TitleInput.__slots__})
    made = record_title(
        actor=request.user, entry=entry, title=title, provenance=body.provenance(), why=body.why, origin=WAY
    )
    return Status(201, facts(TITLES, made))


def measure(request: HttpRequest, register_key: RegisterKey, key: str, body: FiguresGiven) -> Any:
    made = record_figures(
        actor=request.user,
        entry=_entry(request, register_key, key),
        year=body.year,
        figures=body.figures,
        provenance=body.provenance(),
        why=body.why,
        origin=WAY,
    )
    return Status(201, facts(STATEMENTS, made))


def split(request: HttpRequest, register_key: RegisterKey, key: str, body: Splitting) -> Any:
    entry = _entry(request, register_key, key)
    wanted = set(body.statements)
    chosen = list(
        visible_claims(request.user, Statement).filter(kind=register_of(entry).one, entry_id=entry.pk, pk__in=wanted)
    )
    if len(chosen) != len(wanted):
        raise ValidationError({"statements": gettext("Name statements of this entry.")})
    return Status(201, reference(split_entry(actor=request.user, entry=entry, statements=chosen, why=body.why)))


def fusions(request: HttpRequest, register_key: RegisterKey, key: str) -> Any:
    return _fusions_told(list(fusions_of(_entry(request, register_key, key), request.user)))


def undo(request: HttpRequest, number: Big, body: Undoing) -> Any:
    fusion = get_object_or_404(visible_fusions(request.user), pk=number)
    [told] = _fusions_told([undo_fusion(actor=request.user, fusion=fusion, why=body.why)])
    return told


def _entry(request: HttpRequest, register: str, key: str) -> RegisterEntry:
    if register not in BY_KEY:
        raise Http404
    return found(request, BY_KEY[register], key)


def _second(request: HttpRequest, body: RelationGiven) -> RegisterEntry:
    """The other entry of a relation, as far as the caller may see it."""
    try:
        return _entry(request, body.second_register, body.second)
    except Http404:
        raise ValidationError({"second": gettext("There is no such entry.")}) from None


def _fusions_told(rows: list[Fusion]) -> list[dict[str, Any]]:
    entries = entries_by_row({(f.kind, pk) for f in rows for pk in (f.source_id, f.target_id)})
    return [
        {
            "id": f.pk,
            "what": f.what,
            "source": reference(entries[f.kind, f.source_id]),
            "target": reference(entries[f.kind, f.target_id]),
            "why": f.why,
            "at": f.at,
            "undone_at": f.undone_at,
        }
        for f in rows
    ]
