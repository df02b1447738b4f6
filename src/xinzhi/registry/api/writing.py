"""Writing to a register: the same action as the page's form."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, needs, require_match, tagged
from xinzhi.core.api.rows import row_schema
from xinzhi.core.api.words import gettext_lazy
from xinzhi.fields.models import Field as FieldNode
from xinzhi.registry.actions import OrganisationInput, record_organisation
from xinzhi.registry.exports import exports_of
from xinzhi.registry.models import City, Organisation, RegisterEntry
from xinzhi.registry.registers import Register

from .entries import found, schemas_of, shown

SCOPE = "registry:write"
_ORIGIN = ("source", "source_url", "as_of")


def record(
    actor: Any, register: Register, values: Mapping[str, Any], origin: Mapping[str, Any], entry: Any, why: str
) -> RegisterEntry:
    """The entry after what was said of it. The one place where the API writes to a register.

    `values` are attributes in machine form (city and field by key), `origin` the source's columns; both only as far
    as given. Raises what the action raises.
    """
    assert register.model is Organisation, "only organisations are written through the API"
    held = {f.name: getattr(entry, f.name) for f in dataclasses.fields(OrganisationInput)} if entry else {}
    given = {**values, **origin}
    for name, model in (("city", City), ("field", FieldNode)):
        if given.get(name):
            given[name] = _by_key(model, name, given[name])
    needed = {"name": "", "kind": "", "source": ""}
    return record_organisation(
        actor=actor, values=OrganisationInput(**{**needed, **held, **given}), organisation=entry, why=why
    )


def attributes_of(register: Register) -> tuple[str, ...]:
    """The attributes a caller may state; none where the register is not written to."""
    if register.model is not Organisation:
        return ()
    return tuple(f.name for f in dataclasses.fields(OrganisationInput) if f.name not in _ORIGIN)


def add(router: Router, register: Register) -> None:
    """`POST` of a new entry and `PATCH` of one, where the register is written to."""
    names = attributes_of(register)
    if not names:
        return
    given = _input_schema(register, names)
    _row, entry_schema = schemas_of(register)

    @router.post(
        f"/{register.key}",
        auth=needs(SCOPE),
        response={201: entry_schema, **PROBLEMS},
        operation_id=f"record_{register.one}",
        summary=gettext_lazy("Record a new entry"),
    )
    def new(request: HttpRequest, body: given) -> Any:  # type: ignore[valid-type]
        return Status(201, tagged(request, shown(_written(request, register, body, None))))

    @router.patch(
        f"/{register.key}/{{key}}",
        auth=needs(SCOPE),
        response={200: entry_schema, **PROBLEMS},
        operation_id=f"correct_{register.one}",
        summary=gettext_lazy("Correct an entry"),
    )
    def correct(request: HttpRequest, key: str, body: given) -> Any:  # type: ignore[valid-type]
        entry = found(request, register, key)
        require_match(request, shown(entry))
        return tagged(request, shown(_written(request, register, body, entry)))


def _written(request: HttpRequest, register: Register, body: Any, entry: RegisterEntry | None) -> RegisterEntry:
    said = body.dict(exclude_unset=True)
    why = said.pop("why", "")
    origin = {name: said.pop(name) for name in _ORIGIN if name in said}
    return record(request.user, register, said, origin, entry, why)


def _input_schema(register: Register, names: tuple[str, ...]) -> type[Schema]:
    """Every attribute of the register as optional, with its type and words; then the source, and the reason."""
    row = row_schema(f"{register.model.__name__}Row", exports_of(register), register.model, {})
    fields: dict[str, Any] = {}
    for name in names:
        known = row.model_fields[name]
        extra = known.json_schema_extra
        fields[name] = (
            known.annotation,
            Field(_nothing(known.annotation), description=known.description, json_schema_extra=extra),
        )
    fields["source"] = (str, Field("", description=gettext_lazy("where this is from, in words")))
    fields["source_url"] = (str, Field("", max_length=600, description=gettext_lazy("where it can be read")))
    fields["as_of"] = (dt.date | None, Field(None, description=gettext_lazy("the day of which the source speaks")))
    fields["why"] = (str, Field("", description=gettext_lazy("why an entry is corrected")))
    return create_model(f"{register.model.__name__}Input", __base__=Schema, **fields)


def _nothing(annotation: Any) -> Any:
    """What a left-out attribute of this type is; never sent on, as only what was given is."""
    return "" if annotation is str else [] if annotation == list[str] else None


def _by_key(model: Any, name: str, key: str) -> Any:
    row = model.objects.filter(key=key).first()
    if row is None:
        raise ValidationError({name: _("There is no such key: %(key)s.") % {"key": key}})
    return row
