"""Editions of ranked lists."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Bilingual, Stamped, StoredFile
from xinzhi.cultivation.engine import ListFile, read_list
from xinzhi.cultivation.workflows import EDITION, OPEN
from xinzhi.registry.models import Organisation


class ListEdition(Bilingual, Stamped):
    """One edition of a list: the file as it stood, the year of its figures, its bundle and the bundle's digest.

    `report` holds what the engine says beside the places: reliability, coherence, weights. An edition is of real firms or, `simulated`, of simulated
    ones, never of both.
    """

    list_key = models.SlugField(_("list"), max_length=60)
    number = models.PositiveSmallIntegerField(_("edition"))
    year = models.PositiveSmallIntegerField(_("year of the figures"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="list_editions", verbose_name=_("published by")
    )
    state = models.CharField(_("state"), max_length=9, choices=EDITION.choices, default="draft")
    list_text = models.TextField(_("list file"))
    report = models.JSONField(default=dict)
    digest = models.CharField(_("digest"), max_length=64)
    bundle = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    before = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    unrecorded = ("list_text", "report")

    class Meta:
        verbose_name = _("list edition")
        verbose_name_plural = _("list editions")
        ordering = ["list_key", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list_key", "simulated"], condition=Q(state__in=OPEN), name="edition_one_open"
            ),
            models.UniqueConstraint(
                fields=["list_key", "simulated", "number"],
                condition=~Q(state="discarded"),
                name="edition_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year} ({self.number})"

    @cached_property
    def listed(self) -> ListFile:
        """The list as the file says it."""
        return read_list(self.list_text.encode(), f"{self.list_key}.toml")


class ListPlace(models.Model):
    """A firm's place in an edition.

    `parts` are its indicators and groups on their scales (0 to 1), `causes` what moved its score since the last edition;
    `low` to `high` is the rank interval, null where nothing was varied.
    """

    edition = models.ForeignKey(ListEdition, models.CASCADE, related_name="places")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="list_places")
    rank = models.PositiveIntegerField(_("rank"))
    score = models.DecimalField(_("score"), max_digits=11, decimal_places=8)
    tier = models.CharField(_("tier"), max_length=60, blank=True)
    low = models.PositiveIntegerField(_("from rank"), null=True)
    high = models.PositiveIntegerField(_("to rank"), null=True)
    rank_before = models.PositiveIntegerField(_("rank before"), null=True)
    score_before = models.DecimalField(_("score before"), max_digits=11, decimal_places=8, null=True)
    parts = models.JSONField(default=dict)
    causes = models.JSONField(default=list)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("place on a list")
        verbose_name_plural = _("places on a list")
        ordering = ["edition", "rank", "organisation"]
        constraints = [models.UniqueConstraint(fields=["edition", "organisation"], name="place_once")]
        indexes = [models.Index(fields=["edition", "rank"], name="place_rank")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.rank}"


class OmissionReason(models.TextChoices):
    GATE = "gate", _("does not meet a condition")
    UNKNOWN = "unknown", _("a condition cannot be judged: figures are missing")
    MISSING = "missing", _("an indicator that is needed is not known")
    COVERAGE = "coverage", _("too few indicators are known")


class ListOmission(models.Model):
    """A firm that is not ranked: `keys` name the conditions or indicators."""

    edition = models.ForeignKey(ListEdition, models.CASCADE, related_name="omissions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=8, choices=OmissionReason)
    keys = models.JSONField(_("which"), default=list)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("firm left out")
        verbose_name_plural = _("firms left out")
        ordering = ["edition", "organisation"]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.organisation_id} {self.reason}"
