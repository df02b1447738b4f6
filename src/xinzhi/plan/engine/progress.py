"""How far a target and a measure are: arithmetic with its lineage, and rules that are shown, never silent.

Values are Decimal in the target's own unit. Every result names the rule it followed, and every figure
that was looked at appears in the lineage with whether it was counted and why.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

ABOUT_TOLERANCE = Decimal("0.1")
"""«About n» (左右) counts as reached from nine tenths of n on: our reading, shown beside the standing."""
FIRST_MILESTONE_AFTER = 182
"""Days from the start to the first yearly milestone of ours."""
BEHIND_FROM = Decimal("0.75")
"""Below three quarters of what should be there by now a target is at risk, not only behind."""


class Standing(StrEnum):
    """From best to worst."""

    MET = "met"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    AT_RISK = "at_risk"
    UNREPORTED = "unreported"


class Health(StrEnum):
    """State of a duty or measure, from best to worst."""

    DONE = "done"
    ON_TRACK = "on_track"
    WAITING = "waiting"  # nothing due yet
    BEHIND = "behind"
    BLOCKED = "blocked"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class FigureFact:
    """An accepted figure: `body` is who reported it, `order` breaks ties of the same day (later wins)."""

    id: int
    body: str
    value: Decimal
    as_of: dt.date
    order: int = 0


@dataclass(frozen=True, slots=True)
class Contribution:
    """One figure in a lineage. `why` is a key: added, latest, superseded, outside_window, singly, told_singly."""

    figure: FigureFact
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Current:
    """A current value with where it came from; `as_of` is the youngest counted figure's day, None without one."""

    value: Decimal
    as_of: dt.date | None
    lineage: tuple[Contribution, ...]

    @property
    def is_reported(self) -> bool:
        return self.as_of is not None


def current_value(
    rule: str,
    baseline: Decimal,
    figures: Iterable[FigureFact],
    *,
    window: tuple[dt.date, dt.date] | None = None,
    singly: Sequence[FigureFact] = (),
) -> Current:
    """The current value under the rule: "sum" (baseline plus additions) or "latest" (latest stock of each body, summed).

    `window` limits which figures count (a yearly target counts its own year, and then starts from zero). `singly` are
    things that count one by one beside the rule (a programme's awards); from the day of the first of them on what is
    reported does not count, so that nothing counts twice. ValueError for another rule: "parts" is the sum of other
    targets' values, see `sum_of_parts`.
    """
    if singly:
        return _with_singly(rule, baseline, figures, window, singly)
    facts = sorted(figures, key=lambda f: (f.as_of, f.order))
    inside = [f for f in facts if window is None or window[0] <= f.as_of <= window[1]]
    start = Decimal(0) if window else baseline
    if rule == "sum":
        counted = {f.id: "added" for f in inside}
        value = start + sum((f.value for f in inside), Decimal(0))
    elif rule == "latest":
        latest = {f.body: f for f in inside}
        counted = {f.id: "latest" for f in latest.values()}
        value = sum((f.value for f in latest.values()), Decimal(0)) if latest else start
    else:
        raise ValueError(f"unknown rule {rule!r}: sum or latest")
    within = {f.id for f in inside}
    lineage = tuple(
        Contribution(f, f.id in counted, counted.get(f.id) or ("superseded" if f.id in within else "outside_window"))
        for f in facts
    )
    return Current(value, max((c.figure.as_of for c in lineage if c.counted), default=None), lineage)


def _with_singly(
    rule: str,
    baseline: Decimal,
    figures: Iterable[FigureFact],
    window: tuple[dt.date, dt.date] | None,
    singly: Sequence[FigureFact],
) -> Current:
    since = min(f.as_of for f in singly)
    reported = list(figures)
    before = current_value(rule, baseline, [f for f in reported if f.as_of < since], window=window)
    things = current_value("sum", Decimal(0), singly, window=window)
    lineage = [
        *before.lineage,
        *(Contribution(f, False, "told_singly") for f in reported if f.as_of >= since),
        *(Contribution(c.figure, c.counted, "singly" if c.counted else c.why) for c in things.lineage),
    ]
    lineage.sort(key=lambda c: (c.figure.as_of, c.figure.order))
    days = [c.figure.as_of for c in lineage if c.counted]
    return Current(before.value + things.value, max(days, default=None), tuple(lineage))


