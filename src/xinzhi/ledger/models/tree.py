"""The tree over the entries, and what was signed of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Log(models.Model):
    """The log's name, in one row. Whoever integrates entries holds this row locked: there is one sequencer at a time."""

    origin = models.CharField(_("name of the log"), max_length=200)

    class Meta:
        verbose_name = _("log")
        verbose_name_plural = _("logs")

    def __str__(self) -> str:
        return self.origin


class Tile(models.Model):
    """Up to 256 hashes of one level with the complete nodes above them (engine/tree.py)."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("tile")
        verbose_name_plural = _("tiles")
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="ledger_one_tile")]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed statement of the log's size and root. Committed with the tiles it signs; rows are only ever added."""

    size = models.BigIntegerField(_("entries"), unique=True)
    note = models.TextField(_("signed note"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"{self.size}"


class Cosignature(models.Model):
    """A trusted witness's signature line under a checkpoint. A later one of the same witness says no more: one is kept."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(_("witness"), max_length=200)
    line = models.TextField()
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("cosignature")
        verbose_name_plural = _("cosignatures")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="ledger_one_cosignature")]

    def __str__(self) -> str:
        return f"{self.witness}: {self.checkpoint_id}"
