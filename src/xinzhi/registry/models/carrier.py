"""Carriers of innovation: platforms and parks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .entry import RegisterEntry


class Platform(RegisterEntry):
    """A laboratory, centre or other platform. `host` is the body that carries it, in the source's words."""

    kind = models.CharField(_("kind"), max_length=60, blank=True)
    host = models.CharField(_("host"), max_length=120, blank=True)
    history = HistoricalRecords(excluded_fields=["pack_digest"])

    class Meta(RegisterEntry.Meta):
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")


class Park(RegisterEntry):
    """A park, zone or cluster. `level` is its standing in the source's words."""

    level = models.CharField(_("level"), max_length=60, blank=True)
    history = HistoricalRecords(excluded_fields=["pack_digest"])

    class Meta(RegisterEntry.Meta):
        verbose_name = _("park")
        verbose_name_plural = _("parks")
