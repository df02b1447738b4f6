"""Duties whose reports are late, and the words with which they are pressed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.plan.models import Duty, Plan, Press, PressState

from .obligations import Obligation, obligations


@dataclass(frozen=True, slots=True)
class LateDuty:
    """A duty with every obligation that is late, the oldest first, and its pressing still unanswered, if any."""

    duty: Duty
    late: tuple[Obligation, ...]
    press: Press | None

    @property
    def overdue(self) -> int:
        """Working days of the report that is late the longest."""
        return max((o.overdue for o in self.late), default=0)


def late_duties(plans: Iterable[Plan], *, today: dt.date | None = None) -> list[LateDuty]:
    """The duties with late reports, the latest first; four queries a plan and one more."""
    owed: dict[int, list[Obligation]] = {}
    for plan in plans:
        for obligation in obligations(plan=plan, today=today):
            if obligation.overdue:
                owed.setdefault(obligation.duty.pk, []).append(obligation)
    open_presses = Press.objects.filter(duty__in=owed, state=PressState.OPEN).order_by("level")
    presses = {p.duty_id: p for p in open_presses}
    rows = [
        LateDuty(late[0].duty, tuple(sorted(late, key=lambda o: o.period.due)), presses.get(key))
        for key, late in owed.items()
    ]
    return sorted(rows, key=lambda r: (-r.overdue, r.duty.organisation.name, r.duty.measure.position))


def pressing_words(duty: Duty, late: Iterable[Obligation]) -> str:
    """A polite letter to a department that is behind, naming what is owed; to be changed as the writer likes."""
    owed = [
        ngettext(
            "%(period)s (due %(day)s, %(days)d working day late)",
            "%(period)s (due %(day)s, %(days)d working days late)",
            o.overdue,
        )
        % {"period": o.period.label, "day": o.period.due.isoformat(), "days": o.overdue}
        for o in late
    ]
    names = {"department": duty.organisation.label, "measure": duty.measure.label}
    if not owed:
        return _("To %(department)s: please tell us how the measure «%(measure)s» is going.") % names
    return _(
        "To %(department)s: the progress report on the measure «%(measure)s» has not reached us yet for %(owed)s. "
        "Please hand it in with its evidence, or tell us what stands in the way."
    ) % {**names, "owed": _("; ").join(owed)}
