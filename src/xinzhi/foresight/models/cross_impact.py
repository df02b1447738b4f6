"""A cross-impact workshop on statements of a survey: each expert enters, the group's matrix is the median."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Bilingual, Stamped
from xinzhi.foresight.workflows_delphi import WORKSHOP

from .delphi import DelphiSeat, DelphiStatement, DelphiSurvey


class CrossImpactWorkshop(Bilingual, Stamped):
    """A workshop with the panel of a survey. `horizon` is the year by which the events happen or not.

    `results` is what the engine says once it is closed (docs/delphi.md).
    """

    unrecorded = ("results",)

    survey = models.ForeignKey(DelphiSurvey, models.CASCADE, related_name="workshops")
    state = models.CharField(_("state"), max_length=9, choices=WORKSHOP.choices, default="draft")
    horizon = models.PositiveSmallIntegerField(_("horizon year"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    results = models.JSONField(default=dict)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("cross-impact workshop")
        verbose_name_plural = _("cross-impact workshops")
        ordering = ["-pk"]


class CrossImpactEvent(models.Model):
    """A statement as an event of a workshop: that it comes true by the horizon."""

    workshop = models.ForeignKey(CrossImpactWorkshop, models.CASCADE, related_name="events")
    statement = models.ForeignKey(DelphiStatement, models.PROTECT, related_name="events")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("event of a workshop")
        verbose_name_plural = _("events of workshops")
        ordering = ["workshop", "position"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "statement"], name="cross_event_once"),
            models.UniqueConstraint(fields=["workshop", "position"], name="cross_position_once"),
        ]

    def __str__(self) -> str:
        return str(self.statement)


class CrossImpactEntry(models.Model):
    """What one expert enters: percentages by event and strengths by «cause-event» (positions from 0).

    As with the voices of a survey the key is random, and `seat` is emptied when the workshop is closed.
    """

    id: models.UUIDField[Any, Any] = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(CrossImpactWorkshop, models.CASCADE, related_name="entries")
    seat = models.ForeignKey(DelphiSeat, models.SET_NULL, null=True, related_name="entries")
    probabilities = models.JSONField(default=dict)
    strengths = models.JSONField(default=dict)
    is_whole = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("entry of a workshop")
        verbose_name_plural = _("entries of workshops")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "seat"], name="cross_entry_once")]

    def __str__(self) -> str:
        return str(_("entry"))
