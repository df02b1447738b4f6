"""Candidates for the list: the first terms of a run, each with its dossier."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import in_language
from xinzhi.core.models import Stamped

from .corpus import ForesightRun


class CandidateState(models.TextChoices):
    OPEN = "open", _("candidate")
    MERGED = "merged", _("merged into another")
    REJECTED = "rejected", _("turned down")


class Candidate(Stamped):
    """A term that may come on the list.

    `term` is how the corpus writes it, `name` its Chinese name where a person has given one. `chance` is the calibrated probability
    of being among the 5 % that gain most share over the run's horizon, `chance_long` over five years, null where the corpus is too
    young. `ranks` are its places among all terms by each method. `shares` are [year, papers, papers of the corpus], `fan` [year,
    quantiles 10 25 50 75 90 of the share as a multiple of `share`]. `region_told` papers of the window name institutions, `region_local`
    of them one of the region; null: the corpus tells none.
    """

    run = models.ForeignKey(ForesightRun, models.CASCADE, related_name="candidates", verbose_name=_("run"))
    term = models.CharField(_("term of the papers"), max_length=300)
    name = models.CharField(_("Chinese name"), max_length=120, blank=True)
    rank = models.PositiveIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    chance = models.FloatField(_("probability"))
    chance_long = models.FloatField(_("probability over five years"), null=True)
    papers = models.PositiveIntegerField(_("papers"))
    share = models.FloatField(_("share of papers"))
    growth = models.FloatField(_("growth"), null=True)
    first_year = models.PositiveSmallIntegerField(_("first seen"))
    ranks = models.JSONField(default=dict)
    because = models.JSONField(default=dict)
    shares = models.JSONField(default=list)
    fan = models.JSONField(default=list)
    theme = models.PositiveIntegerField(_("theme"), null=True)
    papers_shown = models.JSONField(default=dict)
    region_told = models.PositiveIntegerField(null=True)
    region_local = models.PositiveIntegerField(null=True)
    patents = models.PositiveIntegerField(_("patents"), null=True)
    field = models.ForeignKey(
        "fields.Field", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("field")
    )
    field_chance = models.FloatField(_("how sure the field is"), null=True)
    field_by_hand = models.BooleanField(_("filed by hand"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=CandidateState, default=CandidateState.OPEN)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    note = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)

    unrecorded = ("shares", "fan", "papers_shown", "ranks", "because")

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["run", "rank"]
        constraints = [models.UniqueConstraint(fields=["run", "term"], name="candidate_once")]
        indexes = [models.Index(fields=["run", "rank"], name="candidate_rank")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language; the term where no Chinese name is given."""
        return in_language(self.name or self.term, self.term)
