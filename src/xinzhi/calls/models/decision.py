"""What is decided on applications, the public notice of it, and the objections to that."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.workflows_review import DECISIONS
from xinzhi.core.models import Stamped

from .application import Application
from .call import Call


class DecisionList(Stamped):
    """A proposal for all applications of a call, made by a manager and approved by another person of the department.

    `grounds`: places, purse, quotas, value, bound, optimal, passed_over, draws, mean and spread of the calibration.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="decision_lists")
    state = models.CharField(_("state"), max_length=8, choices=DECISIONS.choices, default="draft")
    grounds = models.JSONField(_("grounds"), default=dict)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    why = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("list of decisions")
        verbose_name_plural = _("lists of decisions")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.call} / {self.pk}"


class Outcome(models.TextChoices):
    FUND = "fund", _("selected")
    RESERVE = "reserve", _("in reserve")
    REJECT = "reject", _("not selected")


class ProposedDecision(models.Model):
    """A line of a list: what the ranking says and what is proposed; `why` is given where the two differ."""

    decisions = models.ForeignKey(DecisionList, models.CASCADE, related_name="lines")
    application = models.ForeignKey(Application, models.PROTECT, related_name="proposed_decisions")
    outcome = models.CharField(_("selection outcome"), max_length=7, choices=Outcome)
    grant_fen = models.BigIntegerField(_("grant"), null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    rank_low = models.PositiveIntegerField(null=True, blank=True)
    rank_high = models.PositiveIntegerField(null=True, blank=True)
    chance = models.FloatField(null=True, blank=True)
    quality = models.FloatField(_("calibrated score"), null=True, blank=True)
    mean = models.FloatField(_("mean score"), null=True, blank=True)
    spread = models.FloatField(null=True, blank=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("proposed decision")
        verbose_name_plural = _("proposed decisions")
        ordering = ["decisions_id", "rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["decisions", "application"], name="calls_line_once")]

    def __str__(self) -> str:
        return f"{self.decisions} / {self.application}"


class Decision(Stamped):
    """What was decided on an application. `letter` is what the applicant reads; `awarded_on` the day it became final."""

    unrecorded = ("letter",)

    application = models.OneToOneField(Application, models.PROTECT, related_name="decision")
    line = models.ForeignKey(ProposedDecision, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("selection outcome"), max_length=7, choices=Outcome)
    grant_fen = models.BigIntegerField(_("grant"), null=True, blank=True)
    letter = models.TextField(_("letter"))
    decided_on = models.DateField(_("decided on"))
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("decision on an application")
        verbose_name_plural = _("decisions on applications")
        ordering = ["application_id"]

    def __str__(self) -> str:
        return str(self.application)


class Notice(Stamped):
    """A public notice of what is selected. `ends` is its last day; `rows` what everyone reads, as it hung out."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="notices")
    decisions = models.OneToOneField(DecisionList, models.PROTECT, related_name="notice")
    begins = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    rows = models.JSONField(default=list)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-begins", "-pk"]

    def __str__(self) -> str:
        return f"{self.call} {self.begins:%Y-%m-%d}"


class Objection(Stamped):
    """An objection to a notice and its answer. Who objects and what they say is for the office alone."""

    unrecorded = ("by", "text", "answer")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    application = models.ForeignKey(Application, models.PROTECT, related_name="objections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("objection"))
    answer_due = models.DateField(_("answer due"))
    answer = models.TextField(_("answer"), blank=True)
    upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.notice} / {self.pk}"
