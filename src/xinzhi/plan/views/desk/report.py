"""One progress report: writing it, handing it in, deciding on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from xinzhi.core.formats import pair
from xinzhi.plan.actions import (
    accept_report,
    attach_evidence,
    edit_report,
    remove_evidence,
    return_report,
    start_report,
    submit_report,
)
from xinzhi.plan.forms.common import ReasonForm, show_refusal
from xinzhi.plan.forms.report import figure_rows, report_form
from xinzhi.plan.models import Duty, Evidence, Period, Report
from xinzhi.plan.rules import visible_periods, visible_reports

from .common import posted, seen, tell
from .report_context import context


@posted
def start(request: HttpRequest, duty: int, period: int) -> HttpResponse:
    """Begin the report of a duty for a period, or go on with the one begun."""
    owed = get_object_or_404(Duty.objects.select_related("measure", "organisation"), pk=duty)
    span = get_object_or_404(visible_periods(request.user), pk=period)
    try:
        report = start_report(actor=request.user, duty=owed, period=span)
    except ValidationError as error:
        tell(request, error)
        return redirect("workbench")
    return redirect("plan:report", report.pk)


@login_required
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The report. Posting to it saves what is typed and, with `step=submit`, hands it in.

    Another department's report is answered with 404: that it exists is not told.
    """
    report = _report(request, pk)
    if request.method == "POST":
        return _save(request, report)
    return render(request, "plan/desk/report.html", context(request, report))


def _save(request: HttpRequest, report: Report) -> HttpResponse:
    form, rows = report_form(report, request.POST, request.FILES), figure_rows(report, request.POST)
    valid = all([form.is_valid(), rows.is_valid()])
    # Files first, and whatever else is wrong: a browser cannot give a chosen file back to the form.
    refused = _attach(request, report, form.cleaned_data.get("evidence") or [])
    if valid:
        said = rows.said()
        try:
            report.updated_at = seen(form, report.updated_at)
            edit_report(
                actor=request.user,
                report=report,
                text=form.cleaned_data["text"],
                assessment=form.cleaned_data["assessment"],
                next_steps=form.cleaned_data["next_steps"],
                figures=[row.figure() for row in said],
            )
        except ValidationError as error:
            show_refusal(form, error, said)
    for text in refused:
        form.add_error("evidence", text)
    if valid and not form.errors and not any(row.errors for row in rows):
        try:
            if request.POST.get("step") == "submit":
                submit_report(actor=request.user, report=report)
                messages.success(request, _("Handed in. The plan office has been told."))
            else:
                messages.success(request, _("Saved."))
            return redirect("plan:report", report.pk)
        except ValidationError as error:
            messages.info(request, _("Saved, but not handed in yet."))
            show_refusal(form, error)
            rows = figure_rows(report)
            form.data = {**form.data.dict(), "seen": report.updated_at.isoformat()}  # type: ignore[attr-defined]
    return render(request, "plan/desk/report.html", context(request, report, form=form, rows=rows))


def _attach(request: HttpRequest, report: Report, files: list[Any]) -> list[str]:
    """Put the files behind the report; the reasons why some were not accepted."""
    refused = []
    for file in files:
        try:
            attach_evidence(
                actor=request.user, report=report, file=file, name=file.name, media_type=file.content_type or ""
            )
        except ValidationError as error:
            refused += [pair(file.name, text) for text in error.messages]
    return refused


@posted
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the report back with a reason."""
    return _decide(request, _report(request, pk), return_report, _("Returned. The department has been told why."))


@posted
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the report: from now on its figures count."""
    return _decide(request, _report(request, pk), accept_report, _("Accepted. Its figures count from now on."))


def _decide(request: HttpRequest, report: Report, action: Any, done: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    form.is_valid()
    try:
        action(actor=request.user, report=report, why=form.cleaned_data.get("why", ""))
    except ValidationError as error:
        report.refresh_from_db()
        if not context(request, report)["may_decide"]:
            tell(request, error)
            return redirect("plan:report", report.pk)
        show_refusal(form, error)
        if error.code == "reason":
            form.errors.pop("__all__", None)
            form.add_error("why", error.messages)
        return render(request, "plan/desk/report.html", context(request, report, decision=form))
    messages.success(request, done)
    return redirect("plan:report", report.pk)


@posted
def drop_evidence(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """Take a file from the report."""
    report = _report(request, pk)
    piece = get_object_or_404(Evidence.objects.select_related("report__duty", "file"), pk=evidence, report=report)
    remove_evidence(actor=request.user, evidence=piece)
    messages.success(request, _("Removed: %(name)s") % {"name": piece.name})
    return redirect("plan:report", report.pk)


def _report(request: HttpRequest, pk: int) -> Report:
    rows = visible_reports(request.user).select_related(
        "duty__measure__plan", "duty__organisation", "period__plan", "author", "submitted_by", "decided_by"
    )
    report: Report = get_object_or_404(rows, pk=pk)
    return report


__all__ = ["Period", "accept", "drop_evidence", "report_page", "return_", "start"]
