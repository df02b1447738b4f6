"""Site visits: the call's visits, one visit with its report, the record as a document."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from xinzhi.calls.actions import cancel_visit, move_visit, report_visit, schedule_visit
from xinzhi.calls.document import DOCX, visit_docx
from xinzhi.calls.forms.review import MoveVisitForm, ReasonForm, VisitForm, VisitReportForm
from xinzhi.calls.models import SiteVisit
from xinzhi.calls.rules_review import overseen, visible_visits
from xinzhi.calls.words import visit_points
from xinzhi.calls.workflows_review import VISIT
from xinzhi.core.views.act import act, act_on, first_error
from xinzhi.ledger.queries import proofs_of

from .common import page_of, posted
from .reviewing import managed_call, tabs_of


@login_required
def visits(request: HttpRequest, key: str) -> HttpResponse:
    """The visits of a call by day, and scheduling one."""
    call = managed_call(request, key, "calls.see_reviews")
    if call.rules.step("visit") is None:
        raise Http404
    user: Any = request.user
    may = user.has_perm("calls.manage_review", call)
    form = VisitForm(
        overseen(user).filter(call=call), request.POST or None, initial={"number": request.GET.get("application", "")}
    )
    if request.method == "POST" and act_on(
        request, form, lambda: schedule_visit(actor=user, **form.values()), _("Scheduled. All are told.")
    ):
        return redirect("calls:visits", key)
    rows = visible_visits(user).filter(application__call=call).select_related("application__organisation")
    context = {
        "call": call,
        "tabs": tabs_of(call, "visits"),
        "rows": page_of(request, rows.order_by("-held_on", "-pk")),
        "form": form if may else None,
    }
    return render(request, "calls/visits.html", context)


def _visit(request: HttpRequest, pk: int) -> SiteVisit:
    rows = visible_visits(request.user).select_related(
        "application__call__department", "application__organisation", "reported_by"
    )
    found: SiteVisit = get_object_or_404(rows, pk=pk)
    return found


@login_required
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: who goes, what was found; the report for whoever may write it."""
    found = _visit(request, pk)
    user: Any = request.user
    call = found.application.call
    manages = user.has_perm("calls.manage_review", found)
    may_report = (
        found.state == "scheduled"
        and found.held_on <= timezone.localdate()
        and user.has_perm("calls.report_visit", found)
    )
    form = VisitReportForm(call.rules.visit, request.POST or None) if may_report else None
    if (
        request.method == "POST"
        and form is not None
        and act_on(request, form, lambda: report_visit(actor=user, visit=found, **form.values()), _("Reported."))
    ):
        return redirect("calls:visit", pk)
    is_open = found.state == "scheduled" and manages
    proof = proofs_of("calls.sitevisit", [found.pk]).get(str(found.pk)) if found.digest else None
    context = {
        "visit": found,
        "application": found.application,
        "call": call,
        "state": VISIT.state(found),
        "visitors": found.visitors.all(),
        "points": visit_points(found),
        "form": form,
        "manages": manages,
        "move_form": MoveVisitForm(initial={"held_on": found.held_on, "place": found.place}, auto_id="move_%s")
        if is_open
        else None,
        "cancel_form": ReasonForm(auto_id="cancel_%s") if is_open else None,
        "proof": proof,
    }
    return render(request, "calls/visit.html", context)


@posted
def change(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Move a visit, or call it off."""
    found, user = _visit(request, pk), request.user
    if step not in {"move", "cancel"}:
        raise Http404
    form: Any = MoveVisitForm(request.POST) if step == "move" else ReasonForm(request.POST)
    if not form.is_valid():
        first_error(request, form)
        return redirect("calls:visit", pk)
    if step == "move":
        return act(
            request,
            lambda: move_visit(actor=user, visit=found, **form.cleaned_data),
            _("Moved. All are told."),
            "calls:visit",
            pk,
        )
    return act(
        request,
        lambda: cancel_visit(actor=user, visit=found, why=form.cleaned_data["why"]),
        _("Called off. All are told."),
        "calls:visits",
        found.application.call.key,
    )


@login_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a visit as a Word document."""
    found = _visit(request, pk)
    response = HttpResponse(visit_docx(found), content_type=DOCX)
    name = f"{found.application.number}-visit-{found.pk}.docx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response
