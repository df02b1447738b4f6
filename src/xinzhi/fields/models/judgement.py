"""What people have said of texts, and what was learnt from it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Stamped

from .field import Field


class Judgement(Stamped):
    """A text filed by hand; `field` is empty where it belongs to none of them.

    A text is judged once: the last word stands and the history keeps the others. `kind` and `thing` are the register
    and the key of the entry whose text it is, "" for a text of its own.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    text = models.TextField(_("text"))
    field = models.ForeignKey(Field, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("field"))
    kind = models.CharField(max_length=40, blank=True)
    thing = models.CharField(max_length=120, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("filed by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("filing by hand")
        verbose_name_plural = _("filings by hand")
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["kind", "thing"], name="judgement_thing")]

    def __str__(self) -> str:
        return self.text[:80]


class Training(Stamped):
    """One learning of the tree's words and the filings by hand; its model lies in the data folder."""

    fields = models.PositiveIntegerField(_("fields"))
    judgements = models.PositiveIntegerField(_("filings by hand"))
    file = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("training of the classifier")
        verbose_name_plural = _("trainings of the classifier")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file
