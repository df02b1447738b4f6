"""Pairs of entries that may be one thing, for a person to decide."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped


class MatchState(models.TextChoices):
    UNDECIDED = "undecided", _("undecided")
    SAME = "same", _("the same")
    PART_OF = "part_of", _("one is a part of the other")
    DIFFERENT = "different", _("different")


class MatchCandidate(Stamped):
    """Two entries of one register (`first_id` < `second_id`), how probable it is that they are one, and why.

    `reasons` are the levels of `engine.resolve`: [{"comparison", "level", "weight"}], weights in bits. `whole_id` is
    the entry of which the other seems to be a part, if any. A decision stands: the pair is never asked again.
    """

    kind = models.CharField(_("register"), max_length=40)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    whole_id = models.BigIntegerField(null=True, blank=True)
    probability = models.FloatField(_("probability"))
    reasons = models.JSONField(_("reasons"), default=list, encoder=DjangoJSONEncoder)
    state = models.CharField(
        _("decision"), max_length=10, choices=MatchState, default=MatchState.UNDECIDED, db_index=True
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("possible match")
        verbose_name_plural = _("possible matches")
        ordering = ["-probability", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="match_candidate_once"),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="match_candidate_in_order"
            ),
        ]

    def __str__(self) -> str:
        # Without a row it stands, in the records, for a whole search.
        return f"{self.kind} {self.first_id} – {self.second_id}" if self.pk else str(self._meta.verbose_name_plural)
