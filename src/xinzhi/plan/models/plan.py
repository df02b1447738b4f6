"""A plan, its actions, its measures, and the instruments it names."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.formats import in_language
from xinzhi.core.models import Bilingual, Fact


class PlanState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


class Plan(Bilingual, Fact):
    """An official plan. `name` is its title. The public sees it only once published.

    `text` is the official text where it was read here; the structure stands on its own without it.
    """

    key = models.SlugField(max_length=80, unique=True)
    number = models.CharField(_("document number"), max_length=80, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    issuer_en = models.CharField(max_length=200, blank=True)
    issued = models.DateField(_("issued"), null=True, blank=True)
    horizon = models.DateField(_("horizon"), null=True, blank=True)
    goals = models.JSONField(_("stage goals in words"), default=list, blank=True)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT, db_index=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["text"])

    @property
    def issuer_label(self) -> str:
        """The issuer in the reader's language."""
        return in_language(self.issuer, self.issuer_en)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-issued", "key"]


class ActionArea(Bilingual):
    """One of the plan's actions (行动), under which measures stand."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas")
    number = models.CharField(_("number"), max_length=12)
    short = models.CharField(_("short name"), max_length=40, blank=True)
    short_en = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="area_number_once")]

    @property
    def short_label(self) -> str:
        """The short name in the reader's language, the full one where there is none."""
        return in_language(self.short, self.short_en) or self.label


class Measure(Bilingual, Fact):
    """A measure (举措): what is to be done. `path` is its chain of numbers in the text; `span` where it stands there."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    area = models.ForeignKey(ActionArea, models.CASCADE, null=True, blank=True, related_name="measures")
    key = models.SlugField(max_length=40)
    path = models.JSONField(_("number path"), default=list)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(blank=True)
    begins = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    span = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="measure_key_once")]

    @property
    def number(self) -> str:
        """The printed number without its outermost part: （二）1 for the path 四, 二, 1; 3.2 for 1, 3, 2."""
        parts = self.path[1:] or self.path
        shown = [f"（{p}）" if p[:1] in "一二三四五六七八九十" else p for p in parts]
        return ".".join(shown).replace("）.", "）")


class Instrument(Bilingual):
    """A list, library, programme, event, platform or place that the plan names."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="instruments")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="instruments")
    kind = models.CharField(_("kind"), max_length=12)
    span = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["plan", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="instrument_name_once")]
