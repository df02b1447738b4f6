"""What a pack has put into this house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped


class Packed(models.Model):
    """A row that a pack may bring.

    `pack_digest` marks the pack's row that was last taken over. A load leaves the row alone while the pack says the
    same, so what people changed by hand since stays; when the pack says something new, the pack's word is taken.
    """

    pack_digest = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        abstract = True


class PackLoad(Stamped):
    """One part of a pack (its fields, its facts) as it stands here; each load is recorded as an action on it."""

    pack = models.CharField(_("pack"), max_length=60)
    part = models.CharField(_("part"), max_length=20)
    version = models.CharField(_("version"), max_length=40)
    as_of = models.DateField(_("as of"))
    counts = models.JSONField(_("rows"), default=dict)

    class Meta:
        verbose_name = _("load of a pack")
        verbose_name_plural = _("loads of packs")
        ordering = ["pack", "part"]
        constraints = [models.UniqueConstraint(fields=["pack", "part"], name="pack_load_once")]

    def __str__(self) -> str:
        return f"{self.pack} / {self.part} {self.version}"
