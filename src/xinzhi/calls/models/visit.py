"""A visit to an applicant (实地考察): when, where, who goes, what they found."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.workflows_review import VISIT
from xinzhi.core.models import Stamped, StoredFile
from xinzhi.fields.models import WordList

from .application import Application
from .reviewer import Reviewer


class Finding(models.TextChoices):
    """How what is found stands to what the application says."""

    MET = "met", _("as stated")
    PARTLY = "partly", _("partly as stated")
    UNMET = "unmet", _("not as stated")


class VisitOutcome(models.TextChoices):
    """What the visitors advise."""

    SUPPORTED = "supported", _("supported")
    CONDITIONS = "conditions", _("supported with conditions")
    REFUSED = "refused", _("not supported")


class SiteVisit(Stamped):
    """A visit by experts of the pool (`visitors`) and named officials.

    `findings`: point of the programme's file to [finding, words]; with `opinion` and `outcome` it is the report, whose
    `digest` stands in the log. Who goes and what they say is not in the recorded actions.
    """

    unrecorded = ("officials", "findings", "opinion")

    application = models.ForeignKey(Application, models.PROTECT, related_name="visits")
    held_on = models.DateField(_("day of the visit"))
    place = models.CharField(_("place"), max_length=200)
    visitors = models.ManyToManyField(Reviewer, related_name="visits", verbose_name=_("visiting experts"))
    officials = WordList(_("officials who come along"))
    state = models.CharField(_("state"), max_length=9, choices=VISIT.choices, default="scheduled", db_index=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)
    findings = models.JSONField(_("findings"), default=dict)
    opinion = models.TextField(_("opinion"), blank=True)
    outcome = models.CharField(_("advice"), max_length=10, choices=VisitOutcome, blank=True)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class VisitPicture(Stamped):
    """A photograph taken on a visit, without its metadata, with a small copy; part of the report, gone into its digest.

    `width` and `height` are pixels as a person sees it, those of the small copy too. What it shows is said in `caption`.
    """

    unrecorded = ("caption",)

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField(_("position"))
    caption = models.CharField(_("what it shows"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    preview = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    preview_width = models.PositiveSmallIntegerField()
    preview_height = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("picture of a site visit")
        verbose_name_plural = _("pictures of site visits")
        ordering = ["visit", "position"]
        constraints = [models.UniqueConstraint(fields=["visit", "file"], name="calls_picture_once")]

    def __str__(self) -> str:
        return f"{self.visit} / {self.position}"

    @property
    def name(self) -> str:
        """What the file is called when it is taken away."""
        ending = "png" if self.file.media_type == "image/png" else "jpg"
        return f"{self.visit.application.number}-visit-{self.visit_id}-{self.position}.{ending}"
