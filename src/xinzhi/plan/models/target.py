"""A number the plan promises to reach, and the way there."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from xinzhi.core.formats import in_language
from xinzhi.core.models import Bilingual, Fact
from xinzhi.registry.models import Organisation

from .plan import Measure, Plan


class Comparator(models.TextChoices):
    AT_LEAST = "≥", _("at least")
    MORE = ">", _("more than")
    ABOUT = "≈", _("about")
    EQUAL = "=", _("exactly")
    AT_MOST = "≤", _("at most")
    LESS = "<", _("less than")


class Change(models.TextChoices):
    TOTAL = "total", _("stock to reach")
    NEW = "new", _("to be added")
    GROWTH = "growth", _("rate of growth")


class Stage(models.TextChoices):
    """The stations of the innovation chain; the ecosystem stands around it."""

    SOURCE = "source", pgettext_lazy("station of the chain", "source")
    TRANSFER = "transfer", pgettext_lazy("station of the chain", "transfer")
    PRODUCT = "product", pgettext_lazy("station of the chain", "product")
    SCENARIO = "scenario", pgettext_lazy("station of the chain", "scenario")
    ECOSYSTEM = "ecosystem", pgettext_lazy("station of the chain", "ecosystem")


class Rule(models.TextChoices):
    """How the current value follows from accepted figures; always shown beside the value."""

    SUM = "sum", _("the baseline plus all accepted additions")
    LATEST = "latest", _("the sum of each body's latest accepted stock")
    PARTS = "parts", _("the sum of the parts' current values")


class Target(Bilingual, Fact):
    """A target. `name` is the quantity that is counted.

    A target with `cadence` "yearly" starts anew each year; else `due` is its last day.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="targets")
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="led_targets")
    key = models.SlugField(max_length=60)
    comparator = models.CharField(_("comparator"), max_length=1, choices=Comparator)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    value_high = models.DecimalField(_("upper value"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    unit_en = models.CharField(max_length=30, blank=True)
    due = models.DateField(_("deadline"), null=True, blank=True)
    due_is_horizon = models.BooleanField(
        _("the deadline is the plan's horizon"), default=False, help_text=_("The plan prints none for this target.")
    )
    cadence = models.CharField(_("cadence"), max_length=10, blank=True)
    change = models.CharField(_("kind of number"), max_length=8, choices=Change, default=Change.TOTAL)
    stage = models.CharField(_("station"), max_length=10, choices=Stage, blank=True)
    rule = models.CharField(_("rule"), max_length=8, choices=Rule, default=Rule.SUM)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, default=Decimal(0))
    baseline_on = models.DateField(_("baseline of"), null=True, blank=True)
    baseline_source = models.CharField(_("source of the baseline"), max_length=300, blank=True)
    words = models.TextField(_("the plan's words"), blank=True)
    span = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="target_key_once")]

    @property
    def unit_label(self) -> str:
        """The unit in the reader's language."""
        return in_language(self.unit, self.unit_en)

    @property
    def is_yearly(self) -> bool:
        return self.cadence == "yearly"


class Milestone(models.Model):
    """What should be reached by a day on the way. `ours` marks arithmetic of ours, not the plan's words."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="milestones")
    due = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    ours = models.BooleanField(_("our arithmetic"), default=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["target", "due"]
        constraints = [models.UniqueConstraint(fields=["target", "due"], name="milestone_day_once")]

    def __str__(self) -> str:
        return f"{self.target} {self.due}"
