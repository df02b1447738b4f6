"""Reading a register: its list as on its page, one entry with its sources and what belongs to it, its versions."""

import datetime as dt
from functools import cache
from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, Listing, anyone, collection, tagged
from xinzhi.core.api.history import Version, history_of
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.exports import exports_of
from xinzhi.registry.links import source_address
from xinzhi.registry.models import RegisterEntry, Statement
from xinzhi.registry.queries import related
from xinzhi.registry.queries.claims import statements_about
from xinzhi.registry.registers import BY_ONE, Register, register_of
from xinzhi.registry.rules import visible_entries
from xinzhi.registry.views.entries import list_of
from xinzhi.registry.words import entry_address


class Source(Schema):
    """What one source says of the entry, and whether a second person accepted it."""

    id: int = Field(description=_("number of the statement"))
    state: str
    values: dict[str, Any] = Field(description=_("what it says, in machine form"))
    period: int | None = Field(description=_("the year, where these are dated figures"))
    source: str
    source_url: str = Field(description=_("where it can be read"))
    as_of: dt.date | None = Field(description=_("the day of which it speaks"))
    as_of_precision: str
    confidence: str
    simulated: bool


class Neighbour(Schema):
    """Another entry and what it is to this one."""

    relation: str
    register_key: str
    key: str
    name: str
    url: str


@cache
def listing_of(register: Register) -> Listing:
    """The register's list page with its rows' schema."""
    types = {"fields": list[str]} if register.has_many_fields else {}
    return Listing(
        list_of(register), register.model.__name__, register.model, entry_address, types, exports_of(register)
    )


@cache
def schemas_of(register: Register) -> tuple[type[Schema], type[Schema]]:
    """The schema of a row, and that of an entry on its own."""
    row = listing_of(register).row()
    more: dict[str, Any] = {
        "sources": (list[Source], Field(description=_("what each source says, the youngest first"))),
        "related": (list[Neighbour], Field(description=_("entries that belong to it"))),
    }
    return row, create_model(f"{register.model.__name__}Entry", __base__=row, **more)


def add(router: Router, register: Register) -> None:
    """`GET` of the list, of an entry and of its versions."""
    row, entry_schema = schemas_of(register)
    collection(router, f"/{register.key}", listing_of(register), summary=cast("str", register.title), row=row)
    name = register.one

    @router.get(
        f"/{register.key}/{{key}}",
        auth=anyone(),
        response={200: entry_schema, **PROBLEMS},
        operation_id=f"get_{name}",
        summary=_("One entry"),
    )
    def entry(request: HttpRequest, key: str) -> Any:
        return tagged(request, shown(found(request, register, key), request.user))

    @router.get(
        f"/{register.key}/{{key}}/history",
        auth=anyone(),
        response={200: list[Version], **PROBLEMS},
        operation_id=f"history_of_{name}",
        summary=_("How an entry changed"),
    )
    def history(request: HttpRequest, key: str) -> list[dict[str, Any]]:
        return history_of(found(request, register, key))


def found(request: HttpRequest, register: Register, key: str) -> RegisterEntry:
    """The entry of this key that the caller may see. Raises Http404."""
    subject: RegisterEntry = get_object_or_404(visible_entries(request.user, register.model), key=key)
    return subject


def shown(subject: RegisterEntry, user: Any) -> Schema:
    """An entry as the API says it to this person."""
    register = register_of(subject)
    listing = listing_of(register)
    _row, schema = schemas_of(register)
    values = row_values(listing.told, subject, listing.address(subject))
    made: Any = schema
    return cast("Schema", made(**values, sources=sources_of(subject, user), related=_neighbours(subject)))


def sources_of(subject: RegisterEntry, user: Any) -> list[dict[str, Any]]:
    """The statements on the entry that the user may see, without personal values."""
    return [said(statement) for statement in statements_about(subject, user)]


def said(statement: Statement) -> dict[str, Any]:
    """A statement as the API says it."""
    private = BY_ONE[statement.kind].private
    return {
        "id": statement.pk,
        "state": statement.state,
        "values": {name: value for name, value in statement.values.items() if name not in private},
        "period": statement.period,
        "source": statement.source,
        "source_url": source_address(statement.source_url),
        "as_of": statement.as_of,
        "as_of_precision": statement.as_of_precision,
        "confidence": statement.confidence,
        "simulated": statement.simulated,
    }


def _neighbours(subject: RegisterEntry) -> list[dict[str, str]]:
    return [
        {
            "relation": str(group.title),
            "register_key": group.register.key,
            "key": other.key,
            "name": other.label,
            "url": entry_address(other),
        }
        for group in related(subject)
        for other in group.entries
    ]
