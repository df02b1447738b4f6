"""Who owes a measure, pressing those behind, and pilot policies tried in a place."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Bilingual, Fact, Stamped
from xinzhi.registry.models import City, Organisation

from .plan import Measure


class DutyKind(models.TextChoices):
    LEAD = "lead", _("lead")
    SUPPORT = "support", _("supporting")
    SHARED = "shared", _("shared")


class Duty(models.Model):
    """What one organisation owes for one measure. Lead and shared duties report every period."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="duties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="duties", verbose_name=_("department"))
    kind = models.CharField(_("duty"), max_length=8, choices=DutyKind)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["measure", "position"]
        constraints = [models.UniqueConstraint(fields=["measure", "organisation"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.measure} — {self.organisation}"

    @property
    def must_report(self) -> bool:
        return self.kind in {DutyKind.LEAD, DutyKind.SHARED}


class PressLevel(models.IntegerChoices):
    REMIND = 1, _("reminder")
    PRESS = 2, _("pressing")
    SUPERVISE = 3, _("supervision")


class PressState(models.TextChoices):
    OPEN = "open", _("awaiting an answer")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


class Press(Stamped):
    """A pressing (催办) of one duty: its level, words, day by which an answer is due, and the answer."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="presses")
    level = models.PositiveSmallIntegerField(_("level"), choices=PressLevel)
    state = models.CharField(_("state"), max_length=8, choices=PressState, default=PressState.OPEN)
    text = models.TextField(_("text"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due = models.DateField(_("answer due"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("pressing")
        verbose_name_plural = _("pressings")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.duty}"


class PilotState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")


class PilotPolicy(Bilingual, Fact):
    """A policy tried first in one place (先行先试), with its stated result."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="pilots")
    city = models.ForeignKey(City, models.PROTECT, related_name="pilots", verbose_name=_("city"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="pilots")
    content = models.TextField(_("what is tried"))
    begins = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PilotState, default=PilotState.PROPOSED)
    result = models.TextField(_("stated result"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pilot policy")
        verbose_name_plural = _("pilot policies")
        ordering = ["-begins", "-id"]
