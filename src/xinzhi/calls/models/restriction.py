"""Who may not apply for a while, by whose decision."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Fact


class Restriction(Fact):
    """A decision on a breach of research integrity: an organisation, or a person of it, may not apply from a day to a day.

    The law behind it is 鲁科字〔2025〕182号 (an integrity record at every step); it is decided elsewhere and recorded here
    with its document. `person` is "" where the organisation itself is meant.
    """

    unrecorded = ("person",)

    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="restrictions", verbose_name=_("organisation")
    )
    person = models.CharField(_("person"), max_length=80, blank=True)
    document = models.CharField(_("document"), max_length=200)
    reason = models.CharField(_("reason"), max_length=500)
    begins = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)

    class Meta:
        verbose_name = _("integrity restriction")
        verbose_name_plural = _("integrity restrictions")
        ordering = ["-begins", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="calls_restriction_ends_after_begin"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.begins:%Y-%m-%d}"

    def holds(self, day: dt.date | None = None) -> bool:
        """Whether it is in force on the day (today)."""
        on = day or timezone.localdate()
        return self.begins <= on and (self.ends is None or on <= self.ends) and self.lifted_on is None
