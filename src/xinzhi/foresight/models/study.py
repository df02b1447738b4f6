"""Strategic studies: a question of a department, worked on in versions, reviewed, accepted, published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.core.models import Bilingual, Stamped, StoredFile
from xinzhi.foresight.workflows import STUDY
from xinzhi.registry.models import Organisation

from .edition import ForesightEdition


class Study(Bilingual, Stamped):
    """A study or consulting project. `team` is told as people wish to be named; `lead` may work on it with the room's analysts."""

    question = models.TextField(_("question"))
    client = models.ForeignKey(
        Organisation, models.PROTECT, related_name="studies_asked", verbose_name=_("client department")
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("leader")
    )
    team = models.TextField(_("team"), blank=True, help_text=_("One person or body on a line."))
    edition = models.ForeignKey(
        ForesightEdition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="studies",
        verbose_name=_("rests on edition"),
    )
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=STUDY.choices, default="open")
    note = models.TextField(_("last decision"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["-created_at", "-pk"]


class StudyVersion(Stamped):
    """A draft of the study; the last one is what is reviewed, and what is published."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    note = models.CharField(_("what changed"), max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("version of a study")
        verbose_name_plural = _("versions of a study")
        ordering = ["study", "-number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="study_version_once")]

    def __str__(self) -> str:
        return f"{self.study} v{self.number}"


class StudyEvidence(Stamped):
    """A thing the study rests on: a candidate of a run, or a document with its address and day."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="evidence")
    candidate = models.ForeignKey(
        "foresight.Candidate", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("candidate")
    )
    title = models.CharField(_("title"), max_length=300)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.CharField(_("source address"), max_length=600, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("evidence of a study")
        verbose_name_plural = _("evidence of a study")
        ordering = ["study", "pk"]

    def __str__(self) -> str:
        return self.title


class StudyReview(Stamped):
    """What a reviewer says of a version."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="reviews")
    version = models.ForeignKey(StudyVersion, models.PROTECT, related_name="reviews")
    text = models.TextField(_("review"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("review of a study")
        verbose_name_plural = _("reviews of a study")
        ordering = ["study", "-pk"]

    def __str__(self) -> str:
        return f"{self.study}: {self.version.number}"
