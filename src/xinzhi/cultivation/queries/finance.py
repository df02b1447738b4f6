"""Who bears a loss, and a firm's course of grants, loans and investments."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from xinzhi.core.formats import in_language
from xinzhi.cultivation.engine.payments import nested
from xinzhi.cultivation.engine.scheme import Scheme
from xinzhi.cultivation.models import FinanceFiling, Outcome, PaymentLine
from xinzhi.cultivation.queries.firm_facts import facts_of_firms
from xinzhi.cultivation.queries.list_files import scheme_of
from xinzhi.cultivation.words import fact_names
from xinzhi.incentives.queries.book import book as rule_book
from xinzhi.registry.models import Organisation

# The figures that a rule of loss sharing prints, and whose share each is.
SHARES = {"loss_by_province": "province", "loss_by_city": "city", "loss_by_bank": "bank"}


@dataclass(frozen=True, slots=True)
class Event:
    """Money that reached a firm: when, what kind (grant or a scheme's kind), its name and whose, how much in fen.

    `first`: the firm's first loan; `rights`: what was pledged for it; `state`: where the filing stands, in words, "" for a grant.
    """

    on: dt.date
    kind: str
    name: str
    whose: str
    amount: int
    first: bool = False
    rights: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class CapUse:
    """What is filed under a scheme for one calendar year, of a firm or of a financier (`whose`), and the cap; in fen, None: no cap."""

    whose: str
    had: int
    cap: int | None


def caps_of(scheme: Scheme, firm: Organisation, financier: Organisation, year: int) -> list[CapUse]:
    """The firm's and the financier's use of their caps, over all financiers and all firms; what was refused does not count. Two queries."""
    rows = FinanceFiling.objects.filter(scheme=scheme.key, begins__year=year).exclude(state="refused")
    sides = (
        ("firm", rows.filter(firm=firm), scheme.per_firm),
        ("financier", rows.filter(financier=financier), scheme.per_financier),
    )
    return [CapUse(whose, own.aggregate(n=Sum("amount"))["n"] or 0, cap) for whose, own, cap in sides]


def loss_shares(filing: FinanceFiling, scheme: Scheme, loss: int) -> dict[str, int]:
    """Whose part of a loss is how much, in fen; the parts sum to the loss.

    By the rules on the day of the loan. Raises ValidationError: no loss sharing, a condition that does not hold or cannot be told,
    a rule without a confirmed source.
    """
    book = rule_book()
    if not scheme.benefit:
        raise ValidationError(_("This scheme shares no losses."))
    facts = {c: said[0].value for c, said in facts_of_firms([filing.firm], book, filing.begins)[filing.firm_id].items()}
    facts |= {
        "loan_loss": loss,
        "loan_filed": True,
        "loan_eligible_use": filing.eligible_use,
        "loan_early_credit": filing.early_credit,
    }
    result = book.assess(nested(facts), filing.begins).benefits[scheme.benefit]
    if result.state == "unknown":
        raise ValidationError(
            _("Nothing is shared yet: %(facts)s are not known.") % {"facts": "、".join(fact_names(result.needs))}
        )
    if result.state != "due":
        failing = [c.name for c in result.conditions if c.value is False] or list(result.doubts)
        raise ValidationError(_("The rules share nothing of this loss: %(why)s.") % {"why": "、".join(failing)})
    figures = dict(result.figures)
    return {whose: figures[key] or 0 for key, whose in SHARES.items()}


def course_of(firm: Organisation) -> list[Event]:
    """Grants, loans, premiums, pledges and investments of a firm, the newest first. Two queries."""
    lines = PaymentLine.objects.filter(
        organisation=firm, outcome=Outcome.PAY, run__state__in=["noticed", "closed"]
    ).select_related("run__organisation")
    filings = (
        FinanceFiling.objects.filter(firm=firm).exclude(state__in=["filed", "refused"]).select_related("financier")
    )
    events = [Event(line.run.on, "grant", line.run.label, line.run.organisation.label, line.amount) for line in lines]
    events += [
        Event(
            f.begins,
            scheme.kind,
            in_language(scheme.name, scheme.name_en),
            f.financier.label,
            f.amount,
            f.first_loan,
            f.rights,
            f.get_state_display(),
        )
        for f in filings
        for scheme in [scheme_of(f.scheme)]
    ]
    return sorted(events, key=lambda event: event.on, reverse=True)