def sum_of_parts(parts: Sequence[Current]) -> Current:
    """The rule "parts": the sum of the parts' values, with their lineages joined."""
    days = [p.as_of for p in parts if p.as_of]
    return Current(
        sum((p.value for p in parts), Decimal(0)), max(days, default=None), tuple(c for p in parts for c in p.lineage)
    )


def is_reached(comparator: str, goal: Decimal, value: Decimal) -> bool:
    """Whether the value satisfies the target; «=» is taken as a promise to reach at least that many."""
    match comparator:
        case ">":
            return value > goal
        case "≈":
            return value >= goal * (1 - ABOUT_TOLERANCE)
        case "≤":
            return value <= goal
        case "<":
            return value < goal
        case _:
            return value >= goal


def expected_on(day: dt.date, points: Sequence[tuple[dt.date, Decimal]]) -> Decimal | None:
    """What should be there on the day: straight lines between the points, flat outside; None without points."""
    known = sorted(points)
    if not known:
        return None
    if day <= known[0][0]:
        return known[0][1]
    for (d0, v0), (d1, v1) in pairwise(known):
        if day <= d1:
            share = Decimal((day - d0).days) / Decimal((d1 - d0).days or 1)
            return v0 + (v1 - v0) * share
    return known[-1][1]


def linear_milestones(start: dt.date, baseline: Decimal, end: dt.date, goal: Decimal) -> list[tuple[dt.date, Decimal]]:
    """Year ends between start and end on the straight line, and the end itself; our arithmetic, not the plan's.

    A goal in whole things has milestones in whole things, and the first is at least half a year after the start.
    """
    days = (end - start).days
    if days <= 0:
        return [(end, goal)]
    step = (
        Decimal(1) if goal == goal.to_integral_value() and baseline == baseline.to_integral_value() else Decimal("0.1")
    )
    years = (dt.date(year, 12, 31) for year in range(start.year, end.year))
    ends = [day for day in years if (day - start).days >= FIRST_MILESTONE_AFTER and day < end]
    line = [
        (day, (baseline + (goal - baseline) * (day - start).days / days).quantize(step, ROUND_HALF_UP)) for day in ends
    ]
    return [*line, (end, goal)]


def standing(comparator: str, goal: Decimal, current: Current, expected: Decimal | None, baseline: Decimal) -> Standing:
    """Where a target stands today.

    Met: the comparator holds. Else against what should be there by now: at or above it on track, from three quarters
    of the way behind, below that at risk. Without any accepted figure: unreported. A ceiling (≤ <) that holds is
    met, one that does not is at risk.
    """
    if not current.is_reported:
        return Standing.UNREPORTED
    if is_reached(comparator, goal, current.value):
        return Standing.MET
    if comparator in "≤<":
        return Standing.AT_RISK
    if expected is None or current.value >= expected:
        return Standing.ON_TRACK
    way = expected - baseline
    done = (current.value - baseline) / way if way > 0 else Decimal(1)
    return Standing.BEHIND if done >= BEHIND_FROM else Standing.AT_RISK


def worst(items: Iterable[Health]) -> Health:
    """The parent's state: that of its worst child (the rule shown on every page). WAITING without children."""
    order = list(Health)
    return max(items, key=order.index, default=Health.WAITING)


def duty_health(assessment: str | None, overdue_days: int) -> Health:
    """A duty's state: overdue when a report is late, else what its latest accepted report says of itself."""
    if overdue_days > 0:
        return Health.OVERDUE
    return Health(assessment) if assessment else Health.WAITING
