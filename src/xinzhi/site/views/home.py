"""The public face: the plan at a glance."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.fields.models import Field
from xinzhi.plan.queries import board
from xinzhi.plan.rules import visible_plans
from xinzhi.registry.queries import city_activity, field_activity, latest_changes, register_states
from xinzhi.site.region import pack


def home(request: HttpRequest) -> HttpResponse:
    """Targets, chain, fields, cities, actions and what changed; every number leads to its facts."""
    plan = visible_plans(request.user).filter(key=pack().plan.key).first()
    if plan is None:
        return render(request, "site/empty.html", {"pack": pack()})
    now = board(plan)
    counts = {state.register.key: state.count for state in register_states()}
    return render(
        request,
        "site/home.html",
        {
            "plan": plan,
            "board": now,
            "today": now.today,
            "days_left": (plan.horizon - now.today).days if plan.horizon else None,
            "stations": _stations(counts),
            "tiles": _tiles(),
            "frontier": _frontier(),
            "cities": _cities(),
            "changes": latest_changes(8),
            "counts": counts,
        },
    )


def about(request: HttpRequest) -> HttpResponse:
    """How the figures come about: rules, sources, what is simulated, what is not promised."""
    return render(request, "site/about.html", {"pack": pack(), "today": timezone.localdate()})


def _stations(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Facts on record along the chain: how many of each kind the registers hold, not how many exist."""
    entries = [
        (_("Source"), "platforms", _("platforms on record"), "registry:platforms"),
        (_("Transfer"), "parks", _("parks and carriers on record"), "registry:parks"),
        (_("Product"), "results", _("results on record"), "registry:results"),
        (_("Scenario"), "demands", _("demands and scenarios on record"), "registry:demands"),
    ]
    return [
        {"name": name, "value": counts[key], "note": note, "url": reverse(url), "simulated": False}
        for name, key, note, url in entries
    ]


def _tiles() -> list[dict[str, Any]]:
    return [
        {
            "name": a.field.label,
            "weight": max(1, a.total) ** 0.5,
            "note": _("%(total)d facts") % {"total": a.total},
            "url": reverse("fields:field", args=[a.field.key]),
        }
        for a in field_activity()
        if a.field.kind == "priority"
    ]


def _frontier() -> list[dict[str, Any]]:
    tops = Field.objects.filter(kind="frontier", children__isnull=True)
    return [{"name": f.label, "url": reverse("fields:field", args=[f.key])} for f in tops]


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
