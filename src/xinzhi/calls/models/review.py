"""Who is asked to review what, what they said, and how they talked about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.workflows_review import INVITATION
from xinzhi.core.models import Stamped

from .application import Application
from .call import Call
from .reviewer import Reviewer


class AssignmentRun(models.Model):
    """One computation of who reviews what, with what is proven of it.

    `certificate`: total, worst, bound, worst_bound, certified, seconds, reviewers, applications, conflicts, seed.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="assignment_runs")
    at = models.DateTimeField(_("computed"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    certificate = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment of reviewers")
        verbose_name_plural = _("assignments of reviewers")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.call} {self.at:%Y-%m-%d %H:%M}"


class Invitation(Stamped):
    """A reviewer and an application. `affinity` is how well they fit (0 to 1); `number` tells reviewers of it apart.

    `replaces` is the invitation that ended and whose place this one takes.
    """

    # Records are read by all overseers: they may not tie a reviewer to an application.
    unrecorded = ("reviewer", "application", "affinity", "replaces")

    application = models.ForeignKey(Application, models.PROTECT, related_name="invitations")
    reviewer = models.ForeignKey(Reviewer, models.PROTECT, related_name="invitations")
    run = models.ForeignKey(AssignmentRun, models.SET_NULL, null=True, blank=True, related_name="invitations")
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    affinity = models.FloatField(_("affinity"), default=0.0)
    state = models.CharField(_("state"), max_length=9, choices=INVITATION.choices, default="proposed", db_index=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    answer_due = models.DateField(_("answer due"), null=True, blank=True)
    review_due = models.DateField(_("review due"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    why = models.CharField(_("reason"), max_length=500, blank=True)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")

    class Meta:
        verbose_name = _("invitation to review")
        verbose_name_plural = _("invitations to review")
        ordering = ["application_id", "number", "pk"]
        indexes = [models.Index(fields=["reviewer", "state"], name="calls_invitation_reviewer")]
        constraints = [models.UniqueConstraint(fields=["application", "reviewer"], name="calls_invited_once")]

    def __str__(self) -> str:
        # Shown to all who see recorded actions: neither reviewer nor application.
        return f"{self._meta.verbose_name} {self.pk}"


class Review(Stamped):
    """What a reviewer says. `total` is the weighted score of 100; what it says is nobody's in the records.

    `scores` and `comments` are by criterion; `opinion` is for the applicant, `note` for the office alone.
    """

    unrecorded = ("scores", "comments", "opinion", "note", "total")

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="review")
    scores = models.JSONField(_("points"), default=dict)
    comments = models.JSONField(_("comments"), default=dict)
    opinion = models.TextField(_("opinion"), blank=True)
    note = models.TextField(_("note to the office"), blank=True)
    total = models.FloatField(_("score"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["invitation_id"]

    def __str__(self) -> str:
        return str(self.invitation)


class Post(models.Model):
    """A word in the discussion of an application, by a reviewer of it or (without an invitation) by the office."""

    unrecorded = ("text", "application")

    application = models.ForeignKey(Application, models.CASCADE, related_name="posts")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="posts")
    text = models.TextField(_("text"), max_length=4000)
    at = models.DateTimeField(_("said"), auto_now_add=True)

    class Meta:
        verbose_name = _("word in a discussion")
        verbose_name_plural = _("words in discussions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
