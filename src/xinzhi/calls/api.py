"""Calls and applications as the API shows and takes them; every write is the page's own action."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, File, Router, Schema, Status, UploadedFile
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, Listing, anyone, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy
from xinzhi.fields.models import Field as FieldNode
from xinzhi.registry.models import Organisation

from . import api_review, api_reviewing
from .actions import (
    AnswersError,
    IncompleteError,
    add_member,
    attach_file,
    decide_check,
    run_check,
    save_section,
    start_application,
    submit_application,
    withdraw_application,
)
from .models import Application, Call
from .programmes import documents
from .queries.checking import findings_of
from .queries.printed import handed_in
from .rules import own_applications
from .views.common import application_or_404, call_or_404
from .views.desk import CallApplications
from .views.handing import Mine
from .views.public import Calls
from .words import finding_words, flaw_words, place_words

SCOPE = "calls:write"
CALLS = Listing(Calls, "Call", Call, address=lambda row: reverse("calls:call", args=[row.key]))
MINE = Listing(Mine, "Application", Application, address=lambda row: reverse("calls:application", args=[row.pk]))
HANDED_IN = Listing(
    CallApplications, "CallApplication", Application, address=lambda row: reverse("calls:application", args=[row.pk])
)
ApplicationRow = MINE.row()
router = Router(tags=["calls"])
collection(router, "/calls", CALLS, summary=gettext_lazy("Calls"), row=CALLS.row())
collection(router, "/applications", MINE, summary=gettext_lazy("My applications"), row=ApplicationRow)
collection(
    router,
    "/calls/{key}/applications",
    HANDED_IN,
    summary=gettext_lazy("What was handed in to a call"),
    row=HANDED_IN.row(),
)

CallFacts: Any = create_model(
    "CallFacts", __base__=CALLS.row(), rules=(dict[str, Any], ...), rules_sha256=(str, ...), form=(dict[str, Any], ...)
)


class MemberFacts(Schema):
    name: str
    affiliation: str
    role: str
    work: str


class FileFacts(Schema):
    slot: str
    name: str
    sha256: str
    size: int


class FindingFacts(Schema):
    """A point of the check, with its words."""

    kind: str
    key: str
    verdict: str
    where: str
    name: str
    text: str


ApplicationFacts: Any = create_model(
    "ApplicationFacts",
    __base__=ApplicationRow,
    id=(int, ...),
    answers=(dict[str, dict[str, Any]], ...),
    saved=(dict[str, int], Field(description=gettext_lazy("how often each section was saved: send it back as seen"))),
    team=(list[MemberFacts], ...),
    files=(list[FileFacts], ...),
    findings=(list[FindingFacts], ...),
)


class NewApplication(Schema):
    """For which call and organisation, by their keys."""

    call: str = Field(max_length=120)
    organisation: str = Field(max_length=120)
    title: str = Field(max_length=200)
    field: str = Field("", max_length=80)


class SectionGiven(Schema):
    """A section's answers as the call's form has them (money in fen), and how often it had been saved when it was read."""

    answers: dict[str, Any]
    seen: int = Field(0, ge=0, lt=2**31)


class MemberGiven(Schema):
    name: str = Field(max_length=80)
    affiliation: str = Field(max_length=200)
    role: str = Field("member", max_length=6)
    work: str = Field("", max_length=300)
    orcid: str = Field("", max_length=40)


class Reason(Schema):
    why: str = Field("", max_length=2000)


class Decision(Reason):
    step: str = Field(max_length=10, examples=["pass"])


@router.get("/calls/{key}", auth=anyone(), response={200: CallFacts, **PROBLEMS}, summary=gettext_lazy("One call"))
def call(request: HttpRequest, key: str) -> Any:
    found = call_or_404(request, key)
    values = row_values(Calls.exports, found, CALLS.address(found))
    rules, digest = found.document, found.document_sha256
    return tagged(request, CallFacts(**values, rules=rules, rules_sha256=digest, form=found.form.schema))


@router.get(
    "/programmes/{key}",
    auth=anyone(),
    response={200: dict[str, Any], **PROBLEMS},
    summary=gettext_lazy("The rules of a programme as its file stands now"),
)
def programme(request: HttpRequest, key: str) -> Any:  # noqa: ARG001  ninja hands it in
    if (found := documents().get(key)) is None:
        raise Http404
    return found


@router.post(
    "/applications",
    auth=needs(SCOPE),
    response={201: ApplicationFacts, **PROBLEMS},
    summary=gettext_lazy("Begin an application"),
)
def start(request: HttpRequest, body: NewApplication) -> Any:
    field = FieldNode.objects.filter(key=body.field).first()
    if body.field and field is None:
        raise ValidationError({"field": _("There is no such field.")})
    begun = start_application(
        actor=request.user,
        call=call_or_404(request, body.call),
        organisation=get_object_or_404(Organisation, key=body.organisation),
        title=body.title,
        field=field,
    )
    return Status(201, tagged(request, shown(request, begun)))


@router.get(
    "/applications/{number}",
    auth=signed_in(),
    response={200: ApplicationFacts, **PROBLEMS},
    summary=gettext_lazy("One application"),
)
def application(request: HttpRequest, number: Big) -> Any:
    return tagged(request, shown(request, application_or_404(request, number)))


def save(request: HttpRequest, number: Big, section: str, body: SectionGiven) -> Any:
    found = _unchanged(request, number)
    try:
        save_section(actor=request.user, application=found, section=section, answers=body.answers, seen=body.seen)
    except AnswersError as error:
        schema = found.form.schema
        raise ValidationError(
            {f.where or section: f"{place_words(schema, f.where)}: {flaw_words(f, {})}" for f in error.flaws}
        ) from error
    return tagged(request, shown(request, found))


def join(request: HttpRequest, number: Big, body: MemberGiven) -> Any:
    found = _unchanged(request, number)
    add_member(actor=request.user, application=found, **body.dict())
    return tagged(request, shown(request, found))


def attach(request: HttpRequest, number: Big, slot: str, file: File[UploadedFile]) -> Any:
    found = _unchanged(request, number)
    kind = (file.content_type or "")[:120]
    attach_file(actor=request.user, application=found, slot=slot, file=file, name=file.name or "", media_type=kind)
    return tagged(request, shown(request, found))


def submit(request: HttpRequest, number: Big) -> Any:
    found = _unchanged(request, number)
    try:
        submit_application(actor=request.user, application=found)
    except IncompleteError as error:
        schema, rules = found.form.schema, found.call.rules
        told = [(f.where or f.key, finding_words(f.plain(), rules, schema)) for f in error.findings]
        raise ValidationError({where: f"{words['name']}: {words['text']}" for where, words in told}) from error
    return tagged(request, shown(request, found))


def withdraw(request: HttpRequest, number: Big, body: Reason) -> Any:
    found = _unchanged(request, number)
    withdraw_application(actor=request.user, application=found, why=body.why)
    return tagged(request, shown(request, found))


def check(request: HttpRequest, number: Big) -> Any:
    found = _unchanged(request, number)
    run_check(actor=request.user, application=found)
    return tagged(request, shown(request, found))


def decide(request: HttpRequest, number: Big, body: Decision) -> Any:
    found = _unchanged(request, number)
    if body.step not in {"return", "pass", "refuse", "reopen"}:
        raise ValidationError({"step": _("Choose one of: %(steps)s.") % {"steps": "return, pass, refuse, reopen"}})
    decide_check(actor=request.user, application=found, step=body.step, why=body.why)
    return tagged(request, shown(request, found))


for _method, _path, _operation, _words in (
    (router.put, "/sections/{section}", save, gettext_lazy("Save a section of an application")),
    (router.post, "/team", join, gettext_lazy("Put a person into the team")),
    (router.post, "/files/{slot}", attach, gettext_lazy("Put a file into an application")),
    (router.post, "/submit", submit, gettext_lazy("Hand an application in")),
    (router.post, "/withdraw", withdraw, gettext_lazy("Withdraw an application")),
    (router.post, "/check", check, gettext_lazy("Run the check of an application")),
    (router.post, "/decide", decide, gettext_lazy("Decide on the check of an application")),
):
    _method(
        f"/applications/{{number}}{_path}",
        auth=needs(SCOPE),
        response={200: ApplicationFacts, **PROBLEMS},
        summary=_words,
    )(_operation)


def shown(request: HttpRequest, found: Application) -> Schema:
    """An application with answers, team, files and findings; the office reads what was handed in."""
    values = row_values(Mine.exports, found, MINE.address(found))
    own = own_applications(request.user).filter(pk=found.pk).exists()
    answers = found.answers if own else handed_in(found) or {}
    rules, schema = found.call.rules, found.form.schema
    findings = []
    for finding in findings_of(found):
        words = finding_words(finding.plain(), rules, schema)
        said = {"name": str(words["name"]), "text": str(words.get("text", ""))}
        findings.append(
            {"kind": finding.kind, "key": finding.key, "verdict": finding.verdict, "where": finding.where, **said}
        )
    team = [{"name": m.name, "affiliation": m.affiliation, "role": m.role, "work": m.work} for m in found.members.all()]
    files = [
        {"slot": f.slot, "name": f.name, "sha256": f.file.sha256, "size": f.file.size}
        for f in found.files.select_related("file")
    ]
    made: Schema = ApplicationFacts(
        **values, id=found.pk, answers=answers, saved=found.saved, team=team, files=files, findings=findings
    )
    return made


api_review.add(router)
api_reviewing.add(router)


def _unchanged(request: HttpRequest, number: int) -> Application:
    found = application_or_404(request, number)
    require_match(request, shown(request, found))
    return found
