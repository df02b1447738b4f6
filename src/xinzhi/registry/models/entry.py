"""What every entry of a register shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Bilingual, Fact
from xinzhi.fields.models import Packed


class RegisterEntry(Bilingual, Fact, Packed):
    """One thing in a register, with its place in the region, in the tree of fields and in time.

    `key` is stable across loads of a pack (the id of the pack's fact). `field_named` keeps the source's own word where
    it matches no field. `period` is the year or span as the source gives it, `year` its first year, for sorting.
    """

    key = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    field = models.ForeignKey(
        "fields.Field", models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("field")
    )
    field_named = models.CharField(_("field as named by the source"), max_length=120, blank=True)
    city = models.ForeignKey(
        "registry.City", models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("city")
    )
    place = models.CharField(_("place"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    period = models.CharField(_("period"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True
        ordering = ["key"]
