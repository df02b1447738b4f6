"""What came out of research: results, products and the standards made from them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .entry import RegisterEntry


class Result(RegisterEntry):
    """A landmark product, work or achievement. `owner` is in the source's words."""

    kind = models.CharField(_("kind"), max_length=60, blank=True)
    owner = models.CharField(_("owner"), max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")


class ProductKind(models.TextChoices):
    PRODUCT = "product", _("product")
    FIRST_SET = "first_set", _("first set of equipment")
    FIRST_BATCH = "first_batch", _("first batch of material")
    FIRST_VERSION = "first_version", _("first version of software")


class Product(RegisterEntry):
    """A product; a first set (首台套), first batch or first version is one that a list has recognised."""

    kind = models.CharField(_("kind"), max_length=13, choices=ProductKind, default=ProductKind.PRODUCT)
    owner = models.CharField(_("maker"), max_length=120, blank=True)
    model_number = models.CharField(_("model"), max_length=120, blank=True)
    launched_on = models.DateField(_("launched on"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    price_fen = models.BigIntegerField(_("price"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")


class Standard(RegisterEntry):
    """A standard with its number. `lead` names those who led the drafting."""

    number = models.CharField(_("number"), max_length=60)
    lead = models.CharField(_("drafted by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    in_force_on = models.DateField(_("in force on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
