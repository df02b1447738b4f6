"""What every stored fact carries: who recorded it, from where, as of when, and whether it is simulated."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import in_language


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Stamped(models.Model):
    """Creation and change times."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


class Fact(Stamped):
    """Provenance of a row (design: «every fact has a source and a date»).

    `source` names the document or page in words, `source_url` is where it can be read,
    `as_of` is the day the statement was true (not the day we recorded it), and
    `as_of_precision` says how much of that day is known.
    """

    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.CharField(_("source address"), max_length=600, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_precision = models.CharField(_("precision"), max_length=5, choices=Precision, default=Precision.DAY)
    as_of_note = models.CharField(_("note on the date"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        abstract = True


class Bilingual(models.Model):
    """A thing with a Chinese name and, where known, an English one."""

    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        """The name in the reader's language; Chinese where no English one is recorded."""
        return in_language(self.name, self.name_en)

    def __str__(self) -> str:
        return self.name
