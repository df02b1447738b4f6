"""Payments without application as doors of the rules' pages, and batches that an officer may draft from the sandbox."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.formats import local_date
from xinzhi.core.roles import Role, has_role, roles_of
from xinzhi.incentives.doors import Door

from .models import Outcome, PaymentLine
from .queries.list_files import payment_files, payment_of, scheme_files, scheme_of


def payments_of(owners: Collection[str], firm: Any, user: Any) -> dict[str, list[Door]]:
    """Benefits that are paid without application, and where the firm's own payment stands; at most one query."""
    paid = {payment_of(key).benefit for key in payment_files()} & {*owners}
    nothing = _("nothing to hand in: the office proposes it from what it knows")
    runs = reverse("cultivation:runs")
    found = {benefit: [Door(_("Paid without application"), runs, nothing)] for benefit in paid}
    if firm and found:
        rows = PaymentLine.objects.filter(
            organisation=firm.pk, benefit__in=found, outcome=Outcome.PAY, run__state__in=["noticed", "closed"]
        )
        for line in rows.select_related("run").order_by("-run__on"):
            address = reverse("cultivation:line", args=[line.run_id, firm.key])
            found[line.benefit].append(Door(_("Payment of %(day)s") % {"day": local_date(line.run.on)}, address))
    if desk := _desk(user):
        for key in scheme_files():
            if (benefit := scheme_of(key).benefit) in owners:
                note = _("the bank files the loan; the firm consents that it sees where the firm stands")
                found.setdefault(benefit, []).append(Door(_("Finance desk"), desk, note))
    return found


def _desk(user: Any) -> str:
    """The page of the finance desk that this person works on: consents for firms, filings for others; "" for visitors."""
    if has_role(user, Role.ORG_EDITOR):
        return reverse("cultivation:consents")
    return reverse("cultivation:filings") if roles_of(user) else ""


def batches_of(benefits: Collection[str], user: Any, on: dt.date, *, simulated: bool) -> dict[str, Door]:
    """For programme managers: the form of a payment run of each benefit that is paid without application."""
    if not has_role(user, Role.PROGRAMME_MANAGER):
        return {}
    found = {}
    for key in payment_files():
        if (benefit := payment_of(key).benefit) in benefits:
            asked = {"key": key, "on": on.isoformat()} | ({"simulated": "on"} if simulated else {})
            address = f"{reverse('cultivation:run_new')}?{urlencode(asked)}"
            note = _("by the rules in force, not by the value tried here")
            found[benefit] = Door(_("Make a batch of payments"), address, note, main=True)
    return found
