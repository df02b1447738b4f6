"""The targets of a plan: the list, and the page of one with the lineage of its value."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core import charts
from xinzhi.core.formats import local_date, number
from xinzhi.core.lists import Export
from xinzhi.ledger.queries import proofs_of
from xinzhi.plan import figures
from xinzhi.plan.engine.progress import Contribution, Standing
from xinzhi.plan.models import Evidence, Plan, Rule
from xinzhi.plan.queries import TargetRow, board
from xinzhi.plan.tables.board import TargetFilter, TargetTable
from xinzhi.registry.counts import Counted

from .common import PlanList, department_url, frame, has_text, place_in_text, plan_or_404, target_items
from .context_facts import context_facts
from .standing import target_columns


class Targets(PlanList):
    """Every target with where it stands today."""

    key = "plan.targets"
    columns = TargetTable
    filterset = TargetFilter
    tab = "targets"
    title = gettext_lazy("Targets")
    lead = gettext_lazy("What the plan promises to reach, what is reported by today, and what should be there by now.")
    search_fields = ("name", "name_en", "words", "lead__name", "measure__name")
    search_hint = gettext_lazy("Search targets")
    sort = ("position",)
    simulated_path = "simulated_now"
    empty_title = gettext_lazy("This plan names no target yet")
    empty_hint = gettext_lazy(
        "Targets come with the plan's text: read and publish it, or complete the pack's plan.toml."
    )
    exports = (
        Export("key", gettext_lazy("key")),
        Export("name", gettext_lazy("name")),
        Export("name_en", gettext_lazy("English name")),
        Export("comparator", gettext_lazy("comparator")),
        Export("value", gettext_lazy("goal")),
        Export("value_high", gettext_lazy("upper value")),
        Export("unit", gettext_lazy("unit")),
        Export("due", gettext_lazy("deadline")),
        Export("due_is_horizon", gettext_lazy("the plan prints no deadline; its horizon is taken")),
        Export("cadence", gettext_lazy("rhythm")),
        Export("stage", gettext_lazy("station")),
        Export("measure", gettext_lazy("measure"), "measure__key"),
        Export("lead", gettext_lazy("lead"), "lead__key"),
        Export("lead_name", gettext_lazy("name of the lead"), "lead__name"),
        Export("rule", gettext_lazy("rule of the current value")),
        Export("baseline", gettext_lazy("baseline")),
        Export("current", gettext_lazy("current value"), "current_now"),
        Export("as_of", gettext_lazy("current value as of"), "as_of_now"),
        Export("expected", gettext_lazy("expected by now"), "expected_now"),
        Export("standing", gettext_lazy("standing"), "standing_now"),
        Export("figures", gettext_lazy("accepted figures counted"), "figures_now"),
        Export("source", gettext_lazy("source")),
    )

    def queryset(self, _request: HttpRequest) -> QuerySet[Any]:
        rows = {row.target.pk: row for top in self.now.targets for row in (top, *top.parts)}
        targets = self.plan.targets.select_related("lead", "measure", "plan").defer("plan__text")
        return targets.filter(pk__in=rows).annotate(**target_columns(rows))


def target(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """One target: number, way, standing with its rule, and every accepted figure with its evidence."""
    found = plan_or_404(request, plan)
    now = board(found)
    row = next((r for top in now.targets for r in (top, *top.parts) if r.target.key == key), None)
    if row is None:
        raise Http404
    readable = has_text(found)
    thing = row.target
    shown = target_items(found, [row, *row.parts])
    context = {
        **frame(found, above="targets"),
        "target": thing,
        "row": row,
        "item": shown[0],
        "today": now.today,
        "goal": figures.goal_number(thing),
        "stage": thing.get_stage_display(),
        "measure_number": thing.measure.number if thing.measure else "",
        "unit": thing.unit_label,
        "tone": figures.TONES[row.standing],
        "rules": figures.rule_words(row),
        "milestones": list(thing.milestones.all()),
        "lineage": lineage(found, row),
        "parts": shown[1:],
        "context_facts": context_facts(found, thing),
        "in_text": place_in_text(found, thing, readable),
        "lead_url": department_url(found, thing.lead) if thing.lead else "",
        "may_edit": request.user.has_perm("plan.edit_plan", found),
        "may_see_history": request.user.has_perm("core.see_records"),
        "unreported": row.standing == Standing.UNREPORTED,
        **way(row),
    }
    return render(request, "plan/board/target.html", context)


def lineage(plan: Plan, row: TargetRow) -> list[dict[str, Any]]:
    """Every accepted figure that was looked at, newest first, with its report, evidence, and whether it was counted.

    What counts one by one (a programme's awards) stands among them as `thing`, with the address where it is read.
    One query for the evidence of all of them, one for their proofs. Only names and SHA-256 of files are public, never their content.
    """
    facts = list(reversed(row.current.lineage))
    reports = {row.figures[c.figure.id].report_id for c in facts if c.figure.id in row.figures}
    evidence: dict[int, list[Evidence]] = {}
    for file in Evidence.objects.filter(report__in=reports).select_related("file"):
        evidence.setdefault(file.report_id, []).append(file)
    proofs = proofs_of("plan.report", reports)
    items = []
    for contribution in facts:
        if contribution.figure.id in row.things:
            items.append(_thing(row.things[contribution.figure.id], contribution))
            continue
        figure = row.figures[contribution.figure.id]
        duty = figure.report.duty
        items.append(
            {
                "figure": figure,
                "who": duty.organisation,
                "who_url": department_url(plan, duty.organisation),
                "measure": duty.measure.label,
                "measure_number": duty.measure.number,
                "measure_url": reverse("plan:measure", args=[plan.key, duty.measure.key]),
                "period": figure.report.period,
                "accepted": figure.report.decided_at,
                "evidence": evidence.get(figure.report_id, []),
                "counted": contribution.counted,
                "why": figures.WHY[contribution.why],
                "simulated": figure.report.simulated,
                "proof": proofs.get(str(figure.report_id)),
            }
        )
    return items


def _thing(thing: Counted, contribution: Contribution) -> dict[str, Any]:
    return {
        "thing": thing,
        "counted": contribution.counted,
        "why": figures.WHY[contribution.why],
        "simulated": thing.simulated,
    }


def way(row: TargetRow) -> dict[str, Any]:
    """The chart of expected points against accepted values over time, and its rows as a table; {} without points."""
    expected, reached = _("expected"), _("accepted so far")
    if row.is_simulated:
        reached = f"◇ {reached}"
    rows = [_point(day, value, expected) for day, value in row.points]
    rows += [_point(day, value, reached) for day, value in _reached(row)]
    if not rows:
        return {}
    unit = row.target.unit_label
    words = {"date": _("Day"), "value": _("Value"), "series": _("Series")}
    spec = charts.line_fan(rows, "date", "value", target=float(row.target.value), unit=unit, words=words)
    # One line for what is expected, dashed, and one for what was accepted.
    encoding = spec["layer"][0]["encoding"]
    encoding["color"] = {"field": "series", "type": "nominal", "sort": [reached, expected]}
    dashes = {"domain": [reached, expected], "range": [[1, 0], [3, 3]]}
    encoding["strokeDash"] = {"field": "series", "type": "nominal", "legend": None, "scale": dashes}
    return {
        "spec": spec,
        "chart_columns": list(words.values()),
        "chart_rows": [[local_date(r["date"]), f"{number(r['value'])} {unit}", r["series"]] for r in rows],
    }


def _point(day: dt.date, value: Decimal, series: str) -> dict[str, Any]:
    return {"date": day.isoformat(), "value": float(value), "series": series}


def _reached(row: TargetRow) -> list[tuple[dt.date, Decimal]]:
    """Day and value after each day's counted figures by the target's own rule, beginning where the way begins."""
    value = Decimal(0) if row.target.is_yearly else row.target.baseline
    stock: dict[str, Decimal] = {}
    days: dict[dt.date, Decimal] = {}
    singly = Decimal(0)
    for contribution in row.current.lineage:
        figure = contribution.figure
        if contribution.why in {"outside_window", "told_singly"}:
            continue
        if row.target.rule == Rule.LATEST and contribution.why != "singly":
            stock[figure.body] = figure.value
            value = sum(stock.values(), singly)
        else:
            singly += figure.value if contribution.why == "singly" else 0
            value += figure.value
        days[figure.as_of] = value
    if days and row.points and row.points[0][0] < min(days):
        days[row.points[0][0]] = row.points[0][1]
    return sorted(days.items())
