"""Change what a draft or returned report says, with its figures."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Figure, Report, Rule, SelfAssessment, Target

from .unchanged import require_unchanged


@dataclass(frozen=True, slots=True)
class FigureInput:
    """A number for a target as of a day; `note` says what was counted."""

    target: Target
    value: Decimal
    as_of: dt.date
    note: str = ""


def edit_report(
    *,
    actor: Any,
    report: Report,
    text: str,
    assessment: str,
    next_steps: str = "",
    figures: Sequence[FigureInput] = (),
) -> Report:
    """The report with its new content; its figures are replaced as a whole.

    Raises PermissionDenied (not the owing organisation, or not editable now) and ValidationError: for an unknown
    assessment, for a figure that cannot be (another plan's target, one that is the sum of its parts, a target twice,
    a negative number, a day after the period's end) under the key `figures.<place>.<field>`, places counted from 0,
    and with code "stale" when a colleague saved the report since it was read.
    """
    require(actor, "plan.edit_report", report)
    problems: dict[str, str] = {}
    if assessment and assessment not in SelfAssessment.values:
        problems["assessment"] = _("Choose one of the assessments offered.")
    times = Counter(f.target.pk for f in figures)
    for place, figure in enumerate(figures):
        if problem := _problem(report, figure, times[figure.target.pk]):
            problems[f"figures.{place}.{problem[0]}"] = problem[1]
    if problems:
        raise ValidationError(problems)
    with recorded("plan.edit_report", actor=actor, subject=report) as change:
        require_unchanged(report, "updated_at")
        before = {f.target.key: _plain(f) for f in report.figures.select_related("target")}
        report.text, report.assessment, report.next_steps = text, assessment, next_steps
        report.save()
        report.figures.all().delete()
        Figure.objects.bulk_create(
            Figure(report=report, target=f.target, value=f.value, as_of=f.as_of, note=f.note) for f in figures
        )
        after = {f.target.key: _plain(f) for f in figures}
        if before != after:
            change.note("figures", before, after)
    return report


def _plain(figure: Figure | FigureInput) -> list[str]:
    """A figure as the record keeps it: value, day, what was counted."""
    return [f"{figure.value.normalize():f}", figure.as_of.isoformat(), figure.note]


def _problem(report: Report, figure: FigureInput, times: int) -> tuple[str, str] | None:
    """The field that is wrong and why, or None."""
    name = {"target": figure.target.label, "end": report.period.ends.isoformat()}
    if figure.target.plan_id != report.period.plan_id:
        return "target", _("%(target)s belongs to another plan.") % name
    if figure.target.rule == Rule.PARTS:
        return "target", _("%(target)s is the sum of its parts: report the parts instead.") % name
    if times > 1:
        return "target", _("%(target)s stands here twice: each target may be reported once.") % name
    if not figure.value.is_finite() or figure.value < 0:
        return "value", _("%(target)s: a count cannot be negative.") % name
    if figure.as_of > report.period.ends:
        return "as_of", _("%(target)s: the day must not lie after the period (%(end)s).") % name
    return None
