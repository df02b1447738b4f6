"""Periods, and opening the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export, ListPage
from xinzhi.plan.actions import open_period
from xinzhi.plan.actions.open_period import REPORT_WITHIN_WORKDAYS
from xinzhi.plan.forms.common import show_refusal
from xinzhi.plan.forms.period import PeriodForm
from xinzhi.plan.models import Duty, DutyKind, Period, PlanState
from xinzhi.plan.queries import deadline, next_quarter
from xinzhi.plan.rules import visible_periods, visible_plans
from xinzhi.plan.tables.desk import PeriodTable


class Periods(ListPage):
    """The periods of every plan one may see."""

    key = "plan.periods"
    title = gettext_lazy("Periods")
    columns = PeriodTable
    search_fields = ("label", "plan__name")
    template_name = "plan/desk/periods.html"
    empty_title = gettext_lazy("No period yet")
    empty_hint = gettext_lazy("Departments report on periods. Open the first one.")
    exports = (
        Export("plan", gettext_lazy("Plan"), "plan__key"),
        Export("label", gettext_lazy("Period")),
        Export("begins", gettext_lazy("From")),
        Export("ends", gettext_lazy("Until")),
        Export("due", gettext_lazy("Reports due")),
        Export("owed", gettext_lazy("Reports owed")),
        Export("accepted", gettext_lazy("Reports accepted")),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Period]:
        owed = (
            Duty.objects.filter(measure__plan=OuterRef("plan"), kind__in=[DutyKind.LEAD, DutyKind.SHARED])
            .order_by()
            .values("measure__plan")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return (
            visible_periods(request.user)
            .select_related("plan")
            .annotate(
                accepted=Count("reports", filter=Q(reports__state="accepted")),
                waiting=Count("reports", filter=Q(reports__state="submitted")),
                owed=Coalesce(Subquery(owed), 0),
            )
        )

    def extra_context(self) -> dict[str, Any]:
        return {"may_open": self.request.user.has_perm("plan.open_period")}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Open a period; the next quarter is proposed. `step=show` only works out the deadline.

    Not the plan office's: 403, since that periods are opened is no secret.
    """
    if not request.user.has_perm("plan.open_period"):
        raise PermissionDenied
    plans = visible_plans(request.user).filter(state=PlanState.PUBLISHED)
    plan = plans.filter(key=request.GET.get("plan", "")).first() or plans.first()
    proposal = next_quarter(plan, today=timezone.localdate()) if plan else None
    initial: dict[str, Any] = {"plan": plan, "within": REPORT_WITHIN_WORKDAYS}
    if proposal:
        initial |= {"label": proposal.label, "begins": proposal.begins, "ends": proposal.ends}
    form = PeriodForm(request.POST or None, initial=initial, plans=plans)
    ends, within = (proposal.ends if proposal else None), REPORT_WITHIN_WORKDAYS
    if request.method == "POST" and form.is_valid():
        ends, within = form.cleaned_data["ends"], form.cleaned_data["within"]
        if request.POST.get("step") != "show":
            try:
                period = open_period(actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                show_refusal(form, error)
            else:
                day = {"label": period.label, "day": period.due.isoformat()}
                messages.success(request, _("%(label)s is open; reports are due on %(day)s.") % day)
                return redirect("plan:periods")
    shown = deadline(ends, within) if ends else None
    return render(request, "plan/desk/period_new.html", {"form": form, "deadline": shown, "ends": ends, "plan": plan})
