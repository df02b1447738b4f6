"""A text as the reader understood it, corrected by hand, until it is published as a plan."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped, StoredFile

from .plan import Plan


class ReadingState(models.TextChoices):
    DRAFT = "draft", _("under review")
    PUBLISHED = "published", _("published")
    DISCARDED = "discarded", _("discarded")


class Reading(Stamped):
    """`structure` is `ReadPlan.to_dict()` without the text, with corrections applied; `text` never changes."""

    name = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"))
    structure = models.JSONField(_("structure"), default=dict)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReadingState, default=ReadingState.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="readings")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="readings")

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """One change by hand: which item (`targets.3`), what it was and what it became. Kept for good."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="corrections")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12)  # targets | measures | fields | instruments | header
    position = models.PositiveSmallIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"
