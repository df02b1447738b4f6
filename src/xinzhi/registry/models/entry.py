"""What every entry of a register shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Bilingual, Fact

from .claim import Confidence


class Standing(models.TextChoices):
    PROPOSED = "proposed", _("proposed, not public yet")
    PUBLISHED = "published", _("published")
    MERGED = "merged", _("merged into another entry")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RegisterEntry(Bilingual, Fact):
    """One thing in a register, with its place in the region, in the tree of fields and in time.

    Its columns are the shown values of its accepted statements (`engine/choose.py` has the rule); source, day and
    confidence are those of the best statement. `key` is stable: the id of the pack's fact, the key of an import, or
    made from what identifies the thing. `field_named` keeps the source's own word where it matches no field. `period`
    is the year or span as the source gives it, `year` its first year, for sorting.
    """

    key = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    field = models.ForeignKey(
        "fields.Field", models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("field")
    )
    field_named = models.CharField(_("field as named by the source"), max_length=120, blank=True)
    city = models.ForeignKey(
        "registry.City", models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("city")
    )
    place = models.CharField(_("place"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    period = models.CharField(_("period"), max_length=40, blank=True)
    note = models.TextField(_("note"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence, default=Confidence.REPORT)
    standing = models.CharField(_("standing"), max_length=9, choices=Standing, default=Standing.PUBLISHED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("merged into")
    )

    class Meta:
        abstract = True
        ordering = ["key"]
        indexes = [
            models.Index(fields=["standing", "city"], name="%(class)s_city"),
            models.Index(fields=["standing", "field"], name="%(class)s_field"),
            models.Index(fields=["standing", "-as_of", "key"], name="%(class)s_newest"),
            models.Index(fields=["name"], name="%(class)s_name"),
        ]

    @property
    def is_public(self) -> bool:
        return self.standing == Standing.PUBLISHED
