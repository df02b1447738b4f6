"""Facts that stand near a target without being its baseline, as the region's pack names them."""

from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from xinzhi.core.formats import number
from xinzhi.core.packs import Pack, PlanFile
from xinzhi.plan.models import Plan, Target
from xinzhi.registry.models import Statistic


@cache
def _plan_file(pack: str) -> PlanFile:
    """The pack's plan, read once a process."""
    return Pack.load(pack).plan


def context_facts(plan: Plan, target: Target) -> list[dict[str, Any]]:
    """Rows for `{% facts %}`: name, value, note, address in the register, source; one query, none where none is named."""
    file = _plan_file(settings.PACK)
    if file.key != plan.key:
        return []
    named = next((t.context for t in file.targets if t.key == target.key), ())
    if not named:
        return []
    known = {s.key: s for s in Statistic.objects.filter(key__in=[c.fact for c in named])}
    return [
        {
            "name": fact.label,
            "value": f"{'' if fact.comparator == '=' else fact.comparator} {number(fact.value)} {fact.unit}".strip(),
            "note": {"zh": c.note, "en": c.note_en},
            "url": reverse("registry:statistic", args=[fact.key]),
            "source": fact.source,
            "source_url": fact.source_url,
            "as_of": fact.as_of,
            "simulated": fact.simulated,
        }
        for c in named
        if (fact := known.get(c.fact))
    ]
