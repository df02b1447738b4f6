"""Progress reports: begun, written, backed by files, handed in, decided; each by the page's own action."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, File, Router, Schema, Status, UploadedFile
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, Listing, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.rows import Number, row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy
from xinzhi.plan.actions import (
    FigureInput,
    accept_report,
    attach_evidence,
    edit_report,
    return_report,
    start_report,
    submit_report,
)
from xinzhi.plan.models import Duty, Report, Target
from xinzhi.plan.rules import visible_plans, visible_reports
from xinzhi.plan.views.desk.reports import Reports

SCOPE = "plan:write"
REPORTS = Listing(
    Reports,
    "Report",
    Report,
    address=lambda row: reverse("plan:report", args=[row.pk]),
    types={"working_days_late": int},
)
ReportRow = REPORTS.row()


class ReportedFigure(Schema):
    target: str = Field(description=gettext_lazy("key of the target"))
    value: Number
    as_of: dt.date
    note: str


class EvidenceFacts(Schema):
    name: str
    sha256: str
    size: int


ReportFacts: Any = create_model(
    "ReportFacts", __base__=ReportRow, figures=(list[ReportedFigure], ...), evidence=(list[EvidenceFacts], ...)
)


class NewReport(Schema):
    """Which duty is reported on, for which period."""

    duty: int = Field(ge=1, lt=2**63)
    period: str = Field(max_length=20, description=gettext_lazy("its label, such as 2026-Q1"))


class FigureGiven(Schema):
    target: str = Field(max_length=60)
    value: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
    as_of: dt.date
    note: str = Field("", max_length=300)


class ReportText(Schema):
    """What a report says; what is left out stays, figures are replaced as a whole."""

    text: str | None = Field(None, max_length=20000)
    assessment: str | None = Field(None, max_length=10, examples=["on_track"])
    next_steps: str | None = Field(None, max_length=20000)
    figures: list[FigureGiven] | None = Field(None, max_length=100)


class Reason(Schema):
    why: str = Field("", max_length=2000)


def add(router: Router) -> None:
    """The operations on reports."""
    answers = {200: ReportFacts, **PROBLEMS}
    collection(router, "/reports", REPORTS, summary=gettext_lazy("Progress reports"), row=ReportRow)
    router.post(
        "/reports",
        auth=needs(SCOPE),
        response={201: ReportFacts, **PROBLEMS},
        summary=gettext_lazy("Begin the report of a duty for a period"),
    )(start)
    router.get("/reports/{number}", auth=signed_in(), response=answers, summary=gettext_lazy("One report"))(report)
    writes = (
        (router.patch, "", edit, gettext_lazy("Change what a report says")),
        (router.post, "/submit", submit, gettext_lazy("Hand a report in")),
        (router.post, "/accept", accept, gettext_lazy("Accept a report")),
        (router.post, "/return", send_back, gettext_lazy("Return a report for correction")),
        (router.post, "/evidence", attach, gettext_lazy("Put a file behind a report")),
    )
    for method, path, operation, words in writes:
        method(f"/reports/{{number}}{path}", auth=needs(SCOPE), response=answers, summary=words)(operation)


def start(request: HttpRequest, body: NewReport) -> Any:
    duties = Duty.objects.filter(measure__plan__in=visible_plans(request.user))
    duty = get_object_or_404(duties.select_related("measure__plan", "organisation"), pk=body.duty)
    period = duty.measure.plan.periods.filter(label=body.period).first()
    if period is None:
        raise ValidationError({"period": _("The plan has no such period.")})
    begun = start_report(actor=request.user, duty=duty, period=period)
    return Status(201, tagged(request, shown(begun)))


def report(request: HttpRequest, number: Big) -> Any:
    return tagged(request, shown(found(request, number)))


def edit(request: HttpRequest, number: Big, body: ReportText) -> Any:
    subject = _unchanged(request, number)
    given = body.dict(exclude_unset=True)
    figures = given.get("figures")
    edited = edit_report(
        actor=request.user,
        report=subject,
        text=_kept(given, "text", subject.text),
        assessment=_kept(given, "assessment", subject.assessment),
        next_steps=_kept(given, "next_steps", subject.next_steps),
        figures=_held(subject) if figures is None else [_figure(subject, n, f) for n, f in enumerate(figures)],
    )
    return tagged(request, shown(edited))


def submit(request: HttpRequest, number: Big) -> Any:
    return tagged(request, shown(submit_report(actor=request.user, report=_unchanged(request, number))))


def accept(request: HttpRequest, number: Big, body: Reason) -> Any:
    return tagged(request, shown(accept_report(actor=request.user, report=_unchanged(request, number), why=body.why)))


def send_back(request: HttpRequest, number: Big, body: Reason) -> Any:
    return tagged(request, shown(return_report(actor=request.user, report=_unchanged(request, number), why=body.why)))


def attach(request: HttpRequest, number: Big, file: File[UploadedFile]) -> Any:
    subject = _unchanged(request, number)
    kind = (file.content_type or "")[:120]
    attach_evidence(actor=request.user, report=subject, file=file, name=file.name or "", media_type=kind)
    return tagged(request, shown(subject))


def found(request: HttpRequest, number: int) -> Report:
    """The report of this number that the caller may see. Raises Http404."""
    rows = visible_reports(request.user).select_related("duty__measure__plan", "duty__organisation", "period")
    subject: Report = get_object_or_404(rows, pk=number)
    return subject


def shown(subject: Report) -> Schema:
    """A report with its figures and the names of its evidence."""
    values = row_values(Reports.exports, subject, REPORTS.address(subject))
    figures = [
        {"target": f.target.key, "value": _number(f.value), "as_of": f.as_of, "note": f.note}
        for f in subject.figures.select_related("target")
    ]
    evidence = [
        {"name": e.name, "sha256": e.file.sha256, "size": e.file.size} for e in subject.evidence.select_related("file")
    ]
    made: Schema = ReportFacts(**values, figures=figures, evidence=evidence)
    return made


def _unchanged(request: HttpRequest, number: int) -> Report:
    subject = found(request, number)
    require_match(request, shown(subject))
    return subject


def _kept(given: dict[str, Any], name: str, before: str) -> str:
    """What is to stand: the value given, also an empty one; else what stood."""
    value = given.get(name)
    return before if value is None else value


def _held(subject: Report) -> list[FigureInput]:
    figures = subject.figures.select_related("target")
    return [FigureInput(target=f.target, value=f.value, as_of=f.as_of, note=f.note) for f in figures]


def _figure(subject: Report, place: int, given: dict[str, Any]) -> FigureInput:
    target = Target.objects.filter(plan=subject.period.plan_id, key=given["target"]).first()
    if target is None:
        raise ValidationError({f"figures.{place}.target": _("The plan has no such target.")})
    return FigureInput(target=target, value=given["value"], as_of=given["as_of"], note=given["note"])


def _number(value: Decimal) -> Number:
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)
