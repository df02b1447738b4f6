"""Who owes what and when: the responsibility matrix with its export, and the timeline."""

import datetime as dt
from functools import partial
from typing import Any

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.formats import pair
from xinzhi.core.lists import Export
from xinzhi.core.lists.export import csv_lines, xlsx_file
from xinzhi.plan import figures
from xinzhi.plan.models import DutyKind, Milestone, Plan
from xinzhi.plan.queries import Board, DutyRow, board

from .common import department_url, frame, plan_or_404


def matrix(request: HttpRequest, plan: str) -> HttpResponseBase:
    """Departments by measures: lead ●, shared ◐, support ○, with the health of each duty and totals."""
    found = plan_or_404(request, plan)
    now = board(found)
    if wanted := request.GET.get("format"):
        return _export(now, wanted)
    columns = [
        {
            "name": m.measure.number,
            "title": m.measure.label,
            "tone": figures.TONES[m.health],
            "health": figures.HEALTHS[m.health],
            "url": reverse("plan:measure", args=[found.key, m.measure.key]),
            "area": m.measure.area_id,
        }
        for m in now.measures
    ]
    context = {
        **frame(found, "matrix"),
        "board": now,
        "today": now.today,
        "columns": columns,
        "areas": [{"name": a.area.short_label if a.area else "—", "span": len(a.measures)} for a in now.areas],
        "rows": _matrix_rows(found, now),
        "signs": [(figures.DUTY_SIGNS[k], k.label) for k in (DutyKind.LEAD, DutyKind.SHARED, DutyKind.SUPPORT)],
    }
    return render(request, "plan/board/matrix.html", context)


def by_department(now: Board) -> dict[int, list[DutyRow]]:
    """Organisation id to its duties; those who lead most first, then by number of duties, then by name."""
    found: dict[int, list[DutyRow]] = {}
    for measure in now.measures:
        for row in measure.duties:
            found.setdefault(row.duty.organisation_id, []).append(row)

    def weight(rows: list[DutyRow]) -> tuple[int, int, str]:
        return -sum(r.duty.must_report for r in rows), -len(rows), rows[0].duty.organisation.key

    return dict(sorted(found.items(), key=lambda item: weight(item[1])))


def _matrix_rows(plan: Plan, now: Board) -> list[dict[str, Any]]:
    rows = []
    for duties in by_department(now).values():
        organisation = duties[0].duty.organisation
        mine = {d.duty.measure_id: d for d in duties}
        cells = [_cell(mine.get(m.measure.pk), m.measure.label) for m in now.measures]
        rows.append(
            {
                "name": organisation.label,
                "url": department_url(plan, organisation),
                "cells": cells,
                "totals": [sum(d.duty.kind == k for d in duties) for k in ("lead", "shared", "support")],
                "late": sum(o.overdue > 0 for d in duties for o in d.owed),
            }
        )
    return rows


def _cell(row: DutyRow | None, measure: str) -> dict[str, str]:
    if row is None:
        return {}
    words = pair(row.duty.get_kind_display(), figures.duty_words(row))
    mark = " ◇" if row.is_simulated else ""
    tone = figures.TONES[row.health] if row.duty.must_report else ""
    return {"sign": figures.DUTY_SIGNS[row.duty.kind], "tone": tone, "title": f"{measure} — {words}{mark}"}


