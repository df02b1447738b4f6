"""What the one box looks through: each kind with the queryset its reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.fields.models import Field
from xinzhi.plan.models import Instrument, Measure, Target
from xinzhi.plan.rules import visible_plans
from xinzhi.registry import models as registry

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One match."""

    label: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """The matches of one kind: the first few, and how many there are."""

    name: str | Promise
    hits: list[Hit]
    total: int


def find(words: Sequence[str], user: Any) -> list[Group]:
    """Groups with at least one match. Every word must occur in one of a thing's names or notes."""
    plans = visible_plans(user)
    groups = [
        _group(
            _("Targets"), Target.objects.filter(plan__in=plans), words, ("name", "name_en"), _in_plan("plan:target")
        ),
        _group(
            _("Measures"),
            Measure.objects.filter(plan__in=plans),
            words,
            ("name", "name_en", "summary", "summary_en"),
            _in_plan("plan:measure"),
        ),
        _group(_("Instruments"), Instrument.objects.filter(plan__in=plans), words, ("name", "name_en"), _instrument),
        _group(
            _("Fields"), Field.objects.all(), words, ("name", "name_en", "terms_zh", "terms_en"), _keyed("fields:field")
        ),
        _group(
            _("Organisations"),
            registry.Organisation.objects.all(),
            words,
            ("name", "name_en", "full_name", "stock_code", "industry", "note"),
            _keyed("registry:organisation"),
        ),
        *(
            _group(label, model.objects.all(), words, ("name", "name_en", "note"), _keyed(url))
            for label, model, url in (
                (_("Platforms"), registry.Platform, "registry:platform"),
                (_("Parks"), registry.Park, "registry:park"),
                (_("Results"), registry.Result, "registry:result"),
                (_("Demands and scenarios"), registry.Demand, "registry:demand"),
            )
        ),
    ]
    return [g for g in groups if g.total]


def _group(name: Any, things: QuerySet[Any], words: Sequence[str], names: Sequence[str], link: Any) -> Group:
    for word in words:
        query = Q()
        for field in names:
            query |= Q(**{f"{field}__icontains": word})
        things = things.filter(query)
    things = things.select_related("plan", "measure") if things.model is Instrument else things
    things = things.select_related("plan") if things.model in {Target, Measure} else things
    return Group(name, [link(t) for t in things[:SHOWN]], things.count())


def _in_plan(url: str) -> Any:
    return lambda t: Hit(t.label, reverse(url, args=[t.plan.key, t.key]), t.plan.label)


def _keyed(url: str) -> Any:
    return lambda t: Hit(t.label, reverse(url, args=[t.key]), _note(t))


def _note(thing: Model) -> str:
    return str(getattr(thing, "source", "") or "")[:80]


def _instrument(i: Instrument) -> Hit:
    url = (
        reverse("plan:measure", args=[i.plan.key, i.measure.key])
        if i.measure
        else reverse("plan:overview", args=[i.plan.key])
    )
    return Hit(i.label, url, i.measure.label if i.measure else i.plan.label)
