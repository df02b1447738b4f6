"""Put the official text beside a plan whose structure came from a pack."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Plan, Reading, ReadingState


@dataclass(frozen=True, slots=True)
class Matched:
    """How much of the board was found in the text, of how much."""

    targets: int
    all_targets: int
    measures: int
    all_measures: int

    def __str__(self) -> str:
        return f"found {self.targets} of {self.all_targets} targets and {self.measures} of {self.all_measures} measures of the board"


def attach_text(*, actor: Any, plan: Plan, reading: Reading) -> Matched:
    """Store the text on the plan and the place of each target (same number and unit) and measure (same title) in it.

    Figures and duties stay those of the pack: a difference between the two is shown by what was not found.
    Raises PermissionDenied.
    """
    require(actor, "plan.edit_plan", plan)
    with recorded("plan.attach_text", actor=actor, subject=plan) as change:
        plan.text = reading.text
        plan.save()
        targets = _place_targets(plan, reading.structure)
        measures = _place_measures(plan, reading.structure)
        reading.state, reading.plan = ReadingState.PUBLISHED, plan
        reading.save()
        found = Matched(targets, plan.targets.count(), measures, plan.measures.count())
        change.note("found", None, str(found))
    return found


def _place_targets(plan: Plan, structure: dict[str, Any]) -> int:
    read = list(structure.get("targets", []))
    for target in plan.targets.all():
        same = [
            t
            for t in read
            if Decimal(str(t["value"])) == target.value and t["unit"] == target.unit and _akin(t, target.name)
        ]
        if same:
            target.span, target.words = same[0]["span"], same[0]["text"]
            target.save()
            read.remove(same[0])
    return plan.targets.exclude(span__isnull=True).count()


def _akin(read: dict[str, Any], name: str) -> bool:
    """The names share most of their characters; the plan's words and ours differ in an added «new»."""
    a, b = set(str(read["quantity"])), set(name)
    return len(a & b) >= 0.6 * min(len(a), len(b))


def _place_measures(plan: Plan, structure: dict[str, Any]) -> int:
    read = {str(m["title"]): m for m in structure.get("measures", [])}
    for measure in plan.measures.all():
        if found := read.get(measure.name):
            measure.span = found["span"]
            measure.save()
    return plan.measures.exclude(span__isnull=True).count()
