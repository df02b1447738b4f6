"""What the plan room adds to the pages of the registers: a department's duties, a city's pilots."""

import re
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinzhi.registry.links import Link, register, register_source

from .models import Plan, PlanState

_KEY = re.compile(r"[-a-zA-Z0-9_]+")


def register_links() -> None:
    """Tell the registry; called once when Django is ready."""
    register("department", department_links)
    register("city_government", department_links)
    register("city", city_links)
    register_source("plan", plan_address)


def department_links(organisation: Any) -> list[Link]:
    """Its duties under every published plan that names it; one query."""
    plans = Plan.objects.filter(state=PlanState.PUBLISHED, measures__duties__organisation=organisation).distinct()
    return [
        (_("Duties under: %(plan)s") % {"plan": p.label}, reverse("plan:department", args=[p.key, organisation.key]))
        for p in plans.defer("text")
    ]


def city_links(city: Any) -> list[Link]:
    """Pilots and duties of the city under every published plan; one query."""
    plans = Plan.objects.filter(state=PlanState.PUBLISHED).defer("text")
    return [
        (_("Pilots and duties under: %(plan)s") % {"plan": p.label}, reverse("plan:city", args=[p.key, city.key]))
        for p in plans
    ]


def plan_address(key: str) -> str:
    """Where a source «plan:key» is read here; no query, as lists ask it for every row. "" for what is no key."""
    return reverse("plan:overview", args=[key]) if _KEY.fullmatch(key) else ""
