"""The simulated layer: quarterly reports through the very actions that officials use, all marked as simulated.

Deterministic for a given day, so that a second run finds everything done.
"""

import datetime as dt
import hashlib
from decimal import ROUND_HALF_UP, Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from xinzhi.core.models import Notification
from xinzhi.plan.actions import (
    FigureInput,
    accept_report,
    attach_evidence,
    edit_report,
    open_period,
    press_duty,
    return_report,
    start_report,
    submit_report,
)
from xinzhi.plan.models import Duty, DutyKind, Period, Plan, Report, Target

from .people import Person

PACE = tuple(Decimal(p) for p in ("1.08", "1.2", "0.82", "1.02", "1.1", "1.05", "0.6", "1.35"))
"""How fast each target goes against its straight line, so that every standing is seen."""


def simulate(plan: Plan, people: dict[str, Person], *, today: dt.date | None = None) -> None:
    """Quarters from the plan's issue to today with reports: most accepted, some waiting, returned, late or pressed."""
    day = today or timezone.localdate()
    periods = _quarters(plan, people["office"], day)
    ended = [p for p in periods if p.ends < day]
    duties = list(
        Duty.objects.filter(measure__plan=plan, kind__in=[DutyKind.LEAD, DutyKind.SHARED]).select_related(
            "measure", "organisation"
        )
    )
    if Report.objects.filter(period__plan=plan).exists():
        return
    carriers = _carriers(plan, duties)
    for period in ended:
        for duty in duties:
            fate = _fate(duty) if period is ended[-1] else ""
            _report(people, duty, period, carriers.get(duty.pk, []), fate)
        _date_back(period, is_last=period is ended[-1])
    late = [d for d in duties if _fate(d) == "late"]
    for duty in late[:2]:
        press_duty(
            actor=people["office"].user,
            duty=duty,
            text=f"（模拟）请尽快报送“{duty.measure.name}”本季度进展及佐证材料。",
            simulated=True,
        )


def _quarters(plan: Plan, office: Person, day: dt.date) -> list[Period]:
    first = plan.issued or day
    year, quarter = (first.year + 1, 1) if first.month >= 10 else (first.year, (first.month - 1) // 3 + 2)
    found = []
    while (begins := dt.date(year, 3 * quarter - 2, 1)) <= day:
        following = dt.date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
        label = f"{year}Q{quarter}"
        existing = plan.periods.filter(label=label).first()
        found.append(
            existing
            or open_period(
                actor=office.user, plan=plan, label=label, begins=begins, ends=following - dt.timedelta(days=1)
            )
        )
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return found


def _carriers(plan: Plan, duties: list[Duty]) -> dict[int, list[Target]]:
    """Which duty reports which target: the lead duty of the target's measure, else the first that fits its words."""
    found: dict[int, list[Target]] = {}
    for target in plan.targets.all():
        fitting = [d for d in duties if d.measure_id == target.measure_id] or duties
        found.setdefault(fitting[0].pk, []).append(target)
    return found


def _dice(*parts: object) -> int:
    """A number that depends on its arguments alone."""
    return int(hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:8], 16)


def _fate(duty: Duty) -> str:
    """What happened to the duty's report of the last ended quarter."""
    return ("", "", "", "", "late", "waiting", "", "returned")[_dice(duty.measure.key, duty.organisation.key) % 8]


def _report(people: dict[str, Person], duty: Duty, period: Period, targets: list[Target], fate: str) -> None:
    if fate == "late":
        return
    author, office = people[duty.organisation.key].user, people["office"].user
    report = start_report(actor=author, duty=duty, period=period, simulated=True)
    mood = _dice(duty.pk, period.label) % 12
    edit_report(
        actor=author,
        report=report,
        text=f"（模拟）{period.label}：围绕“{duty.measure.name}”推进各项任务，数据与佐证材料见附件。",
        assessment="behind" if mood == 0 else "on_track",
        next_steps="（模拟）按年度计划推进。",
        figures=[f for t in targets if (f := _figure(t, period))],
    )
    note = f"模拟佐证材料，不代表真实进展\nSimulated evidence, not real progress\n{duty}\n{period.label}\n"
    attach_evidence(
        actor=author,
        report=report,
        file=ContentFile(note.encode()),
        name=f"{period.label}-{duty.measure.key}-simulated.txt",
        media_type="text/plain",
    )
    submit_report(actor=author, report=report)
    if fate == "returned":
        return_report(actor=office, report=report, why="（模拟）请补充数据口径说明。")
    elif fate != "waiting":
        accept_report(actor=office, report=report)


def _date_back(period: Period, *, is_last: bool) -> None:
    """Put the period's reports where they would have been handed in, and what is long past out of the inboxes.

    Only the simulated reports' own dates are moved; the recorded actions keep the time at which they really ran.
    """
    handed_in = dt.datetime.combine(period.due, dt.time(10), timezone.get_current_timezone())
    reports = Report.objects.filter(period=period, simulated=True)
    reports.filter(submitted_at__isnull=False).update(
        submitted_at=handed_in - dt.timedelta(days=2), updated_at=handed_in
    )
    reports.filter(decided_at__isnull=False).update(decided_at=handed_in)
    if not is_last:
        Notification.objects.filter(read_at__isnull=True, recipient__simulated=True).update(read_at=timezone.now())


def _figure(target: Target, period: Period) -> FigureInput | None:
    """The quarter's additions on the target's own pace; None when the quarter adds nothing."""
    pace = PACE[(target.position - 1) % len(PACE)]
    if target.is_yearly:
        begins, ends = dt.date(period.ends.year, 1, 1), dt.date(period.ends.year, 12, 31)
    else:
        begins, ends = target.plan.issued or period.begins, target.due or period.ends
    whole = Decimal((ends - begins).days or 1)
    upto = _whole(target.value * pace * Decimal((period.ends - begins).days) / whole)
    before = _whole(target.value * pace * Decimal(max(0, (period.begins - begins).days)) / whole)
    added = upto - before
    return FigureInput(target, added, period.ends, "模拟") if added > 0 else None


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)
