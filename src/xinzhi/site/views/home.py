"""The public face: the plan at a glance, and how its figures come about."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from xinzhi.core.remember import remember
from xinzhi.fields.models import Field
from xinzhi.plan.engine.progress import ABOUT_TOLERANCE, BEHIND_FROM
from xinzhi.plan.figures import PARENT_RULE
from xinzhi.plan.models import Plan, PlanState, Report
from xinzhi.plan.queries import Board, board
from xinzhi.plan.rules import visible_plans
from xinzhi.plan.views.board.common import target_items
from xinzhi.plan.views.board.overview import area_items
from xinzhi.registry.links import source_address
from xinzhi.registry.queries import city_activity, field_activity, latest_changes, register_states
from xinzhi.registry.queries.overview import RegisterState
from xinzhi.registry.registers import ACTIVE
from xinzhi.registry.words import entry_address
from xinzhi.site.region import pack

_SHOWN_CHANGES = 8


def home(request: HttpRequest) -> HttpResponse:
    """Targets, chain, fields, cities, actions and what changed; every number leads to its facts."""
    plan = visible_plans(request.user).defer("text").filter(key=pack().plan.key).first()
    if plan is None:
        return render(request, "site/empty.html", {"pack": pack()})
    # The same for everyone who may see the plan; the shell around it is each reader's own.
    body = remember(("site.home", plan.pk, get_language()), lambda: _body(plan))
    return render(request, "site/home.html", {"body": body})


def _body(plan: Plan) -> str:
    """The page between head and foot."""
    now = board(plan)
    states = register_states(ACTIVE)
    return render_to_string(
        "site/home_body.html",
        {
            "plan": plan,
            "board": now,
            "today": now.today,
            "lead": _lead(now),
            "left": _left(plan, now.today),
            "targets": target_items(plan, now.targets),
            "areas": area_items(plan, now),
            "parent_rule": PARENT_RULE,
            "stations": _stations(states),
            "tiles": _tiles(),
            "frontier": _frontier(),
            "cities": _cities(),
            "changes": _changes(plan),
        },
    )


def about(request: HttpRequest) -> HttpResponse:
    """How the figures come about: rules, sources, what is simulated, what is not promised."""
    plan = visible_plans(request.user).defer("text").filter(key=pack().plan.key).first()
    context = {
        "pack": pack(),
        "plan": plan,
        "today": timezone.localdate(),
        "states": register_states(),
        "parent_rule": PARENT_RULE,
        "behind_from": BEHIND_FROM,
        "about_from": 1 - ABOUT_TOLERANCE,
    }
    return render(request, "site/about.html", context)


def _lead(now: Board) -> str:
    """How large the plan is, in one line."""
    return _(
        "%(areas)d actions, %(measures)d measures, %(targets)d targets in numbers. Every figure leads to its facts and their sources."
    ) % {
        "areas": sum(a.area is not None for a in now.areas),
        "measures": len(now.measures),
        "targets": len(now.targets),
    }


def _left(plan: Plan, today: dt.date) -> str:
    """Days to the plan's last day."""
    if plan.horizon is None:
        return ""
    days = (plan.horizon - today).days
    if days < 0:
        return _("The horizon has passed")
    return ngettext("%(n)d day to the end of %(year)d", "%(n)d days to the end of %(year)d", days) % {
        "n": days,
        "year": plan.horizon.year,
    }


def _stations(states: list[RegisterState]) -> list[dict[str, Any]]:
    """Facts on record along the chain: how many of each kind the registers hold, not how many exist."""
    counts = {s.register.key: s for s in states}
    entries = [
        (_("Innovation source"), "platforms", _("platforms on record")),
        (_("Transfer"), "parks", _("parks and carriers on record")),
        (_("Product"), "results", _("results on record")),
        (_("Scenario"), "demands", _("demands and scenarios on record")),
    ]
    return [
        {
            "name": name,
            "value": counts[key].count,
            "note": note,
            "delta": _("latest of %(day)s") % {"day": f"{counts[key].last:%Y-%m}"} if counts[key].last else "",
            "url": reverse(f"registry:{key}"),
        }
        for name, key, note in entries
    ]


def _tiles() -> list[dict[str, Any]]:
    """The priority fields; a tile's width follows the root of its facts, so that small fields stay legible."""
    return [
        {
            "name": a.field.label,
            "weight": max(1, a.total) ** 0.5,
            "note": ngettext("%(n)d fact", "%(n)d facts", a.total) % {"n": a.total},
            "url": reverse("fields:field", args=[a.field.key]),
        }
        for a in field_activity()
        if a.field.kind == "priority"
    ]


def _frontier() -> list[dict[str, Any]]:
    leaves = Field.objects.filter(kind="frontier", children__isnull=True)
    return [{"name": f.label, "url": reverse("fields:field", args=[f.key])} for f in leaves]


def _cities() -> list[dict[str, Any]]:
    return [
        {
            "name": a.city.label,
            "col": a.city.column,
            "row": a.city.row,
            "value": a.total,
            "url": reverse("registry:city", args=[a.city.key]),
        }
        for a in city_activity()
    ]


def _changes(plan: Plan) -> list[dict[str, Any]]:
    """What changed lately, newest first: facts the registers learned, reports accepted, the plan's publication."""
    items = [*_new_facts(), *_new_reports(plan)]
    if plan.state == PlanState.PUBLISHED and plan.published_at:
        items.append(
            {
                "date": timezone.localdate(plan.published_at),
                "kind": _("Plan"),
                "what": plan.label,
                "url": reverse("plan:overview", args=[plan.key]),
                "source": plan.issuer_label,
            }
        )
    return sorted(items, key=lambda i: i["date"], reverse=True)[:_SHOWN_CHANGES]


def _new_facts() -> list[dict[str, Any]]:
    """One line for what one source said on one day."""
    return [
        {
            "date": c.as_of,
            "kind": c.register.title,
            "what": c.example.label if c.count == 1 else f"{c.example.label} …",
            "more": c.count if c.count > 1 else 0,
            "url": entry_address(c.example) if c.count == 1 else reverse(f"registry:{c.register.key}"),
            "source": c.source,
            "source_url": source_address(c.source_url),
            "simulated": c.simulated,
        }
        for c in latest_changes(_SHOWN_CHANGES)
    ]


def _new_reports(plan: Plan) -> list[dict[str, Any]]:
    """One line for the reports accepted on one day for one measure and period."""
    accepted = Report.objects.filter(duty__measure__plan=plan, state="accepted", decided_at__isnull=False)
    latest = accepted.select_related("duty__organisation", "duty__measure", "period").order_by("-decided_at", "-pk")
    groups: dict[Any, list[Report]] = {}
    for report in latest[: _SHOWN_CHANGES * 4]:
        day = timezone.localdate(report.decided_at)
        groups.setdefault((day, report.duty.measure_id, report.period_id, report.simulated), []).append(report)
    return [
        {
            "date": key[0],
            "kind": _("Report accepted"),
            "what": f"{reports[0].duty.measure.label} · {reports[0].period.label}",
            "url": reverse("plan:measure", args=[plan.key, reports[0].duty.measure.key]) + "#reports",
            "source": _(", ").join(r.duty.organisation.label for r in reports),
            "simulated": reports[0].simulated,
        }
        for key, reports in list(groups.items())[: _SHOWN_CHANGES // 2]
    ]
