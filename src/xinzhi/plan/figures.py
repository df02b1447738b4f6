"""How the board's standings, goals and rules read on a page: words, tones and short sentences. No reads, no writes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.formats import in_language, local_date, number, working_days

from .engine.progress import Health, Standing
from .models import DutyKind, Rule

if TYPE_CHECKING:
    from .models import Target
    from .queries import DutyRow, TargetRow

STANDINGS: dict[str, str | Promise] = {
    Standing.MET: gettext_lazy("reached"),
    Standing.ON_TRACK: gettext_lazy("on track"),
    Standing.BEHIND: gettext_lazy("behind"),
    Standing.AT_RISK: gettext_lazy("at risk"),
    Standing.UNREPORTED: gettext_lazy("not reported yet"),
}
HEALTHS: dict[str, str | Promise] = {
    Health.DONE: gettext_lazy("done"),
    Health.ON_TRACK: gettext_lazy("on track"),
    Health.WAITING: gettext_lazy("nothing due yet"),
    Health.BEHIND: gettext_lazy("behind"),
    Health.BLOCKED: gettext_lazy("blocked"),
    Health.OVERDUE: gettext_lazy("report overdue"),
}
TONES: dict[str, str] = {
    Standing.MET: "ok",
    Standing.ON_TRACK: "ok",
    Standing.BEHIND: "warn",
    Standing.AT_RISK: "bad",
    Standing.UNREPORTED: "mute",
    Health.DONE: "ok",
    Health.WAITING: "mute",
    Health.BLOCKED: "bad",
    Health.OVERDUE: "bad",
}
WHY: dict[str, str | Promise] = {
    "added": gettext_lazy("added to the sum"),
    "latest": gettext_lazy("latest stock of this body"),
    "superseded": gettext_lazy("not counted: a later figure of the same body took its place"),
    "outside_window": gettext_lazy("not counted: outside the year of the target"),
    "singly": gettext_lazy("counted one by one, from a programme"),
    "told_singly": gettext_lazy("not counted: from then on a programme's awards count one by one"),
}
DUTY_SIGNS: dict[str, str] = {DutyKind.LEAD: "●", DutyKind.SHARED: "◐", DutyKind.SUPPORT: "○"}
INSTRUMENTS: dict[str, str | Promise] = {
    "list": gettext_lazy("lists"),
    "library": gettext_lazy("libraries"),
    "programme": gettext_lazy("programmes"),
    "event": gettext_lazy("events"),
    "platform": gettext_lazy("platforms"),
    "place": gettext_lazy("places"),
}
PARENT_RULE = gettext_lazy("A measure stands as its worst reporting duty; an action as its worst measure.")


def standing_words(target: Target, standing: Standing) -> str:
    """The standing in words; a yearly target is reached for this year only."""
    if target.is_yearly and standing == Standing.MET:
        return _("reached this year")
    return str(STANDINGS[standing])


def summary_of(measure: Any) -> str:
    """The measure's summary in the reader's language."""
    return in_language(measure.summary, measure.summary_en)


def goal_number(target: Target) -> str:
    """The promised number with its comparator: «≥ 30», «8–10»; an exact number stands alone."""
    amount = number(target.value)
    if target.value_high is not None:
        amount = f"{amount}–{number(target.value_high)}"
    return amount if target.comparator == "=" else f"{target.comparator} {amount}"


def goal_words(target: Target) -> str:
    """The promised number with comparator and unit: «≥ 30 家», «20 项 a year»."""
    words = f"{goal_number(target)} {target.unit_label}".strip()
    return _("%(goal)s a year") % {"goal": words} if target.is_yearly else words


def rule_words(row: TargetRow) -> list[str]:
    """The sentences by which the current value and the standing of this very target came about."""
    target = row.target
    sentences = {
        Rule.SUM: _("The value is the baseline plus every accepted addition."),
        Rule.LATEST: _("The value is the sum of each body's latest accepted stock."),
        Rule.PARTS: _("The value is the sum of the current values of its parts."),
    }
    said = [sentences[Rule(target.rule)]]
    if target.is_yearly:
        said.append(_("A yearly target counts the figures of this calendar year alone and begins again from zero."))
    if target.comparator == "≈":
        said.append(_("«About» counts as reached from nine tenths of the number on: our reading."))
    elif target.comparator == "=":
        said.append(_("«Exactly» counts as reached once the number is reached or passed: our reading."))
    if target.comparator in "≤<":
        said.append(_("A ceiling is kept while the value stays under it; above it the target is at risk."))
    else:
        said.append(
            _(
                "Expected is the point on the straight line between the milestones on %(day)s, the end of the last "
                "period whose reports are due. At or above it: on track. From three quarters of the way: behind. "
                "Below that: at risk."
            )
            % {"day": local_date(row.reckoned)}
        )
    if row.things:
        said.append(
            _(
                "Awards of a programme count one by one, each from the day its contract is in force; figures reported "
                "from the first such day on do not count, so that nothing counts twice."
            )
        )
    said.append(_("Only accepted reports count. Without any the target is «not reported yet»."))
    return said


def shown_value(row: TargetRow) -> Decimal | None:
    """The current value; None where neither a figure nor a baseline speaks."""
    return row.current.value if row.current.is_reported or row.target.baseline else None


def counted(row: TargetRow) -> int:
    """How many accepted figures the value rests on."""
    return sum(c.counted for c in row.current.lineage)


def duty_words(row: DutyRow) -> str:
    """A duty's health in words, with the working days a report is late."""
    if row.overdue:
        return working_days(-row.overdue)
    if not row.duty.must_report:
        return _("supports; does not report")
    return str(HEALTHS[row.health])
