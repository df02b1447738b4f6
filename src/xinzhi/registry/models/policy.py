"""Policies with their rates and caps, and the plans of regions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Precision
from xinzhi.fields.models import WordList

from .entry import RegisterEntry


class PolicyNote(RegisterEntry):
    """What a policy gives, in the source's words; `rate_percent` and `cap_fen` where these are plain figures."""

    kind = models.CharField(_("kind"), max_length=60, blank=True)
    rate = models.CharField(_("rate"), max_length=120, blank=True)
    cap = models.CharField(_("cap"), max_length=120, blank=True)
    rate_percent = models.DecimalField(_("rate in per cent"), max_digits=7, decimal_places=3, null=True, blank=True)
    cap_fen = models.BigIntegerField(_("cap as a figure"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    issuer = models.CharField(_("issuer"), max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("policy")
        verbose_name_plural = _("policies")


class PlanLevel(models.TextChoices):
    PROVINCE = "province", _("province")
    MUNICIPALITY = "municipality", _("municipality under the state")
    CITY = "city", _("city")


class RegionalPlan(RegisterEntry):
    """A plan of this or another region, with the targets it puts first. It may name several fields."""

    field = None  # several instead of one
    fields = models.ManyToManyField("fields.Field", related_name="regionalplans", blank=True, verbose_name=_("fields"))
    region = models.CharField(_("region"), max_length=60)
    level = models.CharField(_("level"), max_length=12, choices=PlanLevel)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued = models.DateField(_("issued"), null=True, blank=True)
    issued_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    headline_targets = WordList(_("headline targets"))
    fields_named = WordList(_("fields as named by the source"))
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("plan of a region")
        verbose_name_plural = _("plans of regions")
        ordering = ["-issued", "key"]
        indexes = [i for i in RegisterEntry.Meta.indexes if "field" not in i.fields]
