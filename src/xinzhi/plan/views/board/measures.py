"""The measures of a plan: the list, and the page of one with all who owe it."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from xinzhi.core.lists import Export
from xinzhi.core.roles import Role, has_role
from xinzhi.ledger.queries import proofs_of
from xinzhi.plan import figures
from xinzhi.plan.models import Duty, Plan, Report
from xinzhi.plan.queries import DutyRow, MeasureRow, board
from xinzhi.plan.rules import visible_pilots
from xinzhi.plan.tables.board import MeasureFilter, MeasureTable

from .common import PlanList, department_url, frame, has_text, measure_item, place_in_text, plan_or_404, target_items
from .standing import measure_columns

_MOST_REPORTS = 40


def _owing(measure: Any, *, kind: str) -> list[str]:
    """Keys of the departments with this kind of duty, for the export."""
    return [d.organisation.key for d in measure.duties.all() if d.kind == kind]


class Measures(PlanList):
    """Every measure with its health."""

    key = "plan.measures"
    tab = "measures"
    title = gettext_lazy("Measures")
    lead = figures.PARENT_RULE
    columns = MeasureTable
    filterset = MeasureFilter
    search_fields = ("name", "name_en", "summary", "summary_en", "instruments__name", "duties__organisation__name")
    search_hint = gettext_lazy("Search measures")
    sort = ("name",)
    simulated_path = "simulated_now"
    empty_title = gettext_lazy("This plan names no measure yet")
    empty_hint = gettext_lazy(
        "Measures come with the plan's text: read and publish it, or complete the pack's plan.toml."
    )
    exports = (
        Export("key", gettext_lazy("key")),
        Export("number", gettext_lazy("number")),
        Export("name", gettext_lazy("name")),
        Export("name_en", gettext_lazy("English name")),
        Export("area", gettext_lazy("action of the plan"), "area__name"),
        Export("summary", gettext_lazy("summary")),
        Export("summary_en", gettext_lazy("English summary")),
        *(
            Export(kind, label, partial(_owing, kind=kind))
            for kind, label in (
                ("lead", gettext_lazy("leads")),
                ("shared", gettext_lazy("shared")),
                ("support", gettext_lazy("supports")),
            )
        ),
        Export("health", gettext_lazy("state"), "health_now"),
        Export("overdue", gettext_lazy("working days late"), "overdue_now"),
        Export("targets", gettext_lazy("targets"), "targets_now"),
        Export("begins", gettext_lazy("from")),
        Export("ends", gettext_lazy("until")),
        Export("source", gettext_lazy("source")),
    )

    def queryset(self, _request: HttpRequest) -> QuerySet[Any]:
        rows = {row.measure.pk: row for row in self.now.measures}
        measures = self.plan.measures.select_related("area", "plan").defer("plan__text")
        duties = Prefetch("duties", Duty.objects.select_related("organisation").order_by("position"))
        columns = measure_columns(rows)
        return measures.prefetch_related(duties).annotate(targets_now=Count("targets", distinct=True), **columns)


def measure(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """One measure: who owes what and how each duty stands, targets carried, accepted reports, instruments, pilots."""
    found = plan_or_404(request, plan)
    now = board(found)
    row = next((m for m in now.measures if m.measure.key == key), None)
    if row is None:
        raise Http404
    thing = row.measure
    carried = [t for top in now.targets for t in (top, *top.parts) if t.target.measure_id == thing.pk]
    context = {
        **frame(found, above="measures"),
        "measure": thing,
        "row": row,
        "item": measure_item(found, row),
        "summary": figures.summary_of(thing),
        "today": now.today,
        "duties": [duty_item(request.user, found, d) for d in row.duties],
        "targets": target_items(found, carried),
        "reports": accepted_reports(found, row),
        "instruments": thing.instruments.all(),
        "pilots": visible_pilots(request.user).filter(measure=thing).select_related("city"),
        "in_text": place_in_text(found, thing, has_text(found)),
        "may_see_history": request.user.has_perm("core.see_records"),
        "neighbours": _neighbours(found, thing.pk, now.measures),
    }
    return render(request, "plan/board/measure.html", context)


def duty_item(user: Any, plan: Plan, row: DutyRow) -> dict[str, Any]:
    """A duty with its health, its latest accepted report, and what this person may do about it."""
    duty = row.duty
    mine = has_role(user, Role.DUTY_OFFICER, organisation_id=duty.organisation_id)
    return {
        "duty": duty,
        "kind": duty.get_kind_display(),
        "sign": figures.DUTY_SIGNS[duty.kind],
        "organisation": duty.organisation,
        "url": department_url(plan, duty.organisation),
        "must_report": duty.must_report,
        "tone": figures.TONES[row.health],
        "health": figures.duty_words(row),
        "late": [o for o in row.owed if o.overdue],
        "latest": row.latest,
        "simulated": row.is_simulated,
        "open": [o for o in row.owed if o.is_open] if mine else [],
        "press_url": reverse("plan:press_new", args=[duty.pk])
        if row.overdue and has_role(user, Role.PLAN_OFFICE)
        else "",
    }


def accepted_reports(plan: Plan, row: MeasureRow) -> list[dict[str, Any]]:
    """The accepted reports on the measure, newest first, with their figures and the names of their evidence."""
    reports = (
        Report.objects.filter(duty__measure=row.measure, state="accepted")
        .select_related("duty__organisation", "period")
        .prefetch_related("figures__target", "evidence__file")
        .order_by("-period__ends", "duty__position")
    )
    return report_items(plan, reports[:_MOST_REPORTS])


def report_items(plan: Plan, reports: Iterable[Report]) -> list[dict[str, Any]]:
    """Accepted reports as plan/board/reports.html shows them, with their proofs; one query more than the reports."""
    shown = list(reports)
    proofs = proofs_of("plan.report", [r.pk for r in shown])
    return [{**report_item(plan, r), "proof": proofs.get(str(r.pk))} for r in shown]


def report_item(plan: Plan, report: Report) -> dict[str, Any]:
    """An accepted report as the public sees it: who, when, its words, its figures with unit and day."""
    return {
        "report": report,
        "who": report.duty.organisation,
        "who_url": department_url(plan, report.duty.organisation),
        "assessment": report.get_assessment_display(),
        "tone": figures.TONES.get(report.assessment, "mute"),
        "figures": [
            {
                "name": f.target.label,
                "value": f.value,
                "unit": f.target.unit_label,
                "as_of": f.as_of,
                "note": f.note,
                "url": reverse("plan:target", args=[plan.key, f.target.key]) + "#lineage",
            }
            for f in report.figures.all()
        ],
    }


def _neighbours(plan: Plan, pk: int, rows: list[MeasureRow]) -> dict[str, Any]:
    """The measures before and after this one, for reading on."""
    at = next(i for i, r in enumerate(rows) if r.measure.pk == pk)
    before = measure_item(plan, rows[at - 1]) if at else None
    after = measure_item(plan, rows[at + 1]) if at + 1 < len(rows) else None
    return {"before": before, "after": after}
