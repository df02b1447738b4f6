"""Writing to a register: what a source says is proposed, and a second person decides; by the pages' own actions."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, needs, require_match, signed_in, tagged
from xinzhi.core.api.rows import Number
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.core.models import Precision
from xinzhi.registry.actions import accept_claim, merge_entries, record_statement, reject_claim, retract_claim
from xinzhi.registry.models import Confidence, RegisterEntry, Statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.queries.find import entry_by_row
from xinzhi.registry.registers import Register
from xinzhi.registry.rules import visible_claims
from xinzhi.registry.values import Attribute, attributes_of

from .entries import Source, found, said, schemas_of, shown

SCOPE = "registry:write"
KINDS: dict[str, Any] = {
    "int": int,
    "money": int,
    "decimal": Number,
    "date": dt.date,
    "list": list[str],
    "fields": list[str],
}


class StatementFacts(Source):
    """A statement and the entry it speaks of."""

    register_one: str = Field(description=_("kind of the entry"))
    entry: str = Field(description=_("key of the entry"))


class Reason(Schema):
    why: str = Field("", max_length=500)


class Merging(Schema):
    absorb: str = Field(max_length=120, description=_("key of the entry that becomes part of this one"))
    why: str = Field("", max_length=500)


def record(actor: Any, register: Register, given: Mapping[str, Any], entry: RegisterEntry | None = None) -> Statement:
    """The statement made of what was given: attributes, provenance and reason. Here alone the API writes to a register."""
    values = dict(given)
    why = values.pop("why", "")
    names = ("source", "source_url", "as_of", "as_of_precision", "as_of_note", "confidence")
    provenance = Provenance(**{"source": "", **{name: values.pop(name) for name in names if name in values}})
    return record_statement(
        actor=actor, register=register, values=values, provenance=provenance, entry=entry, why=why, origin="api"
    )


def add(router: Router, register: Register) -> None:
    """`POST` of a new entry, `PATCH` of one, and its merging with another."""
    given = _input_schema(register)
    _row, entry_schema = schemas_of(register)
    answers = {201: StatementFacts, **PROBLEMS}

    @router.post(
        f"/{register.key}",
        auth=needs(SCOPE),
        response=answers,
        operation_id=f"record_{register.one}",
        summary=_("Propose a new entry"),
    )
    def new(request: HttpRequest, body: given) -> Any:  # type: ignore[valid-type]
        return Status(201, facts(record(request.user, register, body.dict(exclude_unset=True))))  # type: ignore[attr-defined]

    @router.patch(
        f"/{register.key}/{{key}}",
        auth=needs(SCOPE),
        response=answers,
        operation_id=f"correct_{register.one}",
        summary=_("Propose a correction of an entry"),
    )
    def correct(request: HttpRequest, key: str, body: given) -> Any:  # type: ignore[valid-type]
        entry = found(request, register, key)
        require_match(request, shown(entry, request.user))
        return Status(201, facts(record(request.user, register, body.dict(exclude_unset=True), entry)))  # type: ignore[attr-defined]

    @router.post(
        f"/{register.key}/{{key}}/merge",
        auth=needs(SCOPE),
        response={200: entry_schema, **PROBLEMS},
        operation_id=f"merge_{register.one}",
        summary=_("Make one entry of two"),
    )
    def merge(request: HttpRequest, key: str, body: Merging) -> Any:
        keep, absorb = found(request, register, key), found(request, register, body.absorb)
        merge_entries(actor=request.user, keep=keep, absorb=absorb, why=body.why)
        return tagged(request, shown(found(request, register, key), request.user))


def add_decisions(router: Router) -> None:
    """Reading a statement, and deciding on it."""
    answers = {200: StatementFacts, **PROBLEMS}
    router.get("/statements/{number}", auth=signed_in(), response=answers, summary=_("One statement"))(statement)
    verbs = (
        (accept, "accept", _("Accept what somebody else recorded")),
        (reject, "reject", _("Reject what somebody else recorded")),
        (retract, "retract", _("Take a statement back")),
    )
    for operation, path, words in verbs:
        router.post(f"/statements/{{number}}/{path}", auth=needs(SCOPE), response=answers, summary=words)(operation)


def statement(request: HttpRequest, number: Big) -> Any:
    return facts(_claim(request, number))


def accept(request: HttpRequest, number: Big, body: Reason) -> Any:
    return facts(accept_claim(actor=request.user, claim=_claim(request, number), why=body.why))


def reject(request: HttpRequest, number: Big, body: Reason) -> Any:
    return facts(reject_claim(actor=request.user, claim=_claim(request, number), why=body.why))


def retract(request: HttpRequest, number: Big, body: Reason) -> Any:
    return facts(retract_claim(actor=request.user, claim=_claim(request, number), why=body.why))


def facts(claim: Any) -> dict[str, Any]:
    """A statement with the key of its entry."""
    entry = entry_by_row(claim.kind, claim.entry_id)
    return {**said(claim), "register_one": claim.kind, "entry": entry.key if entry else ""}


def _claim(request: HttpRequest, number: int) -> Statement:
    claim: Statement = get_object_or_404(visible_claims(request.user, Statement), pk=number)
    return claim


def _input_schema(register: Register) -> type[Schema]:
    """Every attribute of the register, none needed by form (the action says what is missing); source and reason."""
    fields: dict[str, Any] = {a.name: _field(a) for a in attributes_of(register)}
    precision: Any = {"enum": list(Precision.values)}
    confidence: Any = {"enum": list(Confidence.values)}
    fields |= {
        "source": (str, Field("", description=_("where this is from, in words"))),
        "source_url": (str, Field("", description=_("where it can be read"))),
        "as_of": (dt.date | None, Field(None, description=_("the day of which the source speaks"))),
        "as_of_precision": (str, Field(Precision.DAY.value, json_schema_extra=precision)),
        "confidence": (str, Field(Confidence.REPORT.value, json_schema_extra=confidence)),
        "why": (str, Field("", max_length=500, description=_("why an entry is corrected"))),
    }
    return create_model(f"{register.model.__name__}Given", __base__=Schema, **fields)


def _field(attribute: Attribute) -> tuple[Any, Any]:
    label: Any = attribute.label
    extra: Any = {"enum": [*dict(attribute.choices), None]} if attribute.choices else None
    kind = KINDS.get(attribute.kind, str)
    return kind | None, Field(None, description=label, json_schema_extra=extra)
