"""What accepting a report would do to the targets."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from xinzhi.plan.models import Report, Target

from .board import TargetRow, targets_today


@dataclass(frozen=True, slots=True)
class Effect:
    """A target before and after. `counts` is False where a reported figure would not be counted now."""

    target: Target
    before: TargetRow
    after: TargetRow
    counts: bool

    @property
    def difference(self) -> Decimal:
        return self.after.current.value - self.before.current.value


def effects(report: Report, *, today: dt.date | None = None) -> list[Effect]:
    """The targets that the report's figures speak of, and those that would move with them; eleven queries."""
    day = today or timezone.localdate()
    plan = report.period.plan
    named = set(report.figures.values_list("target", flat=True))
    before = {row.target.pk: row for row in _flat(targets_today(plan, day))}
    found = []
    for after in _flat(targets_today(plan, day, counting=report)):
        old = before[after.target.pk]
        if after.target.pk in named or after.current.value != old.current.value:
            counted = {c.figure.id for c in after.current.lineage if c.counted}
            mine = {k for k, f in after.figures.items() if f.report_id == report.pk}
            found.append(Effect(after.target, old, after, bool(counted & mine)))
    return found


def _flat(rows: Iterable[TargetRow]) -> Iterator[TargetRow]:
    for row in rows:
        yield row
        yield from _flat(row.parts)