def _export(now: Board, wanted: str) -> HttpResponseBase:
    """The matrix with one row for each department and one column for each measure, as CSV or XLSX."""
    rows = [
        {"organisation": ds[0].duty.organisation, "duties": {d.duty.measure_id: d for d in ds}}
        for ds in by_department(now).values()
    ]
    columns = [
        Export("department", _("key of the department"), lambda r: r["organisation"].key),
        Export("name", _("department"), lambda r: r["organisation"].name),
        *(
            Export(m.measure.key, m.measure.label, partial(_kind_and_health, measure=m.measure.pk))
            for m in now.measures
        ),
        *(Export(f"n_{k.value}", k.label, partial(_duties_of, kind=k)) for k in DutyKind),
    ]
    if now.is_simulated:
        columns.append(Export("simulated", _("simulated"), lambda r: any(d.is_simulated for d in r["duties"].values())))
    name = f"plan-matrix-{now.today.isoformat()}.{wanted}"
    response: HttpResponseBase
    if wanted == "xlsx":
        file = xlsx_file(columns, rows, _("Responsibility matrix"))
        response = FileResponse(file, as_attachment=True, filename=name)
    elif wanted == "csv":
        response = StreamingHttpResponse(csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        raise BadRequest(_("The format must be csv or xlsx."))
    response["Cache-Control"] = "private, no-store"
    return response


def _kind_and_health(row: dict[str, Any], *, measure: int) -> str:
    """A cell of the export: «lead overdue 6», kind, health and working days late."""
    duty: DutyRow | None = row["duties"].get(measure)
    if duty is None:
        return ""
    if not duty.duty.must_report:
        return str(duty.duty.kind)
    return f"{duty.duty.kind} {duty.health}" + (f" {duty.overdue}" if duty.overdue else "")


def _duties_of(row: dict[str, Any], *, kind: str) -> int:
    return sum(d.duty.kind == kind for d in row["duties"].values())


def timeline(request: HttpRequest, plan: str) -> HttpResponse:
    """Measures as bars from issue to horizon, with the milestones and deadlines of the targets each carries."""
    found = plan_or_404(request, plan)
    now = board(found)
    milestones = list(Milestone.objects.filter(target__plan=found).select_related("target"))
    periods = list(found.periods.order_by("due"))
    start, end = _span(found, now, [p.due for p in periods])
    rows = [
        {
            "name": f"{m.measure.number} {m.measure.label}",
            "url": reverse("plan:measure", args=[found.key, m.measure.key]),
            "start": m.measure.begins or start,
            "end": m.measure.ends or end,
            "done": _elapsed(m.measure.begins or start, m.measure.ends or end, now.today),
            "tone": figures.TONES[m.health],
            "marks": [_mark(s) for s in milestones if s.target.measure_id == m.measure.pk],
        }
        for m in now.measures
    ]
    unplaced = [s for s in milestones if s.target.measure_id is None]
    if unplaced:
        name = _("Targets without a measure of their own")
        rows.append({"name": name, "start": start, "end": end, "tone": "mute", "marks": [_mark(s) for s in unplaced]})
    context = {
        **frame(found, "timeline"),
        "board": now,
        "today": now.today,
        "rows": rows,
        "start": start,
        "end": end,
        "periods": [{"period": p, "late": p.due < now.today} for p in periods],
        "milestones": sorted(milestones, key=lambda s: (s.due, s.target.position)),
        "any_ours": any(s.ours for s in milestones),
    }
    return render(request, "plan/board/timeline.html", context)


def _mark(milestone: Milestone) -> dict[str, Any]:
    goal = f"{milestone.target.label} {milestone.value.normalize():f} {milestone.target.unit_label}"
    return {"date": milestone.due, "name": f"{goal} ({_('our arithmetic')})" if milestone.ours else goal}


def _span(plan: Plan, now: Board, others: list[dt.date]) -> tuple[dt.date, dt.date]:
    """First and last day the timeline shows, at least a year apart."""
    days = [d for m in now.measures for d in (m.measure.begins, m.measure.ends) if d]
    days += [d for d in (plan.issued, plan.horizon, *others) if d] or [now.today]
    first, last = min(days), max(days)
    # A little room at the end, so that marks of the last day are seen whole.
    return first, max(last, first + dt.timedelta(days=365)) + dt.timedelta(days=14)


def _elapsed(start: dt.date, end: dt.date, today: dt.date) -> float:
    """Share of the time that has passed, 0 to 1."""
    whole = (end - start).days
    return min(1.0, max(0.0, (today - start).days / whole)) if whole > 0 else 0.0
