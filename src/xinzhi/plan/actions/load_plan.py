"""Load a pack's plan into the board."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from xinzhi.core.action import recorded, require
from xinzhi.core.packs import Pack, PlanFile, TargetFile
from xinzhi.plan.engine.progress import linear_milestones
from xinzhi.plan.models import (
    ActionArea,
    Change,
    Duty,
    DutyKind,
    Instrument,
    Measure,
    Milestone,
    Plan,
    PlanState,
    Rule,
    Target,
)
from xinzhi.registry.models import Organisation

from .enter_proofs import enter_targets


def load_plan(*, actor: Any, pack: Pack) -> Plan:
    """The pack's plan, created or brought up to date by its keys.

    What officials set since (baselines, milestones, leads of targets) stays theirs. Raises PermissionDenied. Departments of the pack must have been loaded (`registry.load_pack_facts`): a missing one
    raises Organisation.DoesNotExist and nothing is written.
    """
    file = pack.plan
    require(actor, "plan.edit_plan")
    existing = Plan.objects.filter(key=file.key).first()
    plan = existing or Plan(key=file.key, state=PlanState.DRAFT)
    with recorded("plan.load_plan", actor=actor, subject=plan, new=existing is None):
        plan.name, plan.name_en = file.title, file.title_en
        plan.number, plan.issuer, plan.issued = file.number or "", file.issuer, file.issued
        plan.issuer_en = file.issuer_en
        plan.horizon, plan.source, plan.as_of = file.horizon, file.title, file.issued
        plan.goals = [{"due": g.due.isoformat(), "text": g.text, "text_en": g.text_en} for g in file.goals]
        if file.public and plan.state == PlanState.DRAFT:
            plan.state, plan.published_at = PlanState.PUBLISHED, timezone.now()
        plan.save()
        _load_measures(plan, file)
        _load_targets(plan, file)
        _load_instruments(plan, file)
        enter_targets(plan, actor=actor)
    return plan


def _load_measures(plan: Plan, file: PlanFile) -> None:
    areas = {}
    for a in file.actions:
        values = {"name": a.name, "name_en": a.name_en, "short": a.short, "short_en": a.short_en, "position": a.number}
        areas[a.key], _ = ActionArea.objects.update_or_create(plan=plan, number=str(a.number), defaults=values)
    for position, m in enumerate(file.measures, 1):
        measure, _ = Measure.objects.update_or_create(
            plan=plan,
            key=m.key,
            defaults={
                "name": m.title,
                "name_en": m.title_en,
                "summary": m.summary,
                "summary_en": m.summary_en,
                "path": [label.strip("（）()") for label in m.path],  # bare labels, as the reader gives them
                "area": areas[m.action],
                "position": position,
                "source": file.title,
                "as_of": file.issued,
                "begins": file.issued,
                "ends": file.horizon,
            },
        )
        owed = [(k, DutyKind.LEAD) for k in m.lead] + [(k, DutyKind.SHARED) for k in m.shared]
        owed += [(k, DutyKind.SUPPORT) for k in m.support]
        set_duties(measure, [(Organisation.objects.get(key=key), kind) for key, kind in owed])


def set_duties(measure: Measure, owed: list[tuple[Organisation, DutyKind]]) -> None:
    """Make the measure's duties exactly these, keeping the rows that stay (reports hang on them)."""
    for position, (organisation, kind) in enumerate(owed, 1):
        Duty.objects.update_or_create(
            measure=measure, organisation=organisation, defaults={"kind": kind, "position": position}
        )
    measure.duties.exclude(organisation__in=[o for o, _ in owed]).delete()


def _load_targets(plan: Plan, file: PlanFile) -> None:
    for position, t in enumerate(file.targets, 1):
        target, made = Target.objects.update_or_create(
            plan=plan,
            key=t.key,
            defaults=_fixed(plan, file, t, position),
            create_defaults=_initial(plan, file, t, position),
        )
        if made and target.due and file.milestones.rule == "linear":
            start = target.baseline_on or file.issued
            Milestone.objects.bulk_create(
                Milestone(target=target, due=day, value=value, ours=file.milestones.ours)
                for day, value in linear_milestones(start, target.baseline, target.due, target.value)
            )


def _fixed(plan: Plan, file: PlanFile, t: TargetFile, position: int) -> dict[str, Any]:
    """What the plan itself says of a target: overwritten by every load."""
    return {
        "name": t.name,
        "name_en": t.name_en,
        "comparator": t.comparator,
        "value": Decimal(str(t.value)),
        "unit": t.unit,
        "unit_en": t.unit_en,
        "due": t.due,
        "due_is_horizon": t.due_basis == "horizon",
        "cadence": t.cadence or "",
        "change": Change(t.change),
        "stage": t.stage,
        "measure": plan.measures.filter(key=t.measure).first() if t.measure else None,
        "position": position,
        "source": file.title,
        "as_of": file.issued,
    }


def _initial(plan: Plan, file: PlanFile, t: TargetFile, position: int) -> dict[str, Any]:
    """What a first load proposes and officials may set otherwise."""
    base = t.baseline
    return _fixed(plan, file, t, position) | {
        "lead": Organisation.objects.get(key=t.lead) if t.lead else None,
        "rule": Rule.SUM,
        "baseline": Decimal(str(base.value)) if base else Decimal(0),
        "baseline_on": base.as_of if base else None,
        "baseline_source": base.source if base else "",
    }


def _load_instruments(plan: Plan, file: PlanFile) -> None:
    measures = {m.key: m for m in plan.measures.all()}
    for i in file.instruments:
        Instrument.objects.update_or_create(
            plan=plan,
            name=i.name,
            defaults={"name_en": i.name_en, "kind": i.kind, "measure": measures.get(i.measure)},
        )
