"""Who owes: the list of departments, the page of one, and what a city owes and tries."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export
from xinzhi.plan import figures
from xinzhi.plan.models import Report
from xinzhi.plan.queries import board
from xinzhi.plan.rules import visible_pilots
from xinzhi.plan.tables.board import DepartmentTable
from xinzhi.registry.models import City, Organisation, OrganisationKind

from .common import PlanList, frame, measure_item, plan_or_404, target_items
from .duties import by_department
from .measures import duty_item, report_items
from .standing import department_columns

_MOST_REPORTS = 12


class Departments(PlanList):
    """Every department that owes something under the plan."""

    key = "plan.departments"
    tab = "departments"
    title = gettext_lazy("Departments")
    lead = gettext_lazy("Who leads, shares and supports. Lead and shared duties report every period.")
    columns = DepartmentTable
    search_fields = ("name", "name_en", "full_name")
    search_hint = gettext_lazy("Search departments")
    sort = ("-leads_now", "-shared_now", "-supports_now")
    per_page = (50, 100, 200)
    simulated_path = "simulated_now"
    empty_title = gettext_lazy("Nobody owes anything yet")
    empty_hint = gettext_lazy("Departments stand here once the plan's measures name them.")
    exports = (
        Export("key", gettext_lazy("key")),
        Export("name", gettext_lazy("department")),
        Export("name_en", gettext_lazy("English name")),
        Export("leads", gettext_lazy("leads"), "leads_now"),
        Export("shared", gettext_lazy("shared"), "shared_now"),
        Export("supports", gettext_lazy("supports"), "supports_now"),
        Export("targets", gettext_lazy("targets led"), "targets_now"),
        Export("accepted", gettext_lazy("accepted reports"), "accepted_now"),
        Export("overdue", gettext_lazy("overdue reports"), "late_now"),
        Export("health", gettext_lazy("worst reporting duty"), "health_now"),
    )

    def queryset(self, _request: HttpRequest) -> QuerySet[Any]:
        rows = by_department(self.now)
        accepted = Q(duties__reports__state="accepted", duties__measure__plan=self.plan)
        return Organisation.objects.filter(pk__in=rows).annotate(
            plan_key=Value(self.plan.key),
            targets_now=Count("led_targets", filter=Q(led_targets__plan=self.plan), distinct=True),
            accepted_now=Count("duties__reports", filter=accepted, distinct=True),
            **department_columns(rows),
        )


def department(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """One department: its duties by kind with their health, targets it leads, and its accepted reports."""
    found = plan_or_404(request, plan)
    now = board(found)
    organisation = get_object_or_404(Organisation, key=key)
    owed = [(m, d) for m in now.measures for d in m.duties if d.duty.organisation_id == organisation.pk]
    led = [t for top in now.targets for t in (top, *top.parts) if t.target.lead_id == organisation.pk]
    if not owed and not led:
        raise Http404
    reports = (
        Report.objects.filter(duty__organisation=organisation, duty__measure__plan=found, state="accepted")
        .select_related("duty__organisation", "duty__measure", "period")
        .prefetch_related("figures__target")
        .order_by("-period__ends", "duty__measure__position")
    )
    late = [o for _m, d in owed for o in d.owed if o.overdue]
    context = {
        **frame(found, above="departments"),
        "organisation": organisation,
        "today": now.today,
        "groups": _by_kind(request, found, owed),
        "targets": target_items(found, led),
        "reports": report_items(found, reports[:_MOST_REPORTS]),
        "accepted": reports.count(),
        "late": len(late),
        "late_most": max((o.overdue for o in late), default=0),
        "registry_url": reverse("registry:organisation", args=[organisation.key]),
    }
    return render(request, "plan/board/department.html", context)


def _by_kind(request: HttpRequest, plan: Any, owed: list[Any]) -> list[dict[str, Any]]:
    """The duties of one body by kind, each with its measure."""
    groups = []
    for kind in ("lead", "shared", "support"):
        rows = [(m, d) for m, d in owed if d.duty.kind == kind]
        items = [{**duty_item(request.user, plan, d), "measure": measure_item(plan, m)} for m, d in rows]
        if items:
            groups.append({"kind": items[0]["kind"], "sign": figures.DUTY_SIGNS[kind], "duties": items})
    return groups


def city(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """One city under the plan: pilots tried there, and what its government owes."""
    found = plan_or_404(request, plan)
    place = get_object_or_404(City, key=key)
    now = board(found)
    owed = [
        (m, d)
        for m in now.measures
        for d in m.duties
        if d.duty.organisation.kind == OrganisationKind.CITY and d.duty.organisation.city_id == place.pk
    ]
    pilots = visible_pilots(request.user).filter(city=place, measure__plan=found).select_related("measure")
    context = {
        **frame(found),
        "city": place,
        "today": now.today,
        "groups": _by_kind(request, found, owed),
        "pilots": pilots,
        "registry_url": reverse("registry:city", args=[place.key]),
        "may_add_pilot": request.user.has_perm("plan.propose_pilot"),
    }
    return render(request, "plan/board/city.html", context)
