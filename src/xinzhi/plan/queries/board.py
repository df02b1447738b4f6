"""The board: every target, measure and duty of a plan with where it stands today, in a bounded number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Max, Q
from django.utils import timezone

from xinzhi.core.remember import remember
from xinzhi.plan.engine import progress
from xinzhi.plan.engine.progress import Current, FigureFact, Health, Standing
from xinzhi.plan.models import ActionArea, Duty, Figure, Measure, Milestone, Plan, Report, Rule, Target
from xinzhi.registry.counts import Counted, counted

from .obligations import Obligation, obligations


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target today.

    `expected` is what should be there on `reckoned`, the end of the last period whose reports are due: a value is not
    held against days that nobody had to report yet. `points` are the days and values of the way; `figures` the
    accepted ones, by id; `things` what rooms count one by one (a programme's awards), by a negative id.
    """

    target: Target
    current: Current
    expected: Decimal | None
    reckoned: dt.date
    standing: Standing
    points: tuple[tuple[dt.date, Decimal], ...]
    figures: dict[int, Figure]
    parts: tuple["TargetRow", ...] = ()
    things: dict[int, Counted] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        """Share of the goal reached, 0 to 100, for the bar."""
        goal = self.target.value
        return max(0, min(100, int(self.current.value * 100 / goal))) if goal else 0

    @property
    def expected_percent(self) -> int | None:
        goal = self.target.value
        return None if self.expected is None or not goal else max(0, min(100, int(self.expected * 100 / goal)))

    @property
    def is_simulated(self) -> bool:
        """Whether any counted figure is simulated."""
        counted = [c.figure.id for c in self.current.lineage if c.counted]
        return any(self.things[n].simulated if n < 0 else self.figures[n].report.simulated for n in counted)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty today: its latest accepted report, what is owed, and its health."""

    duty: Duty
    latest: Report | None
    owed: tuple[Obligation, ...]
    health: Health

    @property
    def overdue(self) -> int:
        """Working days of the latest report that is late."""
        return max((o.overdue for o in self.owed), default=0)

    @property
    def is_simulated(self) -> bool:
        return self.latest is not None and self.latest.simulated


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure today; its health is that of its worst reporting duty (the rule is printed beside it)."""

    measure: Measure
    duties: tuple[DutyRow, ...]
    health: Health

    @property
    def leads(self) -> list[Duty]:
        return [d.duty for d in self.duties if d.duty.must_report]

    @property
    def overdue(self) -> int:
        return max((d.overdue for d in self.duties), default=0)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An action today, as bad as its worst measure."""

    area: ActionArea | None
    measures: tuple[MeasureRow, ...]
    health: Health


@dataclass(frozen=True)
class Board:
    """Everything about a plan on a day."""

    plan: Plan
    today: dt.date
    targets: tuple[TargetRow, ...]
    areas: tuple[AreaRow, ...]
    obligations: tuple[Obligation, ...] = field(repr=False, default=())

    @property
    def measures(self) -> list[MeasureRow]:
        return [m for a in self.areas for m in a.measures]

    @property
    def is_simulated(self) -> bool:
        return any(t.is_simulated for t in self.targets) or any(d.is_simulated for m in self.measures for d in m.duties)

    def target(self, key: str) -> TargetRow:
        """The row of the target with this key; KeyError when the plan has none."""
        for row in self.targets:
            if row.target.key == key:
                return row
        raise KeyError(key)


def board(plan: Plan, *, today: dt.date | None = None) -> Board:
    """The plan's board on a day (today when none is given), counting accepted reports only.

    Thirteen queries, whatever the size of the plan (one of them for what programmes bring about); today's board is kept until something is recorded, and shared.
    """
    if today is None:
        return remember(("plan.board", plan.pk), lambda: board(plan, today=timezone.localdate()))
    day = today
    owed = obligations(plan=plan, today=day)
    return Board(plan, day, targets_today(plan, day), _areas(plan, day, owed), tuple(owed))


def targets_today(plan: Plan, day: dt.date, *, counting: Report | None = None) -> tuple[TargetRow, ...]:
    """The plan's targets on a day, four queries and those of rooms that count things one by one.

    `counting` also one report that is not accepted yet.
    """
    targets = list(plan.targets.select_related("lead", "measure"))
    figures: dict[int, list[Figure]] = defaultdict(list)
    counts = Q(report__state="accepted") | (Q(report=counting) if counting else Q(pk__in=()))
    accepted = Figure.objects.filter(counts, target__plan=plan, as_of__lte=day)
    for figure in accepted.select_related("report__duty__organisation", "report__period", "report__duty__measure"):
        figures[figure.target_id].append(figure)
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(target__plan=plan):
        milestones[milestone.target_id].append(milestone)
    children: dict[int | None, list[Target]] = defaultdict(list)
    for target in targets:
        children[target.parent_id].append(target)

    reckoned = _reckoning_day(plan, day)
    singly = counted({t.key for t in targets}, day)

    def row(target: Target) -> TargetRow:
        parts = tuple(row(child) for child in children[target.pk])
        known = _Known(figures[target.pk], milestones[target.pk], singly.get(target.key, []))
        return _target_row(plan, target, known, parts, day, reckoned)

    return tuple(row(t) for t in children[None])


def _reckoning_day(plan: Plan, day: dt.date) -> dt.date:
    """The end of the latest period whose reports are due by the day; the day itself where there is none."""
    return plan.periods.filter(due__lte=day).aggregate(last=Max("ends"))["last"] or day


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one target: accepted figures, milestones, and what counts one by one."""

    figures: Sequence[Figure]
    milestones: Sequence[Milestone]
    singly: Sequence[Counted]


