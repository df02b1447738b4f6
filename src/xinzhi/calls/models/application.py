"""An application, its team, its files, and what was handed in each time."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from xinzhi.calls.workflows import APPLICATION
from xinzhi.core.models import Stamped, StoredFile

from .call import Call
from .form import FormVersion


class Application(Stamped):
    """What an organisation applies for in a call, on the form version it was begun with.

    `answers` is section to field to value, as the form's schema says; `saved` counts the saves of each section, so that
    nobody overwrites a colleague. `number` is given on the first submission. `leader` and `requested_fen` are drawn from
    team and budget on saving, because lists and decisions need them.
    """

    unrecorded = ("title", "answers", "saved", "leader")

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications", verbose_name=_("call"))
    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="applications", verbose_name=_("organisation")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="applications", verbose_name=_("begun by")
    )
    title = models.CharField(_("title"), max_length=200)
    field = models.ForeignKey(
        "fields.Field", models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("field")
    )
    city = models.ForeignKey(
        "registry.City", models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("city")
    )
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="applications", verbose_name=_("form"))
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    saved = models.JSONField(default=dict)
    leader = models.CharField(_("leader"), max_length=80, blank=True)
    requested_fen = models.BigIntegerField(_("money asked for"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=11, choices=APPLICATION.choices, default="draft", db_index=True)
    entered_state_at = models.DateTimeField(_("in this state since"), null=True)
    number = models.CharField(_("number"), max_length=40, unique=True, null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    state_why = models.TextField(_("reason"), blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)
    history = HistoricalRecords(excluded_fields=["answers", "saved"])

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications to calls")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["call", "state"], name="calls_application_state"),
            models.Index(fields=["organisation", "state"], name="calls_application_org"),
        ]

    def __str__(self) -> str:
        # Shown to all who see recorded actions: never the title.
        return self.number or f"{self._meta.verbose_name} {self.pk}"


class MemberRole(models.TextChoices):
    """What a person does in the team; with an account of the same organisation also what they may do to the form."""

    LEADER = "leader", _("leader")
    EDITOR = "editor", _("takes part and writes")
    MEMBER = "member", _("takes part")


class ApplicationMember(Stamped):
    """A person of the team. `user` is their account, where they have one in the applying organisation."""

    unrecorded = ("name", "affiliation", "orcid", "work")

    application = models.ForeignKey(Application, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="application_roles"
    )
    name = models.CharField(_("name"), max_length=80, db_index=True)
    affiliation = models.CharField(_("affiliation"), max_length=200)
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    role = models.CharField(_("role"), max_length=6, choices=MemberRole, default=MemberRole.MEMBER)
    work = models.CharField(_("work in the project"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ["application_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="calls_member_once"),
            models.UniqueConstraint(fields=["application"], condition=models.Q(role="leader"), name="calls_one_leader"),
        ]

    def __str__(self) -> str:
        return f"{self.application} / {self._meta.verbose_name} {self.pk}"


class ApplicationFile(models.Model):
    """A file of an application under the name its owner gave it. `slot` is «documents.KEY» or «section.field»."""

    unrecorded = ("name",)

    application = models.ForeignKey(Application, models.CASCADE, related_name="files")
    slot = models.CharField(_("belongs to"), max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=255)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("file of an application")
        verbose_name_plural = _("files of applications")
        ordering = ["application_id", "slot", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "slot", "file"], name="calls_file_once_a_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.application} / {self.slot}"


class Submission(models.Model):
    """The whole of what was handed in, each time.

    `content` (see queries/content.py) never changes; `digest` is the SHA-256 of its canonical form, entered in the log.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("submitted"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["application_id", "number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="calls_submission_once")]

    def __str__(self) -> str:
        return f"{self.application} / {self.number}"
