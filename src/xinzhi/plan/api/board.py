"""What the board shows: plans, targets with their lineage, measures with their duties, departments, pilots, periods."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Field, Router, Schema
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, Listing, Many, anyone, collection
from xinzhi.core.api.me import paged
from xinzhi.core.api.rows import Number, row_values
from xinzhi.core.api.schemas import PageQuery
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.plan import figures
from xinzhi.plan.models import Measure, Period, PilotPolicy, Plan, Target
from xinzhi.plan.queries import DutyRow, board
from xinzhi.plan.rules import visible_plans
from xinzhi.plan.views.board.common import plan_or_404
from xinzhi.plan.views.board.departments import Departments
from xinzhi.plan.views.board.measures import Measures
from xinzhi.plan.views.board.pilots import Pilots
from xinzhi.plan.views.board.targets import Targets, lineage
from xinzhi.plan.views.desk.period import Periods
from xinzhi.registry.models import Organisation

_NOW = {"standing": str, "health": str, "overdue": int, "figures": int, "targets": int, "expected": Number | None}
TARGETS = Listing(
    Targets,
    "Target",
    Target,
    address=lambda row: reverse("plan:target", args=[row.plan.key, row.key]),
    types={**_NOW, "current": Number, "as_of": dt.date | None},
)
MEASURES = Listing(
    Measures,
    "Measure",
    Measure,
    address=lambda row: reverse("plan:measure", args=[row.plan.key, row.key]),
    types={**_NOW, "number": str, "lead": list[str], "shared": list[str], "support": list[str]},
)
DEPARTMENTS = Listing(
    Departments,
    "Department",
    Organisation,
    address=lambda row: reverse("plan:department", args=[row.plan_key, row.key]),
    types={**_NOW, **dict.fromkeys(("leads", "shared", "supports", "accepted"), int)},
)
PILOTS = Listing(
    Pilots,
    "Pilot",
    PilotPolicy,
    address=lambda row: reverse("plan:city", args=[row.measure.plan.key, row.city.key]),
)
PERIODS = Listing(
    Periods,
    "Period",
    Period,
    address=lambda row: reverse("plan:overview", args=[row.plan.key]),
    types={"owed": int, "accepted": int},
)


class PlanFacts(Schema):
    key: str
    name: str
    name_en: str
    number: str = Field(description=_("document number"))
    issuer: str
    issued: dt.date | None
    horizon: dt.date | None
    state: str
    source: str
    source_url: str
    url: str

    @staticmethod
    def resolve_url(plan: Plan) -> str:
        return reverse("plan:overview", args=[plan.key])


class AcceptedFigure(Schema):
    """An accepted figure of a target, or a thing that counts singly (then `department` is who brought it about)."""

    value: Number
    as_of: dt.date
    note: str
    department: str
    measure: str
    period: str
    counted: bool
    why: str
    evidence: list[str] = Field(description=_("SHA-256 of the files behind it"))
    simulated: bool


class Point(Schema):
    day: dt.date
    value: Number


class DutyFacts(Schema):
    """What one department owes for the measure, and how that stands."""

    id: int
    department: str
    department_name: str
    kind: str
    must_report: bool
    health: str
    overdue: int = Field(description=_("working days its latest report is late"))
    simulated: bool


TargetRowSchema, MeasureRowSchema = TARGETS.row(), MEASURES.row()
TargetFacts: Any = create_model(
    "TargetFacts",
    __base__=TargetRowSchema,
    rules=(list[str], Field(description=_("how value and standing came about"))),
    way=(list[Point], Field(description=_("what should be reached by which day"))),
    lineage=(list[AcceptedFigure], Field(description=_("every accepted figure, the youngest first"))),
    parts=(list[str], Field(description=_("keys of the targets it is the sum of"))),
)
MeasureFacts: Any = create_model("MeasureFacts", __base__=MeasureRowSchema, duties=(list[DutyFacts], ...))


def add(router: Router) -> None:
    """The operations of the board."""
    router.get("/plans", auth=anyone(), response={200: Many[PlanFacts], **PROBLEMS}, summary=_("Plans"))(plans)
    router.get("/plans/{plan}", auth=anyone(), response={200: PlanFacts, **PROBLEMS}, summary=_("One plan"))(one_plan)
    collection(router, "/plans/{plan}/targets", TARGETS, summary=_("Targets"), row=TargetRowSchema)
    router.get(
        "/plans/{plan}/targets/{key}",
        auth=anyone(),
        response={200: TargetFacts, **PROBLEMS},
        summary=_("One target with the lineage of its value"),
    )(target)
    collection(router, "/plans/{plan}/measures", MEASURES, summary=_("Measures"), row=MeasureRowSchema)
    router.get(
        "/plans/{plan}/measures/{key}",
        auth=anyone(),
        response={200: MeasureFacts, **PROBLEMS},
        summary=_("One measure with all who owe it"),
    )(measure)
    collection(router, "/plans/{plan}/departments", DEPARTMENTS, summary=_("Departments"), row=DEPARTMENTS.row())
    collection(router, "/plans/{plan}/pilots", PILOTS, summary=_("Pilot policies"), row=PILOTS.row())
    collection(router, "/periods", PERIODS, summary=_("Periods"), row=PERIODS.row())


def plans(request: HttpRequest, query: PageQuery) -> dict[str, Any]:
    return paged(request, visible_plans(request.user).defer("text"), query)


def one_plan(request: HttpRequest, plan: str) -> Plan:
    return plan_or_404(request, plan)


def target(request: HttpRequest, plan: str, key: str) -> dict[str, Any]:
    found = plan_or_404(request, plan)
    row = next((r for top in board(found).targets for r in (top, *top.parts) if r.target.key == key), None)
    if row is None:
        raise Http404
    listed = _row(request, TARGETS, plan, key)
    return {
        **listed,
        "rules": figures.rule_words(row),
        "way": [{"day": day, "value": value} for day, value in row.points],
        "lineage": [_figure(item) for item in lineage(found, row)],
        "parts": [part.target.key for part in row.parts],
    }


def measure(request: HttpRequest, plan: str, key: str) -> dict[str, Any]:
    found = plan_or_404(request, plan)
    row = next((m for m in board(found).measures if m.measure.key == key), None)
    if row is None:
        raise Http404
    return {**_row(request, MEASURES, plan, key), "duties": [_duty(d) for d in row.duties]}


def _row(request: HttpRequest, listing: Listing, plan: str, key: str) -> dict[str, Any]:
    """The thing as its list shows it."""
    view = listing.page()
    view.setup(request, plan=plan)
    thing = view.queryset(request).get(key=key)
    return row_values(listing.page.exports, thing, listing.address(thing))


def _figure(item: dict[str, Any]) -> dict[str, Any]:
    if thing := item.get("thing"):
        return {
            "value": thing.value,
            "as_of": thing.as_of,
            "note": thing.name,
            "department": thing.who,
            "measure": "",
            "period": "",
            "counted": item["counted"],
            "why": str(item["why"]),
            "evidence": [],
            "simulated": thing.simulated,
        }
    figure = item["figure"]
    return {
        "value": figure.value,
        "as_of": figure.as_of,
        "note": figure.note,
        "department": item["who"].key,
        "measure": figure.report.duty.measure.key,
        "period": item["period"].label,
        "counted": item["counted"],
        "why": str(item["why"]),
        "evidence": [e.file.sha256 for e in item["evidence"]],
        "simulated": item["simulated"],
    }


def _duty(row: DutyRow) -> dict[str, Any]:
    duty = row.duty
    return {
        "id": duty.pk,
        "department": duty.organisation.key,
        "department_name": duty.organisation.label,
        "kind": duty.kind,
        "must_report": duty.must_report,
        "health": str(row.health),
        "overdue": row.overdue,
        "simulated": row.is_simulated,
    }
