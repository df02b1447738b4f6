"""What of the plan room can be searched, told to the one search box."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xinzhi.core.roles import Role
from xinzhi.core.search.engine import Document
from xinzhi.core.search.engine.index import ordinal
from xinzhi.core.search.searchable import PUBLIC, Source, register
from xinzhi.registry.models import City

from .figures import goal_words, summary_of
from .models import Instrument, Measure, PilotPolicy, PilotState, Plan, PlanState, Target
from .rules import visible_pilots, visible_plans

_OVERSEERS = (f"role:{Role.PLAN_OFFICE}", f"role:{Role.AUDITOR}")
_HEAVY = {"plan": 1.0, "target": 0.9, "measure": 0.8, "instrument": 0.4, "pilot": 0.4}


def register_sources() -> None:
    """Tell the search box; called once when Django is ready."""
    register(Source("plan.plan", _("Plans"), Plan.objects.all, _plan, _seen(Plan, "pk")))
    register(Source("plan.target", _("Targets"), _targets, _target, _seen(Target, "plan"), _upon(Target, plan=Plan)))
    register(
        Source("plan.measure", _("Measures"), _measures, _measure, _seen(Measure, "plan"), _upon(Measure, plan=Plan))
    )
    of_instrument = _upon(Instrument, plan=Plan, measure=Measure)
    visible = _seen(Instrument, "plan")
    register(Source("plan.instrument", _("Instruments"), _instruments, _instrument, visible, of_instrument))
    of_pilot = _upon(PilotPolicy, measure__plan=Plan, measure=Measure, city=City)
    register(Source("plan.pilot", _("Pilot policies"), _pilots, _pilot, _visible_pilots, of_pilot))


def audience_of_plan(plan: Plan) -> tuple[str, ...]:
    """Everyone once it is published; until then those who oversee plans. The same as `visible_plans`."""
    return _OVERSEERS if plan.state == PlanState.DRAFT else (PUBLIC,)


def audience_of_pilot(pilot: PilotPolicy) -> tuple[str, ...]:
    """As its plan, and while it is only proposed those who handle it. The same as `visible_pilots`."""
    of_plan = audience_of_plan(pilot.measure.plan)
    if pilot.state != PilotState.PROPOSED or of_plan == _OVERSEERS:
        return of_plan
    return (*_OVERSEERS, f"{Role.DUTY_OFFICER}@{pilot.organisation_id}") if pilot.organisation_id else _OVERSEERS


def _upon(model: type[Any], **above: type[Any]) -> dict[type[Any], Callable[[Collection[int]], Iterable[int]]]:
    """For each model above, the rows whose documents say something of it."""

    def below(path: str) -> Callable[[Collection[int]], Iterable[int]]:
        return lambda pks: model.objects.filter(**{f"{path}__in": pks}).values_list("pk", flat=True)

    return {one: below(path) for path, one in above.items()}


def _seen(model: type[Any], path: str) -> Callable[[Any, Collection[int]], Iterable[int]]:
    def visible(user: Any, pks: Collection[int]) -> Iterable[int]:
        rows = model.objects.filter(**{"pk__in": pks, f"{path}__in": visible_plans(user)})
        return rows.values_list("pk", flat=True)

    return visible


def _visible_pilots(user: Any, pks: Collection[int]) -> Iterable[int]:
    rows = visible_pilots(user).filter(pk__in=pks, measure__plan__in=visible_plans(user))
    return rows.values_list("pk", flat=True)


def _plan(plan: Plan) -> Document:
    return Document(
        **_shared("plan", plan, plan),
        url=reverse("plan:overview", args=[plan.key]),
        others=[plan.number] if plan.number else [],
        note=plan.issuer,
        note_en=plan.issuer_en,
        body=plan.text,
        facets=_year(plan.issued),
        as_of=ordinal(plan.issued),
    )


def _targets() -> QuerySet[Target]:
    return Target.objects.select_related("plan").defer("plan__text")


def _target(target: Target) -> Document:
    notes = {}
    for language in ("zh-hans", "en"):
        with override(language):
            notes[language] = f"{goal_words(target)} · {target.words or target.plan.label}"
    return Document(
        **_shared("target", target, target.plan),
        url=reverse("plan:target", args=[target.plan.key, target.key]),
        note=notes["zh-hans"],
        note_en=notes["en"],
        facets=_year(target.due),
    )


def _measures() -> QuerySet[Measure]:
    return Measure.objects.select_related("plan").defer("plan__text")


def _measure(measure: Measure) -> Document:
    notes = {}
    for language in ("zh-hans", "en"):
        with override(language):
            notes[language] = summary_of(measure) or measure.plan.label
    return Document(
        **_shared("measure", measure, measure.plan),
        url=reverse("plan:measure", args=[measure.plan.key, measure.key]),
        note=notes["zh-hans"],
        note_en=notes["en"],
        body=measure.summary,
    )


def _instruments() -> QuerySet[Instrument]:
    return Instrument.objects.select_related("plan", "measure").defer("plan__text")


def _instrument(instrument: Instrument) -> Document:
    plan, measure = instrument.plan, instrument.measure
    under = measure or plan
    address = ("plan:measure", [plan.key, measure.key]) if measure else ("plan:overview", [plan.key])
    return Document(
        **_shared("instrument", instrument, plan),
        url=reverse(address[0], args=address[1]),
        note=under.name,
        note_en=under.name_en,
    )


def _pilots() -> QuerySet[PilotPolicy]:
    return PilotPolicy.objects.select_related("city", "measure__plan").defer("measure__plan__text")


def _pilot(pilot: PilotPolicy) -> Document:
    shared = _shared("pilot", pilot, pilot.measure.plan)
    return Document(
        **{**shared, "audience": audience_of_pilot(pilot)},
        url=reverse("plan:city", args=[pilot.measure.plan.key, pilot.city.key]),
        note=f"{pilot.city.name} · {pilot.content}",
        body=f"{pilot.city.name_en} {pilot.result}",
        facets={"city": [pilot.city.key], **_year(pilot.begins)},
        as_of=ordinal(pilot.as_of),
    )


def _shared(kind: str, thing: Any, plan: Plan) -> dict[str, Any]:
    return {
        "kind": f"plan.{kind}",
        "pk": thing.pk,
        "name": thing.name,
        "name_en": thing.name_en,
        "audience": audience_of_plan(plan),
        "simulated": bool(getattr(thing, "simulated", False)),
        "weight": _HEAVY[kind],
    }


def _year(day: dt.date | None) -> dict[str, list[str]]:
    return {"year": [str(day.year)]} if day else {}
