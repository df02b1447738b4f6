"""Payment runs with their lines."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, Listing, anyone, collection, needs, require_match, tagged
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy
from xinzhi.cultivation import actions
from xinzhi.cultivation.models import Outcome, PaymentLine, PaymentRun
from xinzhi.cultivation.queries.list_files import payment_files, payment_of
from xinzhi.cultivation.rules import sees_facts
from xinzhi.cultivation.views.runs import STEPS, Run, Runs, line_or_404, run_or_404

from .shared import NUMBER, SCOPE, Reason, known, published, step_of


def _page(row: PaymentRun) -> str:
    return reverse("cultivation:run", args=[row.pk])


def _line_page(row: PaymentLine) -> str:
    return reverse("cultivation:line", args=[row.run_id, row.organisation.key])


RUNS = Listing(Runs, "PaymentRun", PaymentRun, _page, {"firms": int, "sum_fen": int}, (NUMBER, *Runs.exports))
LINES = Listing(Run, "PaymentLine", PaymentLine, _line_page)
RunFacts: Any = create_model(
    "PaymentRunFacts",
    __base__=RUNS.row(),
    basis=(str, ...),
    rules_sha256=(str, ...),
    notice_until=(dt.date | None, ...),
    simulated=(bool, ...),
)
LineFacts: Any = create_model(
    "PaymentLineFacts",
    __base__=LINES.row(),
    why=(str, ...),
    conditions=(list[dict[str, Any]], Field(description=gettext_lazy("for the office, overseers and the firm itself"))),
    facts=(list[dict[str, Any]], Field(description=gettext_lazy("each fact with where it is from"))),
)


class NewRun(Schema):
    """Which payment on which day of the rules, paid by which body; a table of facts may come beside it."""

    payment: str = Field(max_length=60)
    organisation: str = Field(max_length=120)
    on: dt.date
    simulated: bool = False


def add(router: Router) -> None:
    """Put the operations of payments on the router."""
    collection(router, "/payments", RUNS, summary=gettext_lazy("Payments without application"), row=RUNS.row())
    collection(
        router, "/payments/{pk}/lines", LINES, summary=gettext_lazy("The firms of a payment run"), row=LINES.row()
    )
    run_facts, line_facts = {200: RunFacts, **PROBLEMS}, {200: LineFacts, **PROBLEMS}
    router.get("/payments/{number}", auth=anyone(), response=run_facts, summary=gettext_lazy("One payment run"))(run)
    router.get(
        "/payments/{number}/lines/{key}",
        auth=anyone(),
        response=line_facts,
        summary=gettext_lazy("What a run says of one firm"),
    )(line)
    router.post(
        "/payments",
        auth=needs(SCOPE),
        response={201: RunFacts, **PROBLEMS},
        summary=gettext_lazy("Draft a payment run"),
    )(draft)
    router.post(
        "/payments/{number}/steps/{step}",
        auth=needs(SCOPE),
        response=run_facts,
        summary=gettext_lazy("Take a step of a payment run's way"),
    )(take)
    router.post(
        "/payments/{number}/lines/{key}/{verb}",
        auth=needs(SCOPE),
        response=line_facts,
        summary=gettext_lazy("Hold a payment back, or release it"),
    )(decide)


def run(request: HttpRequest, number: Big) -> Any:
    return tagged(request, shown(run_or_404(request, number)))


def line(request: HttpRequest, number: Big, key: str) -> Any:
    return tagged(request, line_shown(request, line_or_404(request, run_or_404(request, number), key)))


def draft(request: HttpRequest, body: Form[NewRun], table: File[UploadedFile | None] = None) -> Any:
    known(payment_files(), body.payment, "payment")
    made = actions.draft_run(
        actor=request.user,
        organisation=published(body.organisation, "organisation"),
        programme=payment_of(body.payment),
        on=body.on,
        table=table,
        table_name=(table.name or "") if table else "",
        simulated=body.simulated,
    )
    return Status(201, tagged(request, shown(made)))


def take(request: HttpRequest, number: Big, step: str, body: Reason) -> Any:
    found = run_or_404(request, number)
    require_match(request, shown(found))
    step_of(STEPS, step)(actor=request.user, run=found, why=body.why)
    return tagged(request, shown(found))


def decide(request: HttpRequest, number: Big, key: str, verb: str, body: Reason) -> Any:
    act = step_of({"hold": actions.hold_line, "release": actions.release_line}, verb)
    found = line_or_404(request, run_or_404(request, number), key)
    require_match(request, line_shown(request, found))
    act(actor=request.user, line=found, why=body.why)
    return tagged(request, line_shown(request, found))


def shown(found: PaymentRun) -> Schema:
    """A run with what is paid by it."""
    paid = list(found.lines.filter(outcome=Outcome.PAY).values_list("amount", flat=True))
    found.paid, found.total = len(paid), sum(paid)  # type: ignore[attr-defined]  # as the list annotates them
    values = row_values(RUNS.told, found, _page(found))
    more = {"rules_sha256": found.rules_sha256, "notice_until": found.notice_until, "simulated": found.simulated}
    made: Schema = RunFacts(**values, basis=found.basis, **more)
    return made


def line_shown(request: HttpRequest, found: PaymentLine) -> Schema:
    """A line; conditions and facts only for those whom they concern."""
    inside = sees_facts(request.user, found)
    values = row_values(LINES.told, found, _line_page(found)) | ({} if inside else {"needs": []})
    more = {"why": found.why, "conditions": found.conditions, "facts": found.facts}
    made: Schema = LineFacts(**values, **(more if inside else {"why": "", "conditions": [], "facts": []}))
    return made
