"""Progress reports: one for each duty and period, with figures and evidence."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Stamped, StoredFile
from xinzhi.plan.workflows import REPORT

from .duty import Duty
from .plan import Plan
from .target import Target


class Period(models.Model):
    """A span of time that is reported on. Reports are due some working days after its end."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="periods")
    label = models.CharField(_("period"), max_length=20)
    begins = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    due = models.DateField(_("reports due"))

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["plan", "-ends"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "label"], name="period_label_once"),
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("begins")), name="period_ends_after_begin"),
        ]

    def __str__(self) -> str:
        return self.label


class SelfAssessment(models.TextChoices):
    DONE = "done", _("done")
    ON_TRACK = "on_track", _("on track")
    BEHIND = "behind", _("behind")
    BLOCKED = "blocked", _("blocked")


class Report(Stamped):
    """What a department says of its duty for one period. Only an accepted report moves a target."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name=_("period"))
    state = models.CharField(_("state"), max_length=10, choices=REPORT.choices, default="draft", db_index=True)
    assessment = models.CharField(_("own assessment"), max_length=10, choices=SelfAssessment, blank=True)
    text = models.TextField(_("progress"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision_note = models.TextField(_("reason of the decision"), blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-period__ends", "duty"]
        constraints = [models.UniqueConstraint(fields=["duty", "period"], name="report_once_a_period")]

    def __str__(self) -> str:
        return f"{self.duty} — {self.period}"


class Figure(models.Model):
    """A number in a report: an addition or a stock (the target's rule says which), as of a day."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    target = models.ForeignKey(Target, models.PROTECT, related_name="figures", verbose_name=_("target"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    as_of = models.DateField(_("as of"))
    note = models.CharField(_("what was counted"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["report", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "target"], name="figure_once_a_report")]

    def __str__(self) -> str:
        return f"{self.target} {self.value:f}"


class Evidence(models.Model):
    """A file that backs a report, under the name it was deposited with."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=255)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["report", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "file"], name="evidence_file_once")]

    def __str__(self) -> str:
        return self.name
