"""The programme manager's desk: calls with their funnels, what is late, what is out of the ordinary; making calls."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.actions import cancel_call, change_call, end_call, make_call, publish_call
from xinzhi.calls.forms.office import CallForm, WhyForm
from xinzhi.calls.models import Call, CheckResult
from xinzhi.calls.programmes import documents, programmes
from xinzhi.calls.queries.desk import exceptions, funnels, overdue
from xinzhi.calls.rules import office_applications
from xinzhi.calls.tables import OfficeFilter, OfficeTable, call_standing
from xinzhi.calls.tasks import CHECK
from xinzhi.calls.words import STEPS
from xinzhi.calls.workflows import CALL
from xinzhi.core.formats import in_language
from xinzhi.core.jobs import start
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.core.views.common import add_errors
from xinzhi.registry.models import Organisation

from .common import call_or_404, page_of, posted
from .reviewing import tabs_of

_MOST = 12
_APPLY_DAYS = 30


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Everything that waits, for the managers of a department; auditors read all."""
    user: Any = request.user
    if not has_role(user, Role.PROGRAMME_MANAGER, Role.AUDITOR):
        raise PermissionDenied
    mine = organisations_of(user, Role.PROGRAMME_MANAGER)
    calls = Call.objects.select_related("department").exclude(state="cancelled")
    if not has_role(user, Role.AUDITOR):
        calls = calls.filter(department__in=mine)
    found = list(calls)
    counts = funnels(found)
    applications = office_applications(user)
    late = overdue(applications, {c.pk: c for c in found})
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": [{"call": c, "funnel": counts[c.pk], "standing": call_standing(c)} for c in page],
        "late": [{"late": x, "step": STEPS.get(x.step, "")} for x in late[:_MOST]],
        "late_count": len(late),
        "odd": exceptions(applications)[:_MOST],
        "to_check": sum(counts[c.pk].to_check for c in found),
        "open": sum(c.is_accepting for c in found),
        "closing": sorted((c for c in found if c.is_accepting), key=lambda c: c.closes_at)[:_MOST],
        "may_make": bool(mine),
    }
    return render(request, "calls/desk.html", context)


@login_required
def new_call(request: HttpRequest) -> HttpResponse:
    """Choose the programme to open: those of the reader's departments."""
    departments = _departments(request.user)
    found = [
        {"programme": p, "name": in_language(p.name, p.name_en), "summary": in_language(p.summary, p.summary_en)}
        for p in programmes().values()
        if p.department in departments
    ]
    return render(request, "calls/new_call.html", {"rows": found})


