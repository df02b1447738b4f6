"""Change what a draft or returned report says, with its figures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Figure, Report, SelfAssessment, Target


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

    Raises PermissionDenied (not the owing organisation, or not editable now) and ValidationError for an unknown
    assessment or a figure that cannot be: another plan's target, a target twice, a negative number, a day
    after the period's end or in the future of it.
    """
    require(actor, "plan.edit_report", report)
    if assessment and assessment not in SelfAssessment.values:
        raise ValidationError({"assessment": _("Choose one of the assessments offered.")})
    if problems := [p for f in figures if (p := _problem(report, f))]:
        raise ValidationError({"figures": problems})
    if len({f.target.pk for f in figures}) != len(figures):
        raise ValidationError({"figures": _("Each target may be reported once.")})
    with recorded("plan.edit_report", actor=actor, subject=report) as change:
        before = {f.target.key: str(f.value.normalize()) for f in report.figures.select_related("target")}
        report.text, report.assessment, report.next_steps = text, assessment, next_steps
        report.save()
        report.figures.all().delete()
        Figure.objects.bulk_create(
            Figure(report=report, target=f.target, value=f.value, as_of=f.as_of, note=f.note) for f in figures
        )
        after = {f.target.key: str(f.value.normalize()) for f in figures}
        if before != after:
            change.note("figures", before, after)
    return report


def _problem(report: Report, figure: FigureInput) -> str | None:
    name = figure.target.label
    if figure.target.plan_id != report.period.plan_id:
        return _("%(target)s belongs to another plan.") % {"target": name}
    if figure.value < 0:
        return _("%(target)s: a count cannot be negative.") % {"target": name}
    if figure.as_of > report.period.ends:
        return _("%(target)s: the day must not lie after the period (%(end)s).") % {
            "target": name,
            "end": report.period.ends.isoformat(),
        }
    return None
