"""What is asked for: technology needs and scenarios on offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .entry import RegisterEntry


class Demand(RegisterEntry):
    """A need or a scenario that an owner has published."""

    kind = models.CharField(_("kind"), max_length=60, blank=True)
    owner = models.CharField(_("owner"), max_length=120, blank=True)
    keywords = models.CharField(_("keywords"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
