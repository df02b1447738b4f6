"""Set what the plan office may set on a target: who leads it, its rule, baseline and milestones."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Milestone, Rule, Target
from xinzhi.registry.models import Organisation

from .enter_proofs import enter_target


@dataclass(frozen=True, slots=True)
class MilestoneInput:
    """A value to be reached by a day on the way; `ours` unless the plan's own words say it."""

    due: dt.date
    value: Decimal
    ours: bool = True


def edit_target(
    *,
    actor: Any,
    target: Target,
    lead: Organisation | None,
    rule: str,
    baseline: Decimal,
    baseline_on: dt.date | None,
    baseline_source: str,
    milestones: Sequence[MilestoneInput],
    why: str,
) -> Target:
    """The changed target; its milestones are replaced as a whole.

    Raises PermissionDenied; ValidationError without a reason, for a baseline without its source, two milestones on
    one day, a milestone after the deadline, or the rule «parts» on a target without parts.
    """
    require(actor, "plan.edit_plan", target.plan)
    problems: dict[str, str] = {}
    if not why.strip():
        problems["why"] = _("Give a reason: the record keeps it.")
    if baseline and not (baseline_source.strip() and baseline_on):
        problems["baseline_source"] = _("A baseline needs its source and its day.")
    if len({m.due for m in milestones}) != len(milestones):
        problems["milestones"] = _("Two milestones share a day.")
    if target.due and (late := [m for m in milestones if m.due > target.due]):
        problems["milestones"] = _("A milestone lies after the deadline: %(day)s.") % {"day": late[0].due.isoformat()}
    if rule not in Rule.values or (rule == Rule.PARTS and not target.parts.exists()):
        problems["rule"] = _("Choose a rule that fits: only a target with parts can be their sum.")
    if problems:
        raise ValidationError(problems)
    with recorded("plan.edit_target", actor=actor, subject=target, why=why) as change:
        old = [[m.due.isoformat(), f"{m.value.normalize():f}"] for m in target.milestones.all()]
        target.lead, target.rule, target.baseline = lead, rule, baseline
        target.baseline_on, target.baseline_source = baseline_on, baseline_source
        target.save()
        target.milestones.all().delete()
        Milestone.objects.bulk_create(
            Milestone(target=target, due=m.due, value=m.value, ours=m.ours)
            for m in sorted(milestones, key=lambda m: m.due)
        )
        new = [[m.due.isoformat(), f"{m.value.normalize():f}"] for m in sorted(milestones, key=lambda m: m.due)]
        if old != new:
            change.note("milestones", old, new)
        enter_target(target, actor=actor)
    return target
