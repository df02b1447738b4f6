"""A firm lets a financier see where it stands, and takes that back."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.cultivation.models import FinanceConsent
from xinzhi.registry.models import Organisation, OrganisationKind

FINANCIERS = (OrganisationKind.BANK, OrganisationKind.FUND, OrganisationKind.INTERMEDIARY)
MOST_DAYS = 3 * 366


def give_consent(
    *, actor: Any, firm: Organisation, financier: Organisation, until: dt.date, why: str = ""
) -> FinanceConsent:
    """The consent, in force until the day. One that stands already is changed to this day.

    Raises PermissionDenied (the firm's editors) and ValidationError: no bank, fund or service body, a day past or over three years on.
    """
    require(actor, "cultivation.give_consent", firm)
    today = timezone.localdate()
    problems: dict[str, str] = {}
    if financier.kind not in FINANCIERS:
        problems["financier"] = _("This is no bank, fund, insurer or guarantee firm.")
    if not today <= until <= today + dt.timedelta(days=MOST_DAYS):
        problems["until"] = _("Choose a day from today on, within three years.")
    if problems:
        raise ValidationError(problems)
    standing = FinanceConsent.objects.filter(firm=firm, financier=financier, withdrawn_at=None).first()
    consent = standing or FinanceConsent(firm=firm, financier=financier, simulated=firm.simulated)
    with recorded("cultivation.give_consent", actor=actor, subject=consent, why=why, new=standing is None):
        consent.until, consent.given_by = until, actor
        consent.save()
    return consent


def withdraw_consent(*, actor: Any, consent: FinanceConsent, why: str = "") -> FinanceConsent:
    """The consent, taken back at once. Raises PermissionDenied (the firm's editors); taken back twice stays taken back."""
    require(actor, "cultivation.give_consent", consent.firm)
    if consent.withdrawn_at is None:
        with recorded("cultivation.withdraw_consent", actor=actor, subject=consent, why=why):
            consent.withdrawn_at = timezone.now()
            consent.save()
    return consent
