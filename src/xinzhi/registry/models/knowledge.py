"""Where knowledge is taught and made: disciplines, colleges, technologies, intellectual property, funded projects."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.fields.models import WordList

from .entry import RegisterEntry


class Discipline(RegisterEntry):
    """A discipline that a university or institute offers. `level` is its standing (双一流, 一级学科博士点 …)."""

    code = models.CharField(_("discipline code"), max_length=12, blank=True)
    university = models.CharField(_("university"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=60, blank=True)
    degrees = WordList(_("degrees"))
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("discipline")
        verbose_name_plural = _("disciplines")


class CollegeKind(models.TextChoices):
    FUTURE_TECHNOLOGY = "future_technology", _("future-technology college")
    SPECIAL = "special", _("special college")
    MODERN_INDUSTRY = "modern_industry", _("modern-industry college")
    OTHER = "other", _("other college")


class College(RegisterEntry):
    """A college of a university that the plan counts: future-technology and special colleges."""

    kind = models.CharField(_("kind"), max_length=18, choices=CollegeKind, default=CollegeKind.OTHER)
    university = models.CharField(_("university"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=40, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    places = models.PositiveIntegerField(_("yearly intake"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("college")
        verbose_name_plural = _("colleges")


class Technology(RegisterEntry):
    """A technology on offer or under work. `trl` is its readiness, 1–9 (GB/T 22900, GB/T 37264)."""

    owner = models.CharField(_("owner"), max_length=120, blank=True)
    trl = models.PositiveSmallIntegerField(
        _("readiness level"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    keywords = WordList(_("keywords"))
    summary = models.TextField(_("summary"), blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("technology")
        verbose_name_plural = _("technologies")


class PropertyKind(models.TextChoices):
    INVENTION = "invention", _("invention patent")
    UTILITY = "utility", _("utility model")
    DESIGN = "design", _("design patent")
    SOFTWARE = "software", _("software copyright")
    VARIETY = "variety", _("plant variety")
    LAYOUT = "layout", _("IC layout design")
    TRADEMARK = "trademark", _("trademark")
    OTHER = "other", _("other right")


class PropertyState(models.TextChoices):
    FILED = "filed", _("filed")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused or withdrawn")
    EXPIRED = "expired", _("expired")


class IntellectualProperty(RegisterEntry):
    """A right with its numbers and days. Inventors are people and are not kept here."""

    kind = models.CharField(_("kind"), max_length=10, choices=PropertyKind, default=PropertyKind.INVENTION)
    number = models.CharField(_("application number"), max_length=40, blank=True, db_index=True)
    grant_number = models.CharField(_("grant number"), max_length=40, blank=True)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    granted_on = models.DateField(_("granted on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    legal_state = models.CharField(_("legal state"), max_length=8, choices=PropertyState, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("intellectual property right")
        verbose_name_plural = _("intellectual property rights")


class Project(RegisterEntry):
    """A funded project. `leader` is a person's name and is shown to those only who may see personal data."""

    number = models.CharField(_("project number"), max_length=60, blank=True, db_index=True)
    programme = models.CharField(_("programme"), max_length=120, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    discipline = models.CharField(_("discipline"), max_length=60, blank=True)
    host = models.CharField(_("host"), max_length=200, blank=True)
    leader = models.CharField(_("leader"), max_length=80, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    closed_on = models.DateField(_("concluded on"), null=True, blank=True)
    grant_fen = models.BigIntegerField(_("grant"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    grade = models.CharField(_("grade of the outcome"), max_length=40, blank=True)
    history = HistoricalRecords()

    class Meta(RegisterEntry.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
