"""Two entries made one, and one made two, so that it can be undone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FusionKind(models.TextChoices):
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split")


class Fusion(models.Model):
    """What moved from one entry to another. `moved` is model label to the numbers of the rows that were repointed.

    A merge moves all from `source_id` to `target_id` and leaves the source as a pointer; a split moves some from
    `source_id` into the new `target_id`. Undoing moves the same rows back.
    """

    kind = models.CharField(_("kind"), max_length=30)
    what = models.CharField(_("change"), max_length=5, choices=FusionKind)
    source_id = models.PositiveBigIntegerField()
    target_id = models.PositiveBigIntegerField()
    moved = models.JSONField(default=dict)
    why = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("merge or split")
        verbose_name_plural = _("merges and splits")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "source_id"], name="fusion_source"),
            models.Index(fields=["kind", "target_id"], name="fusion_target"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.kind} {self.source_id} > {self.target_id}"
