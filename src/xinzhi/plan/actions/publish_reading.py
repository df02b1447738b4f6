"""Publish a reviewed reading: it becomes a plan on the board."""

import datetime as dt
import hashlib
import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import (
    ActionArea,
    DutyKind,
    Instrument,
    Measure,
    Plan,
    PlanState,
    Reading,
    ReadingState,
    Target,
)
from xinzhi.registry.actions.record_many import Word, record_many
from xinzhi.registry.models import Confidence, Organisation, OrganisationKind
from xinzhi.registry.provenance import Provenance
from xinzhi.registry.registers.bodies import ORGANISATIONS

from .enter_proofs import enter_targets
from .load_plan import set_duties
from .unchanged import require_unchanged

_LONGEST_NUMBER = 12


def publish_reading(*, actor: Any, reading: Reading, key: str, why: str = "") -> Plan:
    """The published plan, with the structure as reviewed and the text it was read from.

    `key` names the plan in addresses. Departments the register does not know are entered into it with the plan as
    their source. Raises PermissionDenied; ValidationError for a reading not under review, without anything to show,
    or a key that is taken or malformed.
    """
    require(actor, "plan.publish_plan", reading)
    structure = reading.structure
    if reading.state != ReadingState.DRAFT:
        raise ValidationError(_("This reading is no longer under review."), code="state")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,60}", key):
        raise ValidationError({"key": _("Use small letters, digits and hyphens.")})
    if Plan.objects.filter(key=key).exists():
        raise ValidationError({"key": _("There is already a plan of this key.")})
    if not structure.get("targets") and not structure.get("measures"):
        raise ValidationError(_("There is neither a target nor a measure to publish."), code="empty")
    issued = _date(structure.get("issued"))
    plan = Plan(
        key=key,
        name=(structure.get("title") or reading.name)[:300],
        number=(structure.get("number") or "")[:80],
        issuer=(structure.get("issuer") or "")[:200],
        issued=issued,
        horizon=max((d for t in structure.get("targets", []) if (d := _date(t.get("due")))), default=None),
        text=reading.text,
        state=PlanState.PUBLISHED,
        published_at=timezone.now(),
        source=reading.file_name,
        as_of=issued,
        recorded_by=actor,
    )
    with recorded("plan.publish_plan", actor=actor, subject=plan, new=True, why=why):
        require_unchanged(reading, "updated_at")
        plan.save()
        _measures(plan, structure)
        _targets(plan, structure)
        _instruments(plan, structure)
        enter_targets(plan, actor=actor)
        reading.state, reading.plan = ReadingState.PUBLISHED, plan
        reading.save()
    return plan


def _date(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _measures(plan: Plan, structure: dict[str, Any]) -> None:
    titles = _titles(structure.get("outline", []))
    areas: dict[tuple[str, ...], ActionArea] = {}
    rows = structure.get("measures", [])
    for position, item in enumerate(rows, 1):
        path = list(item.get("path") or [])
        above = tuple(path[:-1])
        if above and above not in areas:
            taken = {a.number for a in areas.values()}
            areas[above] = ActionArea.objects.create(
                plan=plan,
                number=_number(above, taken, position),
                name=(titles.get(above) or ".".join(above))[:300],
                position=position,
            )
        measure = Measure.objects.create(
            plan=plan,
            area=areas.get(above),
            key=f"m-{position}",
            name=str(item["title"])[:300],
            path=path,
            summary="",
            span=item.get("span"),
            position=position,
            begins=plan.issued,
            ends=plan.horizon,
            source=plan.source,
            as_of=plan.as_of,
        )
        set_duties(measure, _owed(plan, item))


def _number(path: tuple[str, ...], taken: set[str], position: int) -> str:
    """The printed chain of numbers; where it is too long for its column, a short one of its own."""
    number = ".".join(path)
    return number if len(number) <= _LONGEST_NUMBER and number not in taken else f"{path[-1][:7]}~{position}"


def _titles(outline: list[dict[str, Any]]) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for section in outline:
        found[tuple(section["path"])] = section["title"]
        found |= _titles(section.get("children", []))
    return found


def _owed(plan: Plan, item: dict[str, Any]) -> list[tuple[Organisation, DutyKind]]:
    owed: dict[int, tuple[Organisation, DutyKind]] = {}
    for kind in (DutyKind.LEAD, DutyKind.SHARED, DutyKind.SUPPORT):
        for name in item.get(str(kind), []):
            organisation = _organisation(plan, name)
            owed.setdefault(organisation.pk, (organisation, kind))
    return list(owed.values())


def _organisation(plan: Plan, name: str) -> Organisation:
    """The department of this name; entered into the register, with the plan as source, when it is new."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    known = Organisation.objects.filter(name=name, kind__in=["department", "city"]).first()
    if known is not None:
        return known
    values = {"name": name, "kind": OrganisationKind.DEPARTMENT.value}
    word = Word(f"department-{digest}", values, Provenance(plan.name, plan.as_of, confidence=Confidence.DOCUMENT.value))
    why = _("Named in the plan «%(plan)s».") % {"plan": plan.name}
    record_many(ORGANISATIONS, [word], actor=plan.recorded_by, origin=f"plan:{plan.key}", accepted=True, why=why)
    return Organisation.objects.get(key=word.key)


def _targets(plan: Plan, structure: dict[str, Any]) -> None:
    by_path = {tuple(m.path): m for m in plan.measures.all()}
    for position, item in enumerate(structure.get("targets", []), 1):
        measure = by_path.get(tuple(item.get("path") or ()))
        lead = measure.duties.filter(kind=DutyKind.LEAD).first() if measure else None
        Target.objects.create(
            plan=plan,
            key=f"t-{position}",
            name=str(item["quantity"])[:300],
            measure=measure,
            lead=lead.organisation if lead else None,
            comparator=item["comparator"],
            value=Decimal(str(item["value"])),
            value_high=None if item.get("value_high") is None else Decimal(str(item["value_high"])),
            unit=str(item.get("unit") or "")[:20],
            due=_date(item.get("due")),
            cadence=item.get("cadence") or "",
            change=item.get("change") or "total",
            words=item.get("text") or "",
            span=item.get("span"),
            position=position,
            source=plan.source,
            as_of=plan.as_of,
        )


def _instruments(plan: Plan, structure: dict[str, Any]) -> None:
    by_path = {tuple(m.path): m for m in plan.measures.all()}
    seen: set[str] = set()
    for item in structure.get("instruments", []):
        name = str(item["name"])[:300]
        if name not in seen:
            seen.add(name)
            Instrument.objects.create(
                plan=plan,
                name=name,
                kind=item["kind"],
                span=item.get("span"),
                measure=by_path.get(tuple(item.get("path") or ())),
            )
