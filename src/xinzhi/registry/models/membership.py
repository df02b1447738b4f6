"""The roles that people hold."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Stamped
from xinzhi.core.roles import Role

from .organisation import Organisation


class Membership(Stamped):
    """A role that a person holds in an organisation, from a day to a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    begins = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(begins__isnull=True) | Q(ends__gte=models.F("begins")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()} — {self.organisation}"

    def is_current(self, today: dt.date | None = None) -> bool:
        """Whether the role is in force on the day."""
        day = today or timezone.localdate()
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)
