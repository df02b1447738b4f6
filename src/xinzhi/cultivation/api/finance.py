"""The finance desk: filings by what a caller's bodies are to them, and firms' consents."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema, Status
from pydantic import create_model

from xinzhi.core.api import PROBLEMS, Listing, collection, needs, require_match, signed_in, tagged
from xinzhi.core.api.rows import row_values
from xinzhi.core.api.schemas import Big
from xinzhi.core.api.words import gettext_lazy
from xinzhi.core.roles import Role, organisations_of
from xinzhi.cultivation import actions
from xinzhi.cultivation.models import FinanceConsent, FinanceFiling
from xinzhi.cultivation.queries.list_files import scheme_files, scheme_of
from xinzhi.cultivation.views.finance import STEPS, Filings, filing_or_404

from .shared import NUMBER, SCOPE, Reason, known, published, step_of

_MOST = 10**17  # fen


def _page(row: FinanceFiling) -> str:
    return reverse("cultivation:filing", args=[row.pk])


FILINGS = Listing(Filings, "FinanceFiling", FinanceFiling, _page, columns=(NUMBER, *Filings.exports))
FilingFacts: Any = create_model(
    "FinanceFilingFacts",
    __base__=FILINGS.row(),
    shares_fen=(dict[str, int], Field(description=gettext_lazy("who bears a loss: province, city, bank"))),
    reason=(str, ...),
    simulated=(bool, ...),
)


class NewFiling(Schema):
    """A contract of a firm that consented, filed with the body that keeps the scheme; all by their keys, money in fen."""

    scheme: str = Field(max_length=60)
    firm: str = Field(max_length=120)
    financier: str = Field(max_length=120)
    organisation: str = Field(max_length=120)
    number: str = Field(max_length=80)
    amount_fen: int = Field(ge=1, le=_MOST)
    begins: dt.date
    ends: dt.date | None = None
    first_loan: bool = False
    early_credit: bool = False
    eligible_use: bool = False
    rights: str = Field("", max_length=300)


class Loss(Reason):
    loss_fen: int = Field(ge=1, le=_MOST)


class ConsentFacts(Schema):
    id: int
    firm: str
    financier: str
    until: dt.date
    withdrawn: bool


class NewConsent(Schema):
    firm: str = Field(max_length=120)
    financier: str = Field(max_length=120)
    until: dt.date


def add(router: Router) -> None:
    """Put the operations of the finance desk on the router."""
    collection(router, "/filings", FILINGS, summary=gettext_lazy("Filings of the finance desk"), row=FILINGS.row())
    facts: dict[Any, Any] = {200: FilingFacts, **PROBLEMS}
    writes: dict[str, Any] = {"auth": needs(SCOPE)}
    router.get("/filings/{number}", auth=signed_in(), response=facts, summary=gettext_lazy("One filing"))(filing)
    router.post("/filings", response={201: FilingFacts, **PROBLEMS}, summary=gettext_lazy("File a contract"), **writes)(
        file
    )
    router.post("/filings/{number}/claim", response=facts, summary=gettext_lazy("Claim a loss"), **writes)(claim)
    router.post(
        "/filings/{number}/steps/{step}",
        response=facts,
        summary=gettext_lazy("Take a step of a filing's way"),
        **writes,
    )(take)
    router.get(
        "/consents", auth=signed_in(), response=list[ConsentFacts], summary=gettext_lazy("Consents of one's own firms")
    )(consents)
    consent_facts = {200: ConsentFacts, **PROBLEMS}
    router.post("/consents", response=consent_facts, summary=gettext_lazy("Give a consent"), **writes)(consent)
    router.post(
        "/consents/{number}/withdraw", response=consent_facts, summary=gettext_lazy("Take a consent back"), **writes
    )(withdraw)


def filing(request: HttpRequest, number: Big) -> Any:
    return tagged(request, shown(filing_or_404(request, number)))


def file(request: HttpRequest, body: NewFiling) -> Any:
    known(scheme_files(), body.scheme, "scheme")
    bodies = {name: published(getattr(body, name), name) for name in ("firm", "financier", "organisation")}
    said = body.dict(exclude={"scheme", "amount_fen", *bodies})
    contract = actions.Contract(amount=body.amount_fen, **said)
    made = actions.file_finance(actor=request.user, scheme=scheme_of(body.scheme), contract=contract, **bodies)
    return Status(201, tagged(request, shown(made)))


def claim(request: HttpRequest, number: Big, body: Loss) -> Any:
    found = filing_or_404(request, number)
    require_match(request, shown(found))
    actions.claim_loss(actor=request.user, filing=found, loss=body.loss_fen, why=body.why)
    return tagged(request, shown(found))


def take(request: HttpRequest, number: Big, step: str, body: Reason) -> Any:
    found = filing_or_404(request, number)
    require_match(request, shown(found))
    step_of(STEPS, step)(actor=request.user, filing=found, why=body.why)
    return tagged(request, shown(found))


def consents(request: HttpRequest) -> Any:
    rows = FinanceConsent.objects.filter(firm__in=organisations_of(request.user, Role.ORG_EDITOR))
    return [_consent(row) for row in rows.select_related("firm", "financier")]


def consent(request: HttpRequest, body: NewConsent) -> Any:
    given = actions.give_consent(
        actor=request.user,
        firm=published(body.firm, "firm"),
        financier=published(body.financier, "financier"),
        until=body.until,
    )
    return _consent(given)


def withdraw(request: HttpRequest, number: Big) -> Any:
    mine = organisations_of(request.user, Role.ORG_EDITOR)
    found = get_object_or_404(FinanceConsent.objects.select_related("firm", "financier"), pk=number, firm__in=mine)
    return _consent(actions.withdraw_consent(actor=request.user, consent=found))


def shown(found: FinanceFiling) -> Schema:
    """A filing with who bears its loss."""
    values = row_values(FILINGS.told, found, _page(found))
    made: Schema = FilingFacts(**values, shares_fen=found.shares, reason=found.note, simulated=found.simulated)
    return made


def _consent(row: FinanceConsent) -> ConsentFacts:
    return ConsentFacts(
        id=row.pk,
        firm=row.firm.key,
        financier=row.financier.key,
        until=row.until,
        withdrawn=row.withdrawn_at is not None,
    )
