"""Bringing tables in: the steps of docs/imports.md for programs, by the pages' own actions."""

from dataclasses import replace
from typing import Annotated, Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from xinzhi.core.api import PROBLEMS, Listing, Many, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.me import paged
from xinzhi.core.api.schemas import Big, Page
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.actions import map_import, repair_row, skip_row, start_import
from xinzhi.registry.actions.start_import import proposal
from xinzhi.registry.models import Import, ImportPolicy, ImportRow, RowOutcome
from xinzhi.registry.provenance import provenance_of
from xinzhi.registry.registers import BY_KEY, Register
from xinzhi.registry.tasks.imports import take_step
from xinzhi.registry.views.imports.common import get_batch
from xinzhi.registry.views.imports.list import ImportList

from .claims import SCOPE, Reason
from .import_shapes import (
    POLICIES,
    REGISTER_KEYS,
    ImportFacts,
    MappingFacts,
    RowFacts,
    address_of,
    facts,
    imports_told,
    mapping_told,
    rows_told,
)
from .writing import PROVENANCE, Origin

Text = Annotated[str, Field(max_length=2000)]
_TEXTS = 500  # columns of a file, at most


class ImportGiven(Origin):
    """What the file is of, and where it is from. A row's own source and day win over those given here."""

    register_key: str = Field("", description=_("without it found by the headings"), json_schema_extra=REGISTER_KEYS)
    sheet: str = Field("", max_length=120, description=_("of a workbook; without it the first"))


class MappingGiven(Origin):
    """What is left out stays. With another register and no mapping, what is proposed there is taken."""

    register_key: str = Field("", json_schema_extra=REGISTER_KEYS)
    mapping: dict[str, Text] | None = Field(
        None, max_length=_TEXTS, description=_("column to attribute; columns left out are kept unused")
    )
    constants: dict[str, Text] | None = Field(
        None, max_length=_TEXTS, description=_("attribute to the text that stands in every row")
    )


class MappingQuery(Schema):
    register_key: str = Field("", description=_("show what is proposed there"), json_schema_extra=REGISTER_KEYS)


class RowsQuery(Page):
    outcome: RowOutcome | None = Field(None, description=_("what became of the row"))


class Repair(Reason):
    cells: dict[str, Text] = Field(
        max_length=_TEXTS, description=_("column to its right text; «@attribute» where the file has no such column")
    )


class Proposing(Reason):
    policy: str = Field(ImportPolicy.ALL.value, json_schema_extra=POLICIES)


def add(router: Router) -> None:
    """The list, the file, its mapping, its rows, and the steps."""
    listing = Listing(ImportList, "ImportFacts", Import, address_of, told_by=imports_told)
    collection(router, "/imports", listing, summary=cast("str", ImportList.title), row=ImportFacts)
    stepped = {200: ImportFacts, 202: ImportFacts, **PROBLEMS}
    operations: tuple[tuple[Any, str, Any, Any, Any, str], ...] = (
        (router.post, "", needs(SCOPE), {201: ImportFacts}, start, _("Bring in a file")),
        (router.get, "/{number}", signed_in(), {200: ImportFacts}, one, _("One import")),
        (router.get, "/{number}/mapping", signed_in(), {200: MappingFacts}, mapping, _("Which column holds what")),
        (router.patch, "/{number}/mapping", needs(SCOPE), {200: MappingFacts}, remap, _("Say which column holds what")),
        (router.get, "/{number}/rows", signed_in(), {200: Many[RowFacts]}, rows, _("Rows with what is wrong in them")),
        (router.get, "/{number}/rows/{line}", signed_in(), {200: RowFacts}, row, _("One row")),
        (router.patch, "/{number}/rows/{line}", needs(SCOPE), {200: RowFacts}, repair, _("Repair a row")),
        (router.post, "/{number}/rows/{line}/skip", needs(SCOPE), {200: RowFacts}, skip, _("Leave a row out")),
        (router.post, "/{number}/check", needs(SCOPE), stepped, check, _("Check every row; nothing is public yet")),
        (router.post, "/{number}/propose", needs(SCOPE), stepped, propose, _("Let the rows wait for a second person")),
        (router.post, "/{number}/accept", needs(SCOPE), stepped, accept, _("Accept what somebody else brought in")),
        (router.post, "/{number}/reject", needs(SCOPE), stepped, reject, _("Reject what somebody else brought in")),
        (router.post, "/{number}/undo", needs(SCOPE), stepped, undo, _("Take back a whole import")),
    )
    for method, path, auth, answers, operation, words in operations:
        method(f"/imports{path}", auth=auth, response={**answers, **PROBLEMS}, summary=words)(operation)


