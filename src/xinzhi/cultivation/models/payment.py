"""Payments without application."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Bilingual, Stamped, StoredFile
from xinzhi.cultivation.workflows import PAYMENT
from xinzhi.registry.models import Organisation

EVER = 0


class PaymentRun(Bilingual, Stamped):
    """A batch of payments of one benefit on one day of the rules.

    `inputs` are all facts with their origins, `rules_sha256` the rule files: together they give the same proposals again, and `digest`
    says which. `table` is an agency's, null where the registers and the firms' own facts were enough. `term` is the year that a firm may have it once in, 0 for once ever. Real firms or simulated ones, never both.
    """

    programme = models.SlugField(_("payment"), max_length=60)
    benefit = models.CharField(_("benefit"), max_length=60)
    basis = models.CharField(_("basis"), max_length=300)
    on = models.DateField(_("day of the rules"))
    term = models.PositiveSmallIntegerField(_("term"), default=EVER)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="payment_runs", verbose_name=_("paid by")
    )
    state = models.CharField(_("state"), max_length=9, choices=PAYMENT.choices, default="draft")
    table = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    table_name = models.CharField(_("table of facts"), max_length=200, blank=True)
    inputs = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    rules_sha256 = models.CharField(max_length=64)
    digest = models.CharField(_("digest"), max_length=64)
    notice_workdays = models.PositiveSmallIntegerField(_("working days of notice"))
    notice_until = models.DateField(_("notice until"), null=True, blank=True)
    payment_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=500, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("payment run")
        verbose_name_plural = _("payment runs")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class Outcome(models.TextChoices):
    PAY = "pay", _("to be paid")
    EVIDENCE = "evidence", _("an officer must see the evidence")
    HELD = "held", _("held back")
    PAID_BEFORE = "paid", _("has had it already")
    UNKNOWN = "unknown", _("facts are missing")
    CONFLICT = "conflict", _("sources contradict each other")
    INVALID = "invalid", _("facts cannot be used")
    NOT_DUE = "not_due", _("not due")
    VOID = "void", _("run discarded")


class PaymentLine(models.Model):
    """What a run says of one firm.

    `computed` and `computed_amount` are the rules' answer, `outcome` and `amount` what stands; they differ where
    an officer held a payment back or saw its evidence, or the firm has had it already. Amounts in fen.
    """

    run = models.ForeignKey(PaymentRun, models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="payment_lines")
    computed = models.CharField(max_length=8, choices=Outcome)
    computed_amount = models.BigIntegerField(default=0)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    amount = models.BigIntegerField(_("amount"), default=0)
    needs = models.JSONField(_("needs"), default=list)
    why = models.CharField(_("reason"), max_length=1000, blank=True)
    conditions = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    benefit = models.CharField(max_length=60)
    term = models.PositiveSmallIntegerField(default=EVER)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["run", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="payment_line_once"),
            models.UniqueConstraint(
                fields=["organisation", "benefit", "term"], condition=Q(outcome="pay"), name="payment_never_twice"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_not_negative"),
            models.CheckConstraint(condition=Q(outcome="pay", amount__gt=0) | ~Q(outcome="pay"), name="payment_pays"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.organisation_id} {self.outcome}"
