"""A Delphi survey: its statements, the panel's seats, rounds, and answers that stand under a voice and never under a name.

A voice is tied to a seat only while the survey runs, so that an expert can see and change the own answers; closing the
survey cuts the tie for good. Voices and answers have random keys and no times: their order tells nothing.
"""

import uuid
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import in_language
from xinzhi.core.models import Bilingual, Stamped
from xinzhi.foresight.engine.delphi import Sheet
from xinzhi.foresight.workflows_delphi import SEAT, SURVEY
from xinzhi.registry.models import Organisation


class DelphiSurvey(Bilingual, Stamped):
    """A survey by an organisation. `document` is the question sheet as it stood when the survey was made."""

    unrecorded = ("document",)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="delphi_surveys", verbose_name=_("conducted by")
    )
    state = models.CharField(_("state"), max_length=9, choices=SURVEY.choices, default="draft", db_index=True)
    document = models.JSONField(_("question sheet"))
    text = models.TextField(_("introduction"), blank=True)
    text_en = models.TextField(_("introduction in English"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=500, blank=True)
    public = models.BooleanField(_("results are public"), default=False)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("Delphi survey")
        verbose_name_plural = _("Delphi surveys")
        ordering = ["-pk"]

    @cached_property
    def sheet(self) -> Sheet:
        """The question sheet."""
        return Sheet.parse(self.document)

    @property
    def introduction(self) -> str:
        return in_language(self.text, self.text_en)


class StatementState(models.TextChoices):
    """How a statement stands."""

    OPEN = "open", _("still asked")
    CLOSED = "closed", _("asked no more")


class DelphiStatement(Bilingual, Stamped):
    """What is asked about: a technology by name. `subject_kind` and `subject_key` may point at a thing elsewhere.

    `outcome` is what stood when it was closed (consensus, majority, bipolar, dissent, few), `closed_in` the round.
    """

    survey = models.ForeignKey(DelphiSurvey, models.CASCADE, related_name="statements")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("description"), blank=True)
    text_en = models.TextField(_("description in English"), blank=True)
    field_key = models.CharField(_("field"), max_length=60, blank=True)
    subject_kind = models.CharField(_("kind of subject"), max_length=80, blank=True)
    subject_key = models.CharField(_("key of subject"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=StatementState, default=StatementState.OPEN)
    closed_in = models.PositiveSmallIntegerField(_("closed in round"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, blank=True)

    class Meta:
        verbose_name = _("Delphi statement")
        verbose_name_plural = _("Delphi statements")
        ordering = ["survey", "number"]
        indexes = [models.Index(fields=["subject_kind", "subject_key"], name="delphi_statement_subject")]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="delphi_statement_number_once")]

    @property
    def description(self) -> str:
        return in_language(self.text, self.text_en)


class DelphiSeat(Stamped):
    """A person on the panel of a survey. `replaces` is the seat that ended and whose place this one takes."""

    survey = models.ForeignKey(DelphiSurvey, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="delphi_seats")
    group = models.CharField(_("group"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=SEAT.choices, default="invited")
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")

    class Meta:
        verbose_name = _("seat on a Delphi panel")
        verbose_name_plural = _("seats on Delphi panels")
        ordering = ["survey", "pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "user"], name="delphi_seat_once")]

    def __str__(self) -> str:
        return f"{self.survey} / {self.user}"


class DelphiConflict(Stamped):
    """An expert's own word that they are not free to judge a statement; they are not counted on it."""

    seat = models.ForeignKey(DelphiSeat, models.CASCADE, related_name="conflicts")
    statement = models.ForeignKey(DelphiStatement, models.CASCADE, related_name="conflicts")
    why = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("declared conflict")
        verbose_name_plural = _("declared conflicts")
        ordering = ["statement", "seat"]
        constraints = [models.UniqueConstraint(fields=["seat", "statement"], name="delphi_conflict_once")]

    def __str__(self) -> str:
        return f"{self.seat} / {self.statement}"


class DelphiVoice(models.Model):
    """Under which an expert's answers stand. `seat` is emptied when the survey is closed: see the module."""

    id: models.UUIDField[Any, Any] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(DelphiSurvey, models.CASCADE, related_name="voices")
    seat = models.OneToOneField(DelphiSeat, models.SET_NULL, null=True, related_name="voice")
    group = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("voice of a Delphi panel")
        verbose_name_plural = _("voices of Delphi panels")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(_("voice"))


class DelphiRound(Stamped):
    """A round. `report` is what the engine says of it once it is closed; `digest` is of its answers without voices."""

    unrecorded = ("report", "salt")

    survey = models.ForeignKey(DelphiSurvey, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    opened_at = models.DateTimeField(_("opened"))
    due = models.DateField(_("answers due"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    report = models.JSONField(default=dict)
    salt = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("round of a Delphi survey")
        verbose_name_plural = _("rounds of Delphi surveys")
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="delphi_round_number_once"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(closed_at__isnull=True), name="delphi_one_open_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} / {self.number}"


class DelphiAnswer(models.Model):
    """What a voice says of a statement in a round. `counted` is taken away where a conflict is declared later.

    `hidden` withholds a reason that tells who wrote it.
    """

    id: models.UUIDField[Any, Any] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(DelphiRound, models.CASCADE, related_name="answers")
    voice = models.ForeignKey(DelphiVoice, models.CASCADE, related_name="answers")
    statement = models.ForeignKey(DelphiStatement, models.CASCADE, related_name="answers")
    values = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    counted = models.BooleanField(default=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer of a Delphi panel")
        verbose_name_plural = _("answers of Delphi panels")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "voice", "statement"], name="delphi_answer_once")]

    def __str__(self) -> str:
        return str(_("answer"))


class TurnoutState(models.TextChoices):
    """How far an expert has come in a round."""

    NONE = "none", _("not yet")
    PART = "part", _("partly")
    WHOLE = "whole", _("has answered")


class DelphiTurnout(models.Model):
    """Whether a seat has answered in a round: all that is known of who answered."""

    round = models.ForeignKey(DelphiRound, models.CASCADE, related_name="turnout")
    seat = models.ForeignKey(DelphiSeat, models.CASCADE, related_name="turnout")
    state = models.CharField(_("state"), max_length=5, choices=TurnoutState, default=TurnoutState.NONE)

    class Meta:
        verbose_name = _("turnout")
        verbose_name_plural = _("turnout")
        ordering = ["round", "seat"]
        constraints = [models.UniqueConstraint(fields=["round", "seat"], name="delphi_turnout_once")]

    def __str__(self) -> str:
        return f"{self.round} / {self.seat}"