def start(request: HttpRequest, file: File[UploadedFile], body: Form[ImportGiven]) -> Any:
    batch = start_import(
        actor=request.user,
        file=file,
        name=file.name or "",
        provenance=body.provenance(),
        register=_register(body.register_key),
        sheet=body.sheet,
    )
    return Status(201, tagged(request, facts(batch)))


def one(request: HttpRequest, number: Big) -> Any:
    return tagged(request, facts(get_batch(request, number)))


def mapping(request: HttpRequest, number: Big, query: Query[MappingQuery]) -> Any:
    batch = get_batch(request, number)
    return tagged(request, mapping_told(batch, _register(query.register_key) or BY_KEY[batch.register]))


def remap(request: HttpRequest, number: Big, body: MappingGiven) -> Any:
    batch = get_batch(request, number)
    own = BY_KEY[batch.register]
    require_match(request, mapping_told(batch, own))
    register = _register(body.register_key) or own
    given = body.dict(exclude_unset=True)
    mapped = map_import(
        actor=request.user,
        batch=batch,
        register=register,
        mapping=_mapping(batch, register) if body.mapping is None else body.mapping,
        constants=(batch.constants if register == own else {}) if body.constants is None else body.constants,
        provenance=replace(provenance_of(batch), **{name: given[name] for name in PROVENANCE if name in given}),
        why=body.why,
    )
    return tagged(request, mapping_told(mapped, register))


def rows(request: HttpRequest, number: Big, query: Query[RowsQuery]) -> Any:
    batch = get_batch(request, number)
    wanted = batch.rows.filter(outcome=query.outcome) if query.outcome else batch.rows.all()
    page = paged(request, wanted, query)
    return {**page, "items": rows_told(batch, page["items"])}


def row(request: HttpRequest, number: Big, line: Big) -> Any:
    return tagged(request, _told(_row(request, number, line)))


def repair(request: HttpRequest, number: Big, line: Big, body: Repair) -> Any:
    subject = _row(request, number, line)
    require_match(request, _told(subject))
    return tagged(request, _told(repair_row(actor=request.user, row=subject, cells=body.cells, why=body.why)))


def skip(request: HttpRequest, number: Big, line: Big, body: Reason) -> Any:
    subject = _row(request, number, line)
    require_match(request, _told(subject))
    return tagged(request, _told(skip_row(actor=request.user, row=subject, why=body.why)))


def check(request: HttpRequest, number: Big) -> Any:
    return _step(request, number, "check")


def propose(request: HttpRequest, number: Big, body: Proposing) -> Any:
    if body.policy not in ImportPolicy.values:
        raise ValidationError({"policy": gettext("Choose what is proposed.")})
    return _step(request, number, "propose", policy=body.policy, why=body.why)


def accept(request: HttpRequest, number: Big, body: Reason) -> Any:
    return _step(request, number, "accept", why=body.why)


def reject(request: HttpRequest, number: Big, body: Reason) -> Any:
    return _step(request, number, "reject", why=body.why)


def undo(request: HttpRequest, number: Big, body: Reason) -> Any:
    return _step(request, number, "undo", why=body.why)


def _step(request: HttpRequest, number: int, step: str, **arguments: str) -> Any:
    """The import after the step; 202 with the number of the job where one takes it."""
    batch = get_batch(request, number)
    require_match(request, facts(batch))
    job = take_step(step, batch=batch, actor=request.user, **arguments)
    batch.refresh_from_db()
    return Status(200 if job is None else 202, tagged(request, facts(batch)))


def _row(request: HttpRequest, number: int, line: int) -> ImportRow:
    found: ImportRow = get_object_or_404(get_batch(request, number).rows.select_related("batch__file"), line=line)
    return found


def _told(subject: ImportRow) -> RowFacts:
    [told] = rows_told(subject.batch, [subject])
    return told


def _register(key: str) -> Register | None:
    """The register of this key, None for no key. Raises ValidationError."""
    if key and key not in BY_KEY:
        raise ValidationError({"register_key": gettext("There is no such register.")})
    return BY_KEY.get(key)


def _mapping(batch: Import, register: Register) -> dict[str, str]:
    """The mapping that stands, or what is proposed for another register than the import's."""
    if register.key == batch.register:
        return dict(batch.mapping)
    return {m.column.name: m.attribute for m in proposal(batch, register).matches}