@login_required
def new_call_of(request: HttpRequest, programme: str) -> HttpResponse:
    """Make a call of a programme."""
    document = documents().get(programme)
    if document is None:
        raise Http404
    department = _departments(request.user).get(document["programme"]["department"])
    if department is None:
        raise PermissionDenied
    form = CallForm(request.POST or None, initial=_first_values(document))
    if request.method == "POST" and form.is_valid():
        try:
            call = make_call(
                actor=request.user,
                department=department,
                document=document,
                year=form.cleaned_data["opens"].year,
                **form.values(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Made. Nobody outside the department sees it before you publish it."))
            return redirect("calls:manage", call.key)
    head = document["programme"]
    title = in_language(head["name"], head["name_en"])
    above = (_("Make a call"), reverse("calls:new_call"))
    context = {"form": form, "title": title, "submit": _("Make the call"), "above": above}
    return render(request, "calls/call_form.html", context)


def _first_values(document: dict[str, Any]) -> dict[str, Any]:
    """Tomorrow, and the working days that the file gives for applying (as calendar days where it gives none)."""
    from xinzhi.core.workdays import add_workdays

    today = timezone.localdate()
    head = document["programme"]
    days = next((s.get("workdays") for s in document["step"] if s["key"] == "apply"), None)
    opens = today + dt.timedelta(days=1)
    quota = next((q.get("most") for q in document.get("quota", []) if q["per"] == "call"), None)
    return {
        "name": f"{opens.year} 年度{head['name']}",
        "name_en": f"{head['name_en']} {opens.year}",
        "opens": opens,
        "closes": add_workdays(opens, days) if days else opens + dt.timedelta(days=_APPLY_DAYS),
        "quota": quota,
        "purse": document.get("budget", {}).get("total_yuan"),
    }


def _departments(user: Any) -> dict[str, Organisation]:
    """The departments for which the reader manages programmes, by key."""
    rows = Organisation.objects.filter(pk__in=organisations_of(user, Role.PROGRAMME_MANAGER))
    return {o.key: o for o in rows}


@login_required
def manage(request: HttpRequest, key: str) -> HttpResponse:
    """Change a call; its steps are buttons on the same page."""
    call = _managed(request, key)
    form = CallForm(request.POST or None, initial=CallForm.of(call))
    if request.method == "POST" and form.is_valid():
        fresh = request.POST.get("refresh")
        document = documents().get(call.programme) if fresh and call.state == "draft" else None
        try:
            change_call(actor=request.user, call=call, why=form.cleaned_data["why"], document=document, **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("calls:manage", key)
    context = {
        "call": call,
        "form": form,
        "standing": call_standing(call),
        "steps": list(CALL.available(call, request.user)),
        "funnel": funnels([call])[call.pk],
        "is_stale": _is_stale(call),
    }
    return render(request, "calls/manage.html", context)


def _is_stale(call: Call) -> bool:
    """Whether the programme's file says something else by now than the call that is being prepared."""
    from xinzhi.calls.engine.programme import digest_of

    document = documents().get(call.programme)
    return call.state == "draft" and document is not None and digest_of(document) != call.document_sha256


@login_required
def move(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """Publish, end or cancel, each confirmed on a page of its own."""
    call = _managed(request, key)
    found = next((t for t in CALL.available(call, request.user) if t.key == step), None)
    if found is None:
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if step == "cancel":
                cancel_call(actor=request.user, call=call, why=form.cleaned_data["why"])
            else:
                (publish_call if step == "publish" else end_call)(actor=request.user, call=call)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Done."))
            return redirect("calls:manage", key)
    texts = {
        "publish": _(
            "Everyone sees the call from now on. Its rules are entered in the proof log and stay as they are."
        ),
        "end": _("Nothing more is done in this call."),
        "cancel": _("Everyone who applied is told why."),
    }
    if step != "cancel":
        form.fields.pop("why")
    tone = "bad" if step == "cancel" else ""
    context = {
        "title": _("%(step)s: %(call)s") % {"step": found.label, "call": call.label},
        "cancel": reverse("calls:manage", args=[call.key]),
        "text": texts[step],
        "form": form,
        "submit": found.label,
        "tone": tone,
        "call": call,
    }
    return render(request, "calls/confirm.html", context)


@posted
def check_all(request: HttpRequest, key: str) -> HttpResponse:
    """Check all that wait in a call, as a job: each text is compared with all others."""
    call = _managed(request, key)
    job = start(
        CHECK, owner=request.user, title=_("Check of «%(call)s»") % {"call": call.label}, arguments={"call": call.pk}
    )
    return redirect("core:job", job.pk)


def _managed(request: HttpRequest, key: str) -> Call:
    call = call_or_404(request, key)
    if not request.user.has_perm("calls.manage_call", call):
        raise PermissionDenied
    return call


class CallApplications(ListPage):
    """What was handed in to a call, for its office."""

    key = "calls.applications"
    title = gettext_lazy("Applications")
    columns = OfficeTable
    filterset = OfficeFilter
    search_fields = ("title", "number", "organisation__name", "leader")
    template_name = "calls/applications.html"
    empty_title = gettext_lazy("Nothing has been handed in yet")
    exports = (
        Export("number", gettext_lazy("number")),
        Export("title", gettext_lazy("title")),
        Export("organisation", gettext_lazy("organisation"), "organisation__key"),
        Export("leader", gettext_lazy("leader")),
        Export("field", gettext_lazy("field"), "field__key"),
        Export("city", gettext_lazy("city"), "city__key"),
        Export("requested_fen", gettext_lazy("money asked for, in fen")),
        Export("state", gettext_lazy("state")),
        Export("submitted_at", gettext_lazy("handed in on")),
    )

    def queryset(self, request: HttpRequest) -> Any:
        call = call_or_404(request, self.kwargs["key"])
        if not request.user.has_perm("calls.see_desk", call):
            raise PermissionDenied
        last = CheckResult.objects.filter(application=OuterRef("pk")).order_by("-run_at", "-pk")
        return (
            office_applications(request.user)
            .filter(call=call)
            .select_related("organisation", "call", "field", "city")
            .defer("answers", "saved", "call__document")
            .annotate(
                last_failed=Subquery(last.values("failed")[:1]), last_to_judge=Subquery(last.values("to_judge")[:1])
            )
        )

    def heading(self) -> str:
        return call_or_404(self.request, self.kwargs["key"]).label

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Programme desk"), reverse("calls:desk"))]

    def extra_context(self) -> dict[str, Any]:
        call = call_or_404(self.request, self.kwargs["key"])
        return {
            "call": call,
            "may_manage": self.request.user.has_perm("calls.manage_call", call),
            "tabs": tabs_of(call, "applications"),
        }
