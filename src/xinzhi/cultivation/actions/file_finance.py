"""The way of a filing: filed by the financier, confirmed, ended or lost, the loss shared by the rules."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.formats import money
from xinzhi.cultivation.engine.scheme import Scheme
from xinzhi.cultivation.models import FinanceConsent, FinanceFiling
from xinzhi.cultivation.queries.finance import caps_of, loss_shares
from xinzhi.cultivation.queries.list_files import scheme_of
from xinzhi.cultivation.workflows import FILING
from xinzhi.ledger.actions import enter
from xinzhi.registry.models import Organisation


@dataclass(frozen=True, slots=True)
class Contract:
    """What a financier files. `amount` in fen: principal, premium, or money invested."""

    number: str
    amount: int
    begins: dt.date
    ends: dt.date | None = None
    first_loan: bool = False
    early_credit: bool = False
    eligible_use: bool = False
    rights: str = ""


def file_finance(
    *,
    actor: Any,
    scheme: Scheme,
    firm: Organisation,
    financier: Organisation,
    organisation: Organisation,
    contract: Contract,
) -> FinanceFiling:
    """The filing with the body that keeps the scheme.

    Raises PermissionDenied (the financier's people) and ValidationError: no consent of the firm, a cap of the scheme, a pledge without rights, a
    contract number that is filed already, days in a wrong order.
    """
    require(actor, "cultivation.file_finance", financier)
    with transaction.atomic():
        # Two filings of one moment must not pass under one cap together.
        list(Organisation.objects.select_for_update().filter(pk__in=[firm.pk, financier.pk]).order_by("pk"))
        if problems := _problems(scheme, firm, financier, contract):
            raise ValidationError(problems)
        filing = FinanceFiling(
            scheme=scheme.key,
            firm=firm,
            financier=financier,
            organisation=organisation,
            prepared_by=actor,
            simulated=firm.simulated,
            **asdict(contract),
        )
        with recorded("cultivation.file_finance", actor=actor, subject=filing, new=True):
            filing.save()
    return filing


def _problems(scheme: Scheme, firm: Organisation, financier: Organisation, contract: Contract) -> dict[str, str]:
    problems: dict[str, str] = {}
    consent = FinanceConsent.objects.filter(firm=firm, financier=financier, withdrawn_at=None).first()
    if consent is None or not consent.holds(timezone.localdate()):
        problems["firm"] = _("The firm has given no consent, or it has ended.")
    if contract.amount <= 0:
        problems["amount"] = _("The amount must be above nought.")
    if contract.ends and contract.ends < contract.begins:
        problems["ends"] = _("It would end before it begins.")
    if scheme.kind == "pledge" and not contract.rights.strip():
        problems["rights"] = _("Name the pledged rights.")
    if FinanceFiling.objects.filter(financier=financier, number=contract.number).exclude(state="refused").exists():
        problems["number"] = _("This contract is filed already.")
    return problems | _over_caps(scheme, firm, financier, contract)


def confirm_filing(*, actor: Any, filing: FinanceFiling, why: str = "") -> FinanceFiling:
    """The filing, confirmed by the body that keeps the scheme."""
    return _step(filing, "confirm", actor, why, decided_by=actor)


def refuse_filing(*, actor: Any, filing: FinanceFiling, why: str) -> FinanceFiling:
    """The filing, not accepted; it no longer counts towards the caps."""
    return _step(filing, "refuse", actor, why, decided_by=actor)


def end_filing(*, actor: Any, filing: FinanceFiling, why: str = "") -> FinanceFiling:
    """The filing, repaid or ended."""
    return _step(filing, "end", actor, why)


def claim_loss(*, actor: Any, filing: FinanceFiling, loss: int, why: str) -> FinanceFiling:
    """The filing with a claimed loss of principal (fen) and who bears it by the rules on the day of the loan.

    Raises PermissionDenied (the financier's people) and ValidationError: a scheme without loss sharing, more than the principal, a condition
    that does not hold or cannot be told, a rule without a confirmed source.
    """
    FILING.check(filing, "claim", actor=actor, why=why)
    if not 0 < loss <= filing.amount:
        raise ValidationError({"loss": _("A loss is above nought and at most the principal.")})
    shares = loss_shares(filing, scheme_of(filing.scheme), loss)
    return _step(filing, "claim", actor, why, loss=loss, shares=shares)


def share_loss(*, actor: Any, filing: FinanceFiling, why: str = "") -> FinanceFiling:
    """The filing, its loss shared as computed; entered in the log. Computed again first: ValidationError where it is no longer the same."""
    FILING.check(filing, "share", actor=actor, why=why)
    if loss_shares(filing, scheme_of(filing.scheme), filing.loss or 0) != filing.shares:
        raise ValidationError(
            _("Computed again, the shares are no longer the same. Reject the claim and let it be made anew.")
        )
    return _step(filing, "share", actor, why, decided_by=actor)


def reject_loss(*, actor: Any, filing: FinanceFiling, why: str) -> FinanceFiling:
    """The filing without the claimed loss, with the reason."""
    return _step(filing, "reject", actor, why, decided_by=actor, loss=None, shares={})


def _step(filing: FinanceFiling, key: str, actor: Any, why: str, **values: Any) -> FinanceFiling:
    step = FILING.check(filing, key, actor=actor, why=why)
    with recorded(f"cultivation.{key}_filing", actor=actor, subject=filing, why=why):
        filing.state, filing.note = step.target, why[:500]
        for name, value in values.items():
            setattr(filing, name, value)
        filing.save()
        if key == "share":
            said = {
                "scheme": filing.scheme,
                "number": filing.number,
                "loss_fen": filing.loss,
                "shares_fen": filing.shares,
            }
            enter(actor=actor, subject=filing, content=said, simulated=filing.simulated)
    return filing


def _over_caps(scheme: Scheme, firm: Organisation, financier: Organisation, contract: Contract) -> dict[str, str]:
    """A message for each cap that the contract would exceed with all that begins in its year under the scheme."""
    problems: dict[str, str] = {}
    fields = {"firm": "amount", "financier": "financier"}
    for use in caps_of(scheme, firm, financier, contract.begins.year):
        if use.cap is not None and use.had + contract.amount > use.cap:
            said = {"had": money(use.had), "cap": money(use.cap), "basis": scheme.cap_basis}
            problems[fields[use.whose]] = _("%(had)s are filed for the year; the cap is %(cap)s (%(basis)s).") % said
    return problems
