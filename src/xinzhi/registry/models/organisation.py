"""Places, organisations, and the people who act for them."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Bilingual, Fact, Stamped
from xinzhi.core.roles import Role


class City(Bilingual):
    """A city of the region. `column` and `row` place its tile on the grid map."""

    key = models.SlugField(unique=True)
    adcode = models.CharField(_("division code"), max_length=6, unique=True)
    column = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["adcode"]


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


class Organisation(Bilingual, Fact):
    """Anyone that can owe, own or do something: a department, a firm, a university …

    `key` is stable across loads of a pack. `credit_code` is the unified social credit code where a source gives it;
    it is never made up.
    """

    key = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind, db_index=True)
    full_name = models.CharField(_("full name"), max_length=300, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    credit_code = models.CharField(_("credit code"), max_length=18, blank=True)
    stock_code = models.CharField(_("stock code"), max_length=12, blank=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, verbose_name=_("city"))
    place = models.CharField(_("place"), max_length=60, blank=True)
    field = models.ForeignKey(
        "fields.Field", models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("field")
    )
    statuses = models.JSONField(_("titles"), default=list, blank=True)
    since = models.CharField(_("year"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["kind", "key"]


class Membership(Stamped):
    """A role that a person holds in an organisation, from a day to a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    begins = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(begins__isnull=True) | Q(ends__gte=models.F("begins")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()} — {self.organisation}"

    def is_current(self, today: dt.date | None = None) -> bool:
        """Whether the role is in force on the day."""
        day = today or timezone.localdate()
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)
