"""The cities of the region."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Bilingual
from xinzhi.fields.models import Packed


class City(Bilingual, Packed):
    """A city of the region. `column` and `row` place its tile on the grid map, counted from 1."""

    key = models.SlugField(unique=True)
    full_name = models.CharField(_("full name"), max_length=60, blank=True)
    adcode = models.CharField(_("division code"), max_length=6, unique=True)
    column = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()
    note = models.CharField(_("note"), max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["pack_digest"])

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["adcode"]
