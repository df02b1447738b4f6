"""A node of the tree of fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Bilingual, Fact


class FieldKind(models.TextChoices):
    PRIORITY = "priority", _("priority field")
    FRONTIER = "frontier", _("frontier field")


class Field(Bilingual, Fact):
    """A field or sub-field. `terms` are the words that mark a text as belonging here, by language."""

    key = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=10, choices=FieldKind)
    number = models.CharField(_("number"), max_length=8, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    terms_zh = models.JSONField(_("Chinese terms"), default=list, blank=True)
    terms_en = models.JSONField(_("English terms"), default=list, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["position", "key"]
