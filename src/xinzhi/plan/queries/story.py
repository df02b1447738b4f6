"""The story of a report: what was done to it, and what changed since it was sent back."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xinzhi.core.formats import pair
from xinzhi.core.models import ActionRecord
from xinzhi.plan.models import Report

FIELDS = ("assessment", "text", "next_steps")


def records(report: Report) -> list[ActionRecord]:
    """Every recorded action on the report, oldest first."""
    found = ActionRecord.objects.filter(subject_type="plan.report", subject_id=str(report.pk))
    return list(found.select_related("actor").order_by("at", "id"))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field as it was when sent back, and as it is now."""

    name: str
    before: str
    after: str


def since_returned(report: Report, story: list[ActionRecord]) -> list[FieldChange]:
    """What is different from the version that was returned last; empty where none was returned.

    The words come from the row's history, the figures and files from the recorded actions; two queries at most.
    """
    place = max((i for i, r in enumerate(story) if r.verb == "plan.return_report"), default=None)
    if place is None:
        return []
    old = report.history.filter(state="returned", history_date__lte=story[place].at).first()
    later = story[place + 1 :]
    changes: list[FieldChange | None] = [_field(old, report, name) for name in FIELDS] if old else []
    changes += [_figures(report, later), *_files(later)]
    return [c for c in changes if c and c.before != c.after]


def _field(old: Any, report: Report, name: str) -> FieldChange:
    shown = "get_assessment_display" if name == "assessment" else ""
    before, after = (getattr(r, shown)() if shown else getattr(r, name) for r in (old, report))
    return FieldChange(str(Report._meta.get_field(name).verbose_name), before, after)  # type: ignore[union-attr]  # noqa: SLF001


def _figures(report: Report, story: list[ActionRecord]) -> FieldChange | None:
    pairs = [r.changes["figures"] for r in story if "figures" in r.changes]
    if not pairs:
        return None
    before, after = pairs[0][0], pairs[-1][1]
    names = {t.key: t.label for t in report.period.plan.targets.filter(key__in={*before, *after})}
    return FieldChange(_("figures"), _lines(before, names), _lines(after, names))


def _lines(figures: dict[str, list[str]], names: dict[str, str]) -> str:
    return "\n".join(pair(names.get(key, key), " · ".join(p for p in parts if p)) for key, parts in figures.items())


def _files(story: list[ActionRecord]) -> list[FieldChange]:
    found = []
    for record in story:
        before, after = record.changes.get("evidence", (None, None))
        if before or after:
            found.append(FieldChange(_("evidence"), (before or {}).get("name", ""), (after or {}).get("name", "")))
    return found
