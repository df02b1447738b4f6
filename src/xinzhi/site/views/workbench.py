"""The first page after signing in: what I owe, then what I can do."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xinzhi.calls.queries.waiting import calls_waiting
from xinzhi.core.roles import Role, has_role, organisations_of, roles_of
from xinzhi.plan.feeds import department_token
from xinzhi.plan.models import Plan, PlanState, PressState
from xinzhi.plan.queries import late_duties, obligations
from xinzhi.plan.rules import visible_plans, visible_presses, visible_reports
from xinzhi.registry.models import Membership
from xinzhi.registry.queries.imports import imports_to_decide, imports_to_finish
from xinzhi.registry.queries.waiting import waiting_for

_MOST_ROWS = 12


@login_required
def workbench(request: HttpRequest) -> HttpResponse:
    """Open duties by deadline, pressings to answer, reports to decide; each role sees its own."""
    user: Any = request.user
    mine = organisations_of(user, Role.DUTY_OFFICER)
    office = has_role(user, Role.PLAN_OFFICE)
    plans = list(visible_plans(user).defer("text").filter(state=PlanState.PUBLISHED))
    memberships = [m for m in Membership.objects.filter(user=user).select_related("organisation") if m.is_current()]
    context = {
        "memberships": memberships,
        "officer": bool(mine),
        "office": office,
        "auditor": has_role(user, Role.AUDITOR),
        "roleless": not roles_of(user),
        "plans": plans,
        "imports_to_decide": imports_to_decide(user),
        "imports_to_finish": imports_to_finish(user),
        "feeds": _feeds(plans, memberships),
        "presses": visible_presses(user)
        .filter(state=PressState.OPEN)
        .select_related("duty__measure", "duty__organisation")
        .order_by("due")[:_MOST_ROWS],
        "recent": visible_reports(user)
        .select_related("duty__measure", "duty__organisation", "period")
        .order_by("-updated_at")[:8],
        "waiting": waiting_for(user),
        "calls_waiting": calls_waiting(user),
        **(_owed(plans, mine) if mine else {}),
        **(_office(user, plans) if office else {}),
    }
    return render(request, "site/workbench.html", context)


def _owed(plans: list[Plan], mine: set[int]) -> dict[str, Any]:
    """What these organisations have to report now, the most urgent first, and what comes next."""
    every = [o for plan in plans for o in obligations(plan=plan, organisations=mine)]
    owed = sorted((o for o in every if o.is_open), key=lambda o: (o.period.due, o.duty.measure.position))
    coming = [o for o in every if not o.is_open and not o.is_met]
    return {
        "owed": owed,
        "late_mine": sum(o.overdue > 0 for o in owed),
        "coming": sorted(coming, key=lambda o: (o.period.due, o.duty.measure.position))[:_MOST_ROWS],
    }


def _office(user: Any, plans: list[Plan]) -> dict[str, Any]:
    """Reports to decide (not one's own), and reports that are late, the worst first."""
    waiting = visible_reports(user).filter(state="submitted").order_by("submitted_at")
    waiting = waiting.select_related("duty__measure", "duty__organisation", "period")
    late = late_duties(plans)
    return {
        "to_decide": [r for r in waiting if user.has_perm("plan.decide_report", r)],
        "late": late[:_MOST_ROWS],
        "late_count": sum(len(d.late) for d in late),
    }


def _feeds(plans: list[Plan], memberships: list[Membership]) -> list[dict[str, str]]:
    """The private calendar addresses of the departments this person reports for."""
    return [
        {
            "name": f"{m.organisation.label} · {plan.label}",
            "url": reverse("plan:department_calendar", args=[plan.key, department_token(plan, m.organisation_id)]),
        }
        for plan in plans
        for m in memberships
        if m.role == Role.DUTY_OFFICER
    ]
