"""What one source says of one entry."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .claim import Claim


class Statement(Claim):
    """One source's words on one entry: attribute to value in machine form (as an export writes it).

    `kind` and `entry_id` name the entry (`Register.one` and its row). An attribute may stand as null: the source says
    there is none. With a `period`, the values are dated figures of the entry (measure to whole number, see
    `Observation`) and not its attributes. `digest` tells two wordings apart without comparing them.
    """

    kind = models.CharField(_("kind"), max_length=30)
    entry_id = models.PositiveBigIntegerField()
    values = models.JSONField(_("values"), default=dict, encoder=DjangoJSONEncoder)
    period = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    digest = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "entry_id"], name="statement_entry"),
            models.Index(fields=["id"], name="statement_open", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.kind} {self.entry_id}"

    @property
    def about(self) -> tuple[str, int]:
        """The register and row of the entry it speaks of."""
        return self.kind, self.entry_id


class Observation(models.Model):
    """A dated figure of an entry, as the shown one of its accepted statements. `value` is a whole number, money in fen."""

    kind = models.CharField(max_length=30)
    entry_id = models.PositiveBigIntegerField()
    measure = models.CharField(_("measure"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.BigIntegerField(_("value"))
    simulated = models.BooleanField(_("simulated"), default=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="observations")

    class Meta:
        verbose_name = _("dated figure")
        verbose_name_plural = _("dated figures")
        ordering = ["measure", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "entry_id", "measure", "year"], name="observation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry_id} {self.measure} {self.year}: {self.value}"
