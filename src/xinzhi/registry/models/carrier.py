"""Carriers of innovation: platforms, parks and facilities."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .entry import RegisterEntry


class Platform(RegisterEntry):
    """A laboratory, centre or other platform. `host` is the body that carries it, in the source's words.

    `grade` is the outcome of its last assessment, `term_ends` the day until which it is recognised.
    """

    kind = models.CharField(_("kind"), max_length=60, blank=True)
    level = models.CharField(_("level"), max_length=40, blank=True)
    host = models.CharField(_("host"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    grade = models.CharField(_("assessment grade"), max_length=20, blank=True)
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    term_ends = models.DateField(_("term ends"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")


class ParkKind(models.TextChoices):
    PARK = "park", _("park or cluster")
    PILOT_ZONE = "pilot_zone", _("pilot zone")


class Park(RegisterEntry):
    """A park, zone or cluster. `level` is its standing in the source's words."""

    kind = models.CharField(_("kind"), max_length=10, choices=ParkKind, default=ParkKind.PARK)
    level = models.CharField(_("level"), max_length=60, blank=True)
    manager = models.CharField(_("managed by"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("park")
        verbose_name_plural = _("parks")


class FacilityKind(models.TextChoices):
    BIG_SCIENCE = "big_science", _("big science facility")
    SUPERCOMPUTING = "supercomputing", _("supercomputing centre")
    INSTRUMENT = "instrument", _("shared instrument")
    OTHER = "other", _("other facility")


class Facility(RegisterEntry):
    """A big science facility, a supercomputer or an instrument that others may use."""

    kind = models.CharField(_("kind"), max_length=14, choices=FacilityKind, default=FacilityKind.INSTRUMENT)
    host = models.CharField(_("host"), max_length=120, blank=True)
    model_number = models.CharField(_("model"), max_length=120, blank=True)
    capability = models.TextField(_("capability"), blank=True)
    value_fen = models.BigIntegerField(_("original value"), null=True, blank=True)
    opened_on = models.DateField(_("open since"), null=True, blank=True)
    charge = models.CharField(_("charge"), max_length=200, blank=True)
    booking_url = models.CharField(_("booking address"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
