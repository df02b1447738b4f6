"""The pool of reviewers, and what keeps two people apart."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Stamped
from xinzhi.fields.models import WordList

from .application import Application


class Reviewer(Stamped):
    """An expert who reviews, by their account. One pool serves all departments.

    `works`: title, abstract, year, authors (name, orcid). `employments`: organisation, until (a year or None). `kin` and
    `declared` are names that the reviewer gave; only they and the managers see them. `person` is their entry in the register of
    people, linked only where their consent lets the manager see it.
    """

    unrecorded = ("name", "affiliation", "orcid", "sex", "works", "employments", "kin", "declared")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviewer", verbose_name=_("account")
    )
    person = models.ForeignKey(
        "registry.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80)
    affiliation = models.CharField(_("affiliation"), max_length=200)
    region = models.CharField(_("region"), max_length=60, blank=True)
    discipline = models.CharField(_("discipline"), max_length=60, blank=True)
    sex = models.CharField(_("sex"), max_length=10, blank=True)
    orcid = models.CharField("ORCID", max_length=19, blank=True)
    expertise = WordList(_("expertise"))
    works = models.JSONField(default=list, blank=True)
    employments = models.JSONField(default=list, blank=True)
    kin = WordList(_("relatives"))
    declared = WordList(_("conflicts declared"))
    is_active = models.BooleanField(_("reviews at present"), default=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        # Shown to all who see recorded actions: never the name.
        return f"{self._meta.verbose_name} {self.pk}"


class ConflictKind(models.TextChoices):
    """The kinds of `engine.conflicts`."""

    TEAM = "team", _("in the team")
    ORGANISATION = "organisation", _("same organisation")
    EMPLOYER = "employer", _("past employer")
    COAUTHOR = "coauthor", _("co-author")
    KIN = "kin", _("relative")
    DECLARED = "declared", _("declared")


class Conflict(models.Model):
    """Why a reviewer may not review an application. What `about` names is for the office alone."""

    unrecorded = ("about",)

    application = models.ForeignKey(Application, models.CASCADE, related_name="conflicts")
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=12, choices=ConflictKind)
    about = models.CharField(_("what it rests on"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["application", "reviewer", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer", "kind", "about"], name="calls_conflict_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} / {self.reviewer_id}"
