"""Dated figures about the region and its parts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .entry import RegisterEntry


class Scope(models.TextChoices):
    NATIONAL = "national", _("national")
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    PLACE = "place", _("part of a city")


class Nature(models.TextChoices):
    REPORTED = "reported", _("reported")
    PLANNED = "planned", _("planned")
    ANNOUNCED = "announced", _("announced, not yet final")


class Statistic(RegisterEntry):
    """One figure: what was counted (`name`), where (`region`), when (`period`), and whether it is a fact or a plan."""

    scope = models.CharField(_("scope"), max_length=8, choices=Scope)
    region = models.CharField(_("region"), max_length=60)
    nature = models.CharField(_("nature"), max_length=9, choices=Nature)
    comparator = models.CharField(max_length=1, default="=")
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=20)
    unit_named = models.CharField(_("unit as named by the source"), max_length=40, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("statistic")
        verbose_name_plural = _("statistics")
