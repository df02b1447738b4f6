"""The ladder of titles, looked over for all firms."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped
from xinzhi.registry.models import Organisation


class LadderCheck(Stamped):
    """One look over all firms on a day. `counts` stay for the course of time; the standings of the last look alone are kept."""

    on = models.DateField(_("day"))
    firms = models.PositiveIntegerField(_("firms"), default=0)
    counts = models.JSONField(default=dict)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("look over the ladder")
        verbose_name_plural = _("looks over the ladder")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on}"


class StandingKind(models.TextChoices):
    NEXT = "next", _("next rung")
    WATCH = "watch", _("may be lost")


class LadderStanding(models.Model):
    """A firm and a title: the rung above it with what stands between, or one that it may lose."""

    check_run = models.ForeignKey(LadderCheck, models.CASCADE, related_name="standings")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="ladder_standings")
    kind = models.CharField(_("kind"), max_length=5, choices=StandingKind)
    status = models.CharField(_("title held"), max_length=40)
    meets = models.BooleanField(_("meets the conditions"), null=True)
    failing = models.PositiveSmallIntegerField(_("conditions that do not hold"))
    unknown = models.PositiveSmallIntegerField(_("conditions that cannot be told"))
    expires = models.DateField(_("valid until"), null=True)
    gaps = models.JSONField(default=list)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("standing on the ladder")
        verbose_name_plural = _("standings on the ladder")
        ordering = ["failing", "unknown", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["check_run", "organisation", "kind", "status"], name="standing_once")
        ]
        indexes = [models.Index(fields=["check_run", "kind", "failing", "unknown"], name="standing_nearest")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.status}"
