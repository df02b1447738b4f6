"""The finance desk: consents of firms, and what banks, insurers and funds file."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped
from xinzhi.cultivation.workflows import FILING
from xinzhi.registry.models import Organisation


class FinanceConsent(Stamped):
    """A firm lets a financier see where it stands, until a day or until it takes the consent back."""

    firm = models.ForeignKey(Organisation, models.CASCADE, related_name="consents_given", verbose_name=_("firm"))
    financier = models.ForeignKey(
        Organisation, models.CASCADE, related_name="consents_had", verbose_name=_("financier")
    )
    until = models.DateField(_("until"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "financier"], condition=Q(withdrawn_at__isnull=True), name="consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.firm} → {self.financier}"

    def holds(self, day: dt.date) -> bool:
        """Whether the consent is in force on the day; its last day counts."""
        return self.withdrawn_at is None and day <= self.until


class FinanceFiling(Stamped):
    """A loan, premium, pledge or investment that a financier files under a scheme. Money in fen.

    `shares` say who bears a loss, as the rules gave it when it was claimed: province, city, bank.
    """

    scheme = models.SlugField(_("scheme"), max_length=60)
    firm = models.ForeignKey(Organisation, models.PROTECT, related_name="filings_of", verbose_name=_("firm"))
    financier = models.ForeignKey(Organisation, models.PROTECT, related_name="filings_by", verbose_name=_("financier"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="filings_kept", verbose_name=_("filed with")
    )
    state = models.CharField(_("state"), max_length=9, choices=FILING.choices, default="filed")
    number = models.CharField(_("contract number"), max_length=80)
    amount = models.BigIntegerField(_("amount"))
    begins = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)
    first_loan = models.BooleanField(_("first loan of the firm"), default=False)
    early_credit = models.BooleanField(_("early-stage R&D credit loan"), default=False)
    eligible_use = models.BooleanField(_("used as the scheme allows"), default=False)
    rights = models.CharField(_("pledged rights"), max_length=300, blank=True)
    loss = models.BigIntegerField(_("principal lost"), null=True, blank=True)
    shares = models.JSONField(default=dict, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("reason"), max_length=500, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering = ["-begins", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["financier", "number"], condition=~Q(state="refused"), name="filing_number_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="filing_of_something"),
            models.CheckConstraint(
                condition=Q(loss__isnull=True) | Q(loss__gt=0, loss__lte=models.F("amount")), name="filing_loss_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.firm}"
