"""The first page after signing in: what I owe, then what I can do."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.plan.models import PlanState, PressState
from xinzhi.plan.queries import Obligation, obligations
from xinzhi.plan.rules import visible_plans, visible_presses, visible_reports
from xinzhi.registry.models import Membership


@login_required
def workbench(request: HttpRequest) -> HttpResponse:
    """Open duties by deadline, pressings to answer, reports to decide; each role sees its own."""
    user = request.user
    mine = organisations_of(user, Role.DUTY_OFFICER)
    office = has_role(user, Role.PLAN_OFFICE)
    plans = visible_plans(user).filter(state=PlanState.PUBLISHED)
    owed: list[Obligation] = []
    for plan in plans if mine else []:
        owed += [o for o in obligations(plan=plan, organisations=mine) if o.is_open]
    owed.sort(key=lambda o: (o.period.due, o.duty.measure.position))
    reports = visible_reports(user).select_related("duty__measure", "duty__organisation", "period")
    late: list[Obligation] = []
    for plan in plans if office else []:
        late += [o for o in obligations(plan=plan) if o.overdue]
    return render(
        request,
        "site/workbench.html",
        {
            "memberships": Membership.objects.filter(user=user).select_related("organisation"),
            "owed": owed,
            "office": office,
            "auditor": has_role(user, Role.AUDITOR),
            "to_decide": [r for r in reports.filter(state="submitted") if user.has_perm("plan.decide_report", r)],
            "late": sorted(late, key=lambda o: -o.overdue)[:12],
            "late_count": len(late),
            "presses": visible_presses(user)
            .filter(state=PressState.OPEN)
            .select_related("duty__measure", "duty__organisation")[:10],
            "recent": reports.order_by("-updated_at")[:8],
        },
    )
