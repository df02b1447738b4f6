"""The plans, and one plan at a glance."""

from itertools import groupby
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date

from xinzhi.core.formats import pair
from xinzhi.plan import figures
from xinzhi.plan.models import Plan, PlanState
from xinzhi.plan.queries import Board, board
from xinzhi.plan.rules import visible_plans

from .common import frame, has_text, healths, measure_item, plan_or_404, standings, target_items


def plans(request: HttpRequest) -> HttpResponse:
    """Every plan the reader may see, the latest first, with how much it promises."""
    rows = visible_plans(request.user).defer("text").order_by("-issued", "key")
    rows = rows.annotate(
        n_targets=Count("targets", distinct=True),
        n_measures=Count("measures", distinct=True),
        n_departments=Count("measures__duties__organisation", distinct=True),
    )
    tones = {PlanState.DRAFT: "warn", PlanState.PUBLISHED: "ok", PlanState.SUPERSEDED: "mute"}
    context = {"plans": [{"plan": p, "tone": tones[PlanState(p.state)]} for p in rows]}
    return render(request, "plan/board/plans.html", context)


def overview(request: HttpRequest, plan: str) -> HttpResponse:
    """Targets, actions with their measures, stage goals in words, instruments, and who issued the plan."""
    found = plan_or_404(request, plan)
    now = board(found)
    late = [o for o in now.obligations if o.overdue]
    context = {
        **frame(found, "overview"),
        "board": now,
        "today": now.today,
        "days_left": (found.horizon - now.today).days if found.horizon else None,
        "targets": target_items(found, now.targets),
        "standings": standings(now),
        "healths": healths(now),
        "areas": area_items(found, now),
        "late": len(late),
        "late_most": max((o.overdue for o in late), default=0),
        "departments": len({d.duty.organisation_id for m in now.measures for d in m.duties}),
        "goals": [
            {"due": parse_date(g.get("due") or ""), "text": {"zh": g.get("text"), "en": g.get("text_en")}}
            for g in found.goals
        ],
        "instruments": _instruments(found),
        "has_text": has_text(found),
    }
    return render(request, "plan/board/overview.html", context)


def area_items(plan: Plan, now: Board) -> list[dict[str, Any]]:
    """Each action with its measures and its health: that of its worst measure."""
    items = []
    for area in now.areas:
        leads = {d.organisation_id: d.organisation for m in area.measures for d in m.leads}
        items.append(
            {
                "area": area.area,
                "short": area.area.short_label if area.area else "",
                "tone": figures.TONES[area.health],
                "health": figures.HEALTHS[area.health],
                "overdue": max((m.overdue for m in area.measures), default=0),
                "leads": list(leads.values()),
                "measures": [measure_item(plan, m) for m in area.measures],
                "dots": [
                    {"tone": figures.TONES[m.health], "label": pair(m.measure.label, figures.HEALTHS[m.health])}
                    for m in area.measures
                ],
                "simulated": any(d.is_simulated for m in area.measures for d in m.duties),
            }
        )
    return items


def _instruments(plan: Plan) -> list[dict[str, Any]]:
    """The lists, libraries, programmes … the plan names, by kind."""
    order = list(figures.INSTRUMENTS)
    rows = sorted(plan.instruments.select_related("measure"), key=lambda i: (order.index(i.kind), i.pk))
    return [
        {
            "name": figures.INSTRUMENTS[kind],
            "things": [
                {"name": i.label, "url": reverse("plan:measure", args=[plan.key, i.measure.key]) if i.measure else ""}
                for i in group
            ],
        }
        for kind, group in groupby(rows, key=lambda i: i.kind)
    ]
