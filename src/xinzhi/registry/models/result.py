"""What came out of research: results, and the standards made from them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .entry import RegisterEntry


class Result(RegisterEntry):
    """A landmark product, work or achievement. `owner` is in the source's words."""

    kind = models.CharField(_("kind"), max_length=60, blank=True)
    owner = models.CharField(_("owner"), max_length=120, blank=True)
    history = HistoricalRecords(excluded_fields=["pack_digest"])

    class Meta(RegisterEntry.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")


class Standard(RegisterEntry):
    """A standard with its number. `lead` names those who led the drafting."""

    number = models.CharField(_("number"), max_length=60)
    lead = models.CharField(_("drafted by"), max_length=200, blank=True)
    history = HistoricalRecords(excluded_fields=["pack_digest"])

    class Meta(RegisterEntry.Meta):
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
