"""Organisations: anyone that can owe, own or do something."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.fields.models import WordList

from .entry import RegisterEntry


class OrganisationKind(models.TextChoices):
    DEPARTMENT = "department", _("department")
    CITY = "city", _("city government")
    ENTERPRISE = "enterprise", _("enterprise")
    UNIVERSITY = "university", _("university")
    INSTITUTE = "institute", _("research institute")
    FUND = "fund", _("fund")
    BANK = "bank", _("bank")
    INCUBATOR = "incubator", _("incubator")
    INTERMEDIARY = "intermediary", _("service body")
    ASSOCIATION = "association", _("association")
    OTHER = "other", _("other")


# Those that govern: they owe duties and are no part of a region's activity.
GOVERNING = (OrganisationKind.DEPARTMENT, OrganisationKind.CITY)


class Organisation(RegisterEntry):
    """A department, a firm, a university …

    `credit_code` is the unified social credit code where a source gives it; it is never made up. `industry_code` is
    that of GB/T 4754. `kind_named` keeps the source's own word where it matches no kind.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind, db_index=True)
    kind_named = models.CharField(_("kind as named by the source"), max_length=60, blank=True)
    full_name = models.CharField(_("full name"), max_length=300, blank=True)
    aliases = WordList(_("other names"))
    credit_code = models.CharField(_("credit code"), max_length=18, blank=True, db_index=True)
    stock_code = models.CharField(_("stock code"), max_length=12, blank=True)
    listed_on = models.DateField(_("listed on"), null=True, blank=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    industry_code = models.CharField(_("industry code"), max_length=5, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    statuses = WordList(_("titles"))
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["kind", "key"]
        indexes = [
            *RegisterEntry.Meta.indexes,
            # Lists and counts of tens of thousands of firms are answered from this index alone.
            models.Index(
                fields=["standing", "kind", "city", "field", "simulated", "as_of", "name", "key"],
                name="organisation_lists",
            ),
            models.Index(fields=["industry"], name="organisation_industry"),
        ]

    @property
    def names(self) -> list[str]:
        """Every name it is known by, without repeats."""
        return list(dict.fromkeys(n for n in (self.name, self.full_name, *self.aliases) if n))
