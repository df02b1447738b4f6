"""Writing to a register: what a source says is proposed, by the pages' own actions; a second person decides."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, needs, require_match, tagged
from xinzhi.core.api.rows import Number
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.core.models import Precision
from xinzhi.registry.actions import merge_entries, record_statement
from xinzhi.registry.models import Confidence, RegisterEntry, Statement
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers import Register
from xinzhi.registry.values import Attribute, attributes_of

from .claims import SCOPE, STATEMENTS, facts
from .entries import found, schemas_of, shown
from .shapes import StatementFacts

KINDS: dict[str, Any] = {
    "int": int,
    "money": int,
    "decimal": Number,
    "date": dt.date,
    "list": list[str],
    "fields": list[str],
}
_PRECISIONS: Any = {"enum": list(Precision.values)}
_CONFIDENCES: Any = {"enum": list(Confidence.values)}
WAY = "api"  # how claims say that they came in here
PROVENANCE = ("source", "source_url", "as_of", "as_of_precision", "confidence")


class Origin(Schema):
    """Where something is from, and why it is recorded. The action says what is missing."""

    source: str = Field("", description=_("where this is from, in words"))
    source_url: str = Field("", description=_("where it can be read"))
    as_of: dt.date | None = Field(None, description=_("the day of which the source speaks"))
    as_of_precision: str = Field(Precision.DAY.value, json_schema_extra=_PRECISIONS)
    confidence: str = Field(Confidence.REPORT.value, json_schema_extra=_CONFIDENCES)
    why: str = Field("", max_length=500, description=_("why this is recorded"))

    def provenance(self) -> Provenance:
        """The source as actions take it."""
        return Provenance(**{name: getattr(self, name) for name in PROVENANCE})


class Merging(Schema):
    absorb: str = Field(max_length=120, description=_("key of the entry that becomes part of this one"))
    why: str = Field("", max_length=500)


def record(actor: Any, register: Register, body: Any, entry: RegisterEntry | None = None) -> Statement:
    """The statement made of what was given: the attributes named, provenance and reason."""
    given: Mapping[str, Any] = body.dict(exclude_unset=True)
    return record_statement(
        actor=actor,
        register=register,
        values={name: value for name, value in given.items() if name not in Origin.model_fields},
        provenance=body.provenance(),
        entry=entry,
        why=body.why,
        origin=WAY,
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
        return Status(201, facts(STATEMENTS, record(request.user, register, body)))

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
        return Status(201, facts(STATEMENTS, record(request.user, register, body, entry)))

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


def _input_schema(register: Register) -> type[Schema]:
    """Every attribute of the register, none needed by form (the action says what is missing), with its origin."""
    fields: dict[str, Any] = {a.name: _field(a) for a in attributes_of(register)}
    return create_model(f"{register.model.__name__}Given", __base__=Origin, **fields)


def _field(attribute: Attribute) -> tuple[Any, Any]:
    label: Any = attribute.label
    extra: Any = {"enum": [*dict(attribute.choices), None]} if attribute.choices else None
    kind = KINDS.get(attribute.kind, str)
    return kind | None, Field(None, description=label, json_schema_extra=extra)
