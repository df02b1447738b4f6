"""Libraries of firms."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Stamped
from xinzhi.cultivation.workflows import MEMBER
from xinzhi.registry.models import Organisation


class LibraryMember(Stamped):
    """A firm's place in a library, kept by a body: its tier, from when, until when, and how it ended."""

    library = models.SlugField(_("library"), max_length=60)
    firm = models.ForeignKey(Organisation, models.PROTECT, related_name="library_places", verbose_name=_("firm"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="library_members", verbose_name=_("kept by")
    )
    tier = models.CharField(_("tier"), max_length=60)
    state = models.CharField(_("state"), max_length=8, choices=MEMBER.choices, default="proposed")
    entered_on = models.DateField(_("entered"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=500, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("library place")
        verbose_name_plural = _("library places")
        ordering = ["library", "valid_until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["library", "firm"], condition=Q(state__in=["proposed", "in"]), name="library_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.firm} — {self.library}"


class LibraryService(models.Model):
    """A service that a firm of a library was given."""

    member = models.ForeignKey(LibraryMember, models.CASCADE, related_name="services")
    service = models.CharField(_("service"), max_length=60)
    done_on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("service given")
        verbose_name_plural = _("services given")
        ordering = ["-done_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.service} {self.done_on}"
