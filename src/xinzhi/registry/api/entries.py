"""Reading a register: its list as on its page, one entry with all that sources say of it, its versions."""

from functools import cache
from typing import Any, cast
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from ninja import Field, Router, Schema
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, Listing, anyone, collection, tagged
from xinzhi.core.api.history import Version, history_of
from xinzhi.core.api.problems import Moved, Problem
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import ProblemDocument
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.exports import exports_of
from xinzhi.registry.models import Person, RegisterEntry, Standing
from xinzhi.registry.queries import related
from xinzhi.registry.queries.claims import dissent, figures_of, statements_about, ties_of, titles_of
from xinzhi.registry.registers import Register, register_of
from xinzhi.registry.rules import visible_entries
from xinzhi.registry.views.entries import list_of
from xinzhi.registry.words import entry_address

from .shapes import (
    Differing,
    Figures,
    Reference,
    Related,
    Source,
    TitleHeld,
    dissent_told,
    figures_told,
    reference,
    source_of,
    tie_of,
    title_of,
)

MOVED = {308: ProblemDocument}


class Neighbour(Reference):
    """Another entry and what it is to this one."""

    relation: str


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
        "dissent": (list[Differing], Field(description=_("attributes on which the sources differ"))),
        "relations": (list[Related], Field(description=_("how it stands to other entries"))),
        "titles": (list[TitleHeld], Field(description=_("titles it holds or held"))),
        "figures": (list[Figures], Field(description=_("its dated figures by measure"))),
        "related": (list[Neighbour], Field(description=_("entries that sources name beside it"))),
        "log": (str, Field(description=_("where its entries in the log are listed; empty for people"))),
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
        response={200: entry_schema, **MOVED, **PROBLEMS},
        operation_id=f"get_{name}",
        summary=_("One entry"),
    )
    def entry(request: HttpRequest, key: str) -> Any:
        return tagged(request, shown(found(request, register, key), request.user))

    @router.get(
        f"/{register.key}/{{key}}/history",
        auth=anyone(),
        response={200: list[Version], **MOVED, **PROBLEMS},
        operation_id=f"history_of_{name}",
        summary=_("How an entry changed"),
    )
    def history(request: HttpRequest, key: str) -> list[dict[str, Any]]:
        subject = found(request, register, key)
        return [] if register.private else history_of(subject)  # versions hold personal values too


def found(request: HttpRequest, register: Register, key: str) -> RegisterEntry:
    """The entry of this key that the caller may see.

    Raises Http404; for an entry that was merged into one the caller may see, Moved when it is read and Problem 409 when
    it is written to: whoever writes should have read what it has become.
    """
    rows = visible_entries(request.user, register.model)
    subject: RegisterEntry | None = rows.filter(key=key).first()
    if subject is not None:
        return subject
    merged = register.all_entries().filter(key=key, standing=Standing.MERGED).first()
    into: RegisterEntry | None = rows.filter(pk=merged.merged_into_id).first() if merged is not None else None
    if into is None:
        raise Http404
    if request.method != "GET":
        raise Problem(409, gettext("This entry was merged into «%(key)s»: write there.") % {"key": into.key})
    before, _slash, after = request.path.partition(f"/{register.key}/{key}")
    raise Moved(f"{before}/{register.key}/{quote(into.key)}{after}")


def shown(subject: RegisterEntry, user: Any) -> Schema:
    """An entry as the API says it to this person: what its page shows, but never a personal value."""
    register = register_of(subject)
    listing = listing_of(register)
    statements = statements_about(subject, user)
    _row, schema = schemas_of(register)
    made: Any = schema
    entry: Schema = made(
        **row_values(listing.told, subject, listing.address(subject)),
        sources=[source_of(s) for s in statements],
        dissent=[dissent_told(one) for one in dissent(register, statements, personal=False)],
        relations=[tie_of(subject, tie) for tie in ties_of(subject, user)],
        titles=[title_of(title) for title in titles_of(subject, user)],
        figures=[figures_told(series) for series in figures_of(subject)],
        related=_neighbours(subject),
        log=_log(subject),
    )
    return entry


def _log(subject: RegisterEntry) -> str:
    """Where its entries in the log are listed. People stand there under a pseudonym, which must not be told."""
    if isinstance(subject, Person):
        return ""
    named = {"kind": subject._meta.label_lower, "number": subject.pk}  # noqa: SLF001  Django's documented Meta
    return f"/api/v1/ledger/entries?{urlencode(named)}"


def _neighbours(subject: RegisterEntry) -> list[dict[str, str]]:
    return [{"relation": str(group.title), **reference(other)} for group in related(subject) for other in group.entries]
