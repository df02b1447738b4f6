"""Site visits: the call's visits, one visit with its report, the record as a document."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from xinzhi.calls.actions import (
    add_visit_picture,
    cancel_visit,
    move_visit,
    remove_visit_picture,
    report_visit,
    schedule_visit,
)
from xinzhi.calls.actions.visit_pictures import MOST_PICTURES
from xinzhi.calls.document import DOCX, visit_docx
from xinzhi.calls.forms.review import MoveVisitForm, ReasonForm, VisitForm, VisitPictureForm, VisitReportForm
from xinzhi.calls.models import SiteVisit
from xinzhi.calls.rules_review import overseen, visible_visits
from xinzhi.calls.words import visit_points
from xinzhi.calls.workflows_review import VISIT
from xinzhi.core.files import address
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
    found, user = _visit(request, pk), request.user
    form = _report_form(request, found)
    if (
        request.method == "POST"
        and form is not None
        and act_on(request, form, lambda: report_visit(actor=user, visit=found, **form.values()), _("Reported."))
    ):
        return redirect("calls:visit", pk)
    return _page(request, found, form, VisitPictureForm(auto_id="picture_%s"))


@posted
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a photograph into the report."""
    found, user = _visit(request, pk), request.user
    form = VisitPictureForm(request.POST, request.FILES, auto_id="picture_%s")
    if act_on(
        request,
        form,
        lambda: add_visit_picture(actor=user, visit=found, **form.cleaned_data),
        _("The picture is added."),
    ):
        return redirect(f"{reverse('calls:visit', args=[pk])}#pictures")
    return _page(request, found, _report_form(request, found, bound=False), form)


@posted
def drop_picture(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """Take a photograph out of the report."""
    found = _visit(request, pk)
    picture = get_object_or_404(found.pictures.select_related("file", "visit__application__call"), pk=piece)
    return act(
        request,
        lambda: remove_visit_picture(actor=request.user, picture=picture),
        _("The picture is taken out."),
        f"{reverse('calls:visit', args=[pk])}#pictures",
    )


def _report_form(request: HttpRequest, found: SiteVisit, *, bound: bool = True) -> VisitReportForm | None:
    """The report, for whoever may give it once the visit has taken place."""
    user: Any = request.user
    may = found.state == "scheduled" and found.held_on <= timezone.localdate()
    if not may or not user.has_perm("calls.report_visit", found):
        return None
    return VisitReportForm(found.application.call.rules.visit, (request.POST or None) if bound else None)


def _page(
    request: HttpRequest, found: SiteVisit, form: VisitReportForm | None, picture_form: VisitPictureForm
) -> HttpResponse:
    user: Any = request.user
    manages = user.has_perm("calls.manage_review", found)
    is_open = found.state == "scheduled" and manages
    proof = proofs_of("calls.sitevisit", [found.pk]).get(str(found.pk)) if found.digest else None
    rows = list(found.pictures.select_related("file", "preview", "visit__application"))
    context = {
        "visit": found,
        "application": found.application,
        "call": found.application.call,
        "state": VISIT.state(found),
        "visitors": found.visitors.all(),
        "points": visit_points(found),
        "form": form,
        "pictures": [
            {
                "picture": p,
                "url": address(p.file, p.name),
                "small": address(p.preview, f"{p.pk}.jpg"),
            }
            for p in rows
        ],
        "picture_form": picture_form if form is not None and len(rows) < MOST_PICTURES else None,
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
