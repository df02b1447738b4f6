"""A record of research work and its versions. Nothing here is ever deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import StoredFile

from .space import RecordSpace


class RecordKind(models.TextChoices):
    NOTEBOOK = "notebook", _("notebook")
    MANIFEST = "manifest", _("raw data manifest")
    EXPERIMENT = "experiment", _("experiment")
    MEETING = "meeting", _("meeting")
    OTHER = "other", _("other")


class Described(models.Model):
    """What a record says of itself. Its words are kept out of the recorded actions: they may be under embargo."""

    unrecorded = ("title", "instrument", "name", "note", "source_path")

    kind = models.CharField(_("kind"), max_length=10, choices=RecordKind)
    title = models.CharField(_("title"), max_length=300)
    happened_on = models.DateField(_("work done on"))
    instrument = models.CharField(_("measuring instrument"), max_length=200, blank=True)

    class Meta:
        abstract = True


class ResearchRecord(Described):
    """A record; its description is that of its current version.

    `source_path` is where a watched folder holds it, "" for one that was deposited by hand.
    """

    space = models.ForeignKey(RecordSpace, models.PROTECT, related_name="records")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    source_path = models.CharField(_("path in the watched folder"), max_length=600, blank=True)
    embargo_until = models.DateField(_("embargo until"), null=True, blank=True)
    current = models.OneToOneField(
        "integrity.RecordVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("current version")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_why = models.CharField(_("reason"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("deposited"), auto_now_add=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("research record")
        verbose_name_plural = _("research records")
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(fields=["space", "-happened_on"], name="integrity_record_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "source_path"], condition=~Q(source_path=""), name="integrity_one_record_a_path"
            )
        ]

    def __str__(self) -> str:
        # Shown to all who see recorded actions: never the title.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_embargoed(self) -> bool:
        """Whether its content is still kept from everyone outside the project; the named day is the last."""
        return self.embargo_until is not None and self.embargo_until >= timezone.localdate()


class RecordVersion(Described):
    """One deposit of a record: its file by content, who brought it and when, and the description of that moment.

    `client_time` is when the depositing machine says that the file was last written.
    """

    record = models.ForeignKey(ResearchRecord, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    deposited_at = models.DateTimeField(_("deposited"), default=timezone.now)
    deposited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client_time = models.DateTimeField(_("file written"), null=True, blank=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        verbose_name = _("version of a record")
        verbose_name_plural = _("versions of records")
        ordering = ["record", "number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="integrity_one_version")]

    def __str__(self) -> str:
        return f"{self.record} / {self.number}"
