"""Files by content: the SHA-256 of the bytes is the name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """The bytes of a file, kept once however often they are deposited.

    The human name belongs to the thing that carries the file (a report's evidence), not to the bytes.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=120)
    created_at = models.DateTimeField(_("deposited"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the bytes lie in the store, fanned out so that no folder grows too large."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"
