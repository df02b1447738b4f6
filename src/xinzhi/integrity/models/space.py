"""A project's place for its records, who works there, and when it is reviewed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped


class Openness(models.TextChoices):
    """Who outside the project may read a record that is under no embargo."""

    MEMBERS = "members", _("nobody outside the project")
    AUDITORS = "auditors", _("auditors")
    SIGNED_IN = "signed_in", _("everyone who is signed in")


class RecordSpace(Stamped):
    """The records of one project of the register. `organisation` hosts the project and answers for its people."""

    project = models.OneToOneField(
        "registry.Project", models.PROTECT, related_name="record_space", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="record_spaces", verbose_name=_("host")
    )
    openness = models.CharField(_("who else may read"), max_length=9, choices=Openness, default=Openness.MEMBERS)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("project's records")
        verbose_name_plural = _("projects' records")
        ordering = ["project__key"]

    def __str__(self) -> str:
        return str(self.project)


class RoleKind(models.TextChoices):
    LEADER = "leader", _("leader")
    MEMBER = "member", _("member")
    READER = "reader", _("reader")


class ProjectRole(Stamped):
    """What a person may do with a project's records: read; deposit; also give roles and set embargoes."""

    space = models.ForeignKey(RecordSpace, models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="project_roles")
    role = models.CharField(_("role"), max_length=6, choices=RoleKind)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("project role")
        verbose_name_plural = _("project roles")
        ordering = ["space", "role", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "user"], name="integrity_one_role")]

    def __str__(self) -> str:
        return f"{self.user} — {self.get_role_display()} — {self.space}"


class Review(Stamped):
    """A day on which the project is looked at: a milestone, a mid-term review, its conclusion."""

    space = models.ForeignKey(RecordSpace, models.CASCADE, related_name="reviews")
    held_on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("review day")
        verbose_name_plural = _("review days")
        ordering = ["held_on"]
        constraints = [models.UniqueConstraint(fields=["space", "held_on"], name="integrity_one_review_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.held_on:%Y-%m-%d}"
