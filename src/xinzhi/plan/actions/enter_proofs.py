"""Enter in the proof log what the board publishes: each target, each accepted report. The badge beside it opens the proof.

What is entered is what the public page shows, so that everyone may be shown it again.
"""

from typing import Any

from xinzhi.ledger.actions import enter
from xinzhi.plan.models import Plan, PlanState, Report, Target


def enter_targets(plan: Plan, *, actor: Any) -> None:
    """Enter the targets of a published plan as they stand now; one that has not changed since is not entered again."""
    if plan.state == PlanState.PUBLISHED:
        for target in plan.targets.select_related("lead", "measure", "parent"):
            enter_target(target, actor=actor)


def enter_target(target: Target, *, actor: Any) -> None:
    """Enter a target of a published plan as it stands now."""
    if target.plan.state != PlanState.PUBLISHED:
        return
    content = {
        "plan": target.plan.key,
        "key": target.key,
        "name": target.name,
        "comparator": target.comparator,
        "value": _number(target.value),
        "value_high": _number(target.value_high),
        "unit": target.unit,
        "due": target.due,
        "cadence": target.cadence,
        "change": target.change,
        "rule": target.rule,
        "baseline": _number(target.baseline),
        "baseline_on": target.baseline_on,
        "baseline_source": target.baseline_source,
        "lead": target.lead.key if target.lead else None,
        "measure": target.measure.key if target.measure else None,
        "part_of": target.parent.key if target.parent else None,
        "milestones": [[m.due, _number(m.value)] for m in target.milestones.all()],
        "source": target.source,
        "as_of": target.as_of,
    }
    enter(actor=actor, subject=target, content=content, public=True, simulated=target.simulated)


def enter_report(report: Report, *, actor: Any) -> None:
    """Enter an accepted report: its words, its figures, and the SHA-256 of its evidence."""
    duty = report.duty
    content = {
        "plan": duty.measure.plan.key,
        "measure": duty.measure.key,
        "department": duty.organisation.key,
        "period": report.period.label,
        "assessment": report.assessment,
        "text": report.text,
        "figures": [
            {"target": f.target.key, "value": _number(f.value), "as_of": f.as_of, "note": f.note}
            for f in report.figures.select_related("target")
        ],
        "evidence": [{"name": e.name, "sha256": e.file.sha256} for e in report.evidence.select_related("file")],
    }
    enter(actor=actor, subject=report, content=content, public=True, simulated=report.simulated)


def _number(value: Any) -> str | None:
    """A decimal without idle zeros, the same on every database."""
    return None if value is None else f"{value.normalize():f}"
