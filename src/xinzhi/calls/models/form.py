"""The versions of forms: JSON Schema with its layout, never changed once written."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormVersion(models.Model):
    """A form as compiled from a programme file (`engine/schema.py`). `digest` is the SHA-256 of the canonical schema.

    An application keeps the version it was written on, whatever the programme's file says later.
    """

    programme = models.SlugField(_("programme"), max_length=80)
    number = models.PositiveIntegerField(_("version"))
    schema = models.JSONField(_("schema"))
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="calls_form_number"),
            models.UniqueConstraint(fields=["programme", "digest"], name="calls_form_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} / {self.number}"
