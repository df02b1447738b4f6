"""What a source says, and whether a second person has accepted it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Fact


class Confidence(models.TextChoices):
    """How far a source is trusted, the most first. The order is the first rule by which a shown value is chosen."""

    OFFICIAL = "official", _("official register or certificate")
    DOCUMENT = "document", _("published document of an authority")
    REPORT = "report", _("press, company page or other report")
    DECLARED = "declared", _("declared by the organisation itself")
    DERIVED = "derived", _("derived by calculation or matching")


class ClaimState(models.TextChoices):
    PROPOSED = "proposed", _("waiting for a second person")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    RETRACTED = "retracted", _("no longer held")


class Claim(Fact):
    """Base of everything a source may say. `origin` is the way it came in: page, api, pack:<key>, import:<id>, names.

    `POINTERS` are the pairs of columns that name the entries it speaks of: a register's `one`, and a row.
    """

    POINTERS: ClassVar[tuple[tuple[str, str], ...]] = (("kind", "entry_id"),)

    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence, default=Confidence.REPORT)
    origin = models.CharField(_("way in"), max_length=80, default="page", db_index=True)
    state = models.CharField(_("state"), max_length=9, choices=ClaimState, default=ClaimState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether a second person still has to decide."""
        return self.state == ClaimState.PROPOSED

    @property
    def is_held(self) -> bool:
        """Whether it is accepted and not taken back."""
        return self.state == ClaimState.ACCEPTED
