"""A node of the tree of fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.formats import in_language
from xinzhi.core.models import Bilingual, Fact

from .packed import Packed
from .words import WordList


class FieldKind(models.TextChoices):
    PRIORITY = "priority", _("priority field")
    FRONTIER = "frontier", _("frontier field")


class Field(Bilingual, Fact, Packed):
    """A field or sub-field. `terms` are the words that mark a text as belonging here, by language.

    `chain` says in short wording how the field goes from research to use; `placed_by_us` is set where the plan names
    the node without saying what it belongs to.
    """

    key = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=10, choices=FieldKind)
    number = models.CharField(_("number"), max_length=8, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    chain = models.CharField(_("from research to use"), max_length=300, blank=True)
    chain_en = models.CharField(max_length=300, blank=True)
    placed_by_us = models.BooleanField(default=False)
    aliases = WordList(_("other names"))
    terms_zh = WordList(_("Chinese terms"))
    terms_en = WordList(_("English terms"))
    history = HistoricalRecords(excluded_fields=["pack_digest"])

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["position", "key"]

    @property
    def chain_label(self) -> str:
        """The way from research to use in the reader's language."""
        return in_language(self.chain, self.chain_en)