def _target_row(
    plan: Plan,
    target: Target,
    told: _Known,
    parts: tuple[TargetRow, ...],
    day: dt.date,
    reckoned: dt.date,
) -> TargetRow:
    window = (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)) if target.is_yearly else None
    # Several targets' things meet in the target they are parts of: their ids must differ.
    things = {-(target.pk * 100_000 + n): thing for n, thing in enumerate(told.singly)}
    if target.rule == Rule.PARTS and parts:
        current = progress.sum_of_parts([p.current for p in parts])
    else:
        facts = [
            FigureFact(f.pk, str(f.report.duty.organisation_id), f.value, f.as_of, f.report_id) for f in told.figures
        ]
        current = progress.current_value(
            "latest" if target.rule == Rule.LATEST else "sum",
            target.baseline,
            facts,
            window=window,
            singly=[FigureFact(n, thing.who, thing.value, thing.as_of) for n, thing in things.items()],
        )
    baseline = Decimal(0) if window else target.baseline
    points = _points(plan, target, told.milestones, window)
    expected = progress.expected_on(reckoned, points)
    known = {f.pk: f for f in told.figures} | {k: f for p in parts for k, f in p.figures.items()}
    things |= {k: thing for p in parts for k, thing in p.things.items()}
    state = progress.standing(target.comparator, target.value, current, expected, baseline)
    return TargetRow(target, current, expected, reckoned, state, points, known, parts, things)


def _points(
    plan: Plan, target: Target, milestones: Sequence[Milestone], window: tuple[dt.date, dt.date] | None
) -> tuple[tuple[dt.date, Decimal], ...]:
    if window:
        return ((window[0], Decimal(0)), (window[1], target.value))
    start = target.baseline_on or plan.issued
    known = [(m.due, m.value) for m in milestones]
    if target.due and not any(d == target.due for d, _ in known):
        known.append((target.due, target.value))
    return tuple(sorted([(start, target.baseline), *known])) if start and known else tuple(sorted(known))


def _areas(plan: Plan, day: dt.date, owed: Sequence[Obligation]) -> tuple[AreaRow, ...]:
    by_duty: dict[int, list[Obligation]] = defaultdict(list)
    for obligation in owed:
        by_duty[obligation.duty.pk].append(obligation)
    latest: dict[int, Report] = {}
    accepted = Report.objects.filter(duty__measure__plan=plan, state="accepted", period__begins__lte=day)
    for report in accepted.select_related("period").order_by("period__ends"):
        latest[report.duty_id] = report
    measures = plan.measures.select_related("area").prefetch_related("duties__organisation")
    groups: dict[int | None, list[MeasureRow]] = defaultdict(list)
    areas: dict[int | None, ActionArea | None] = {a.pk: a for a in plan.areas.all()}
    for measure in measures:
        rows = tuple(_duty_row(d, latest.get(d.pk), by_duty[d.pk]) for d in measure.duties.all())
        reporting = [r.health for r in rows if r.duty.must_report]
        groups[measure.area_id].append(MeasureRow(measure, rows, progress.worst(reporting)))
    return tuple(
        AreaRow(areas.get(key), tuple(groups[key]), progress.worst(m.health for m in groups[key]))
        for key in [*areas, None]
        if groups[key]
    )


def _duty_row(duty: Duty, latest: Report | None, owed: Sequence[Obligation]) -> DutyRow:
    late = max((o.overdue for o in owed), default=0)
    health = progress.duty_health(latest.assessment if latest else None, late)
    return DutyRow(duty, latest, tuple(owed), health)
