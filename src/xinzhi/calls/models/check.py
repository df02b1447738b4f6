"""What the check of an application found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .application import Application


class CheckResult(models.Model):
    """One run of the check, returned once with everything.

    `findings` is a list of mappings (see engine/findings.py) that the applicant sees too. `overlaps`, other applications
    and projects that share passages, is for the office alone: it quotes others.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    run_at = models.DateTimeField(_("checked"), auto_now_add=True)
    submission = models.PositiveSmallIntegerField(_("version"), default=0)
    findings = models.JSONField(default=list)
    overlaps = models.JSONField(default=list)
    greatest_overlap = models.FloatField(_("greatest share of the same text"), default=0)
    missing = models.PositiveSmallIntegerField(_("missing"), default=0)
    failed = models.PositiveSmallIntegerField(_("points failed"), default=0)
    to_judge = models.PositiveSmallIntegerField(_("to judge"), default=0)

    class Meta:
        verbose_name = _("result of a check")
        verbose_name_plural = _("results of checks")
        ordering = ["-run_at", "-pk"]
        indexes = [models.Index(fields=["application", "-run_at"], name="calls_check_latest")]

    def __str__(self) -> str:
        return f"{self.application} {self.run_at:%Y-%m-%d %H:%M}"


class TextPrint(models.Model):
    """The fingerprints of a text that is compared with others (`engine/duplicates.py`).

    `kind` and `entry_id` name an application or a funded project; `digest` is of the text they were made from, so that
    they are made anew only when the text has changed.
    """

    kind = models.CharField(max_length=12)
    entry_id = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    prints = models.BinaryField()

    class Meta:
        verbose_name = _("fingerprints of a text")
        verbose_name_plural = _("fingerprints of texts")
        constraints = [models.UniqueConstraint(fields=["kind", "entry_id"], name="calls_print_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id}"
