"""What webhooks may tell of the plan room: to each owner what they may open. Readings are nobody's but the office's."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinzhi.core.webhooks.events import Told, tell

from .models import Period, PilotPolicy, Plan, Press, Report, Target
from .rules import visible_periods, visible_pilots, visible_plans, visible_presses, visible_reports


def register_told() -> None:
    """Tell the ground floor; called once when Django is ready."""
    tell("plan.plan", Told("plan", visible_plans, _key, lambda p: reverse("plan:overview", args=[p.key])))
    tell(
        "plan.target", Told("target", _targets, _target_key, lambda t: reverse("plan:target", args=[t.plan.key, t.key]))
    )
    tell("plan.report", Told("report", visible_reports, _number, lambda r: reverse("plan:report", args=[r.pk])))
    tell("plan.press", Told("press", visible_presses, _number, lambda p: reverse("plan:press", args=[p.pk])))
    tell("plan.period", Told("period", visible_periods, _number, lambda p: reverse("plan:overview", args=[p.plan.key])))
    tell("plan.pilotpolicy", Told("pilot", visible_pilots, _number, _pilot_address))


def _targets(user: Any) -> QuerySet[Target]:
    return Target.objects.filter(plan__in=visible_plans(user))


def _key(plan: Plan) -> str:
    return plan.key


def _target_key(target: Target) -> str:
    return f"{target.plan.key}/{target.key}"


def _number(thing: Report | Press | Period | PilotPolicy) -> str:
    return str(thing.pk)


def _pilot_address(pilot: PilotPolicy) -> str:
    return reverse("plan:city", args=[pilot.measure.plan.key, pilot.city.key])
