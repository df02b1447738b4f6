"""Editions of the dynamic list of future technologies, and how they came out."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinzhi.core.formats import in_language
from xinzhi.core.models import Bilingual, Stamped, StoredFile
from xinzhi.foresight.engine.rings import Rules, read_rules
from xinzhi.foresight.workflows import EDITION, OPEN

from .candidate import Candidate
from .corpus import Corpus, ForesightRun


class ForesightEdition(Bilingual, Stamped):
    """One edition: the run it rests on, the rules as they stood, and from its submission on its two bundles with their digests.

    `retrospective`: made when later years were already in the corpus, with the knowledge of its origin only; such editions have
    numbers of their own and are no part of the running list. `baselines` are what each other method would have listed of the same
    length; `baselines_public` of the length of the public version.
    """

    number = models.PositiveSmallIntegerField(_("edition"))
    run = models.ForeignKey(ForesightRun, models.PROTECT, related_name="editions", verbose_name=_("run"))
    state = models.CharField(_("state"), max_length=9, choices=EDITION.choices, default="draft")
    retrospective = models.BooleanField(_("made in hindsight"), default=False)
    summary = models.TextField(_("introduction"), blank=True)
    inside_note = models.TextField(_("internal note"), blank=True)
    rules_text = models.TextField(_("rules"))
    before = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    baselines = models.JSONField(default=dict)
    baselines_public = models.JSONField(default=dict)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    bundle = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    inside_digest = models.CharField(_("digest of the internal version"), max_length=64, blank=True)
    inside_bundle = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    unrecorded = ("rules_text", "baselines", "baselines_public", "inside_note")

    class Meta:
        verbose_name = _("edition of the list")
        verbose_name_plural = _("editions of the list")
        ordering = ["simulated", "retrospective", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["simulated", "retrospective"], condition=Q(state__in=OPEN), name="foresight_one_open"
            ),
            models.UniqueConstraint(
                fields=["simulated", "retrospective", "number"],
                condition=~Q(state="discarded"),
                name="foresight_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.run.origin} ({self.number})"

    @property
    def title(self) -> str:
        """Name, origin and number in the reader's language."""
        return f"{self.label} {self.run.origin} ({self.number})"

    @cached_property
    def rules(self) -> Rules:
        """The rules as they stood when it was drafted."""
        return read_rules(self.rules_text.encode())

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ListEntry(models.Model):
    """A technology on an edition. `proposed` is the rule's ring, `why` the reason where `ring` is another one.

    `ring_before`, `rank_before` and `chance_before` are its ring, rank and probability on the last edition, "" where it is new; `move_reason` says in words why it moved. What is not
    `is_public` stands in the internal version only.
    """

    edition = models.ForeignKey(ForesightEdition, models.CASCADE, related_name="entries")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="entries", verbose_name=_("candidate"))
    position = models.PositiveIntegerField(_("place on the list"))
    field = models.ForeignKey("fields.Field", models.SET_NULL, null=True, blank=True, related_name="+")
    ring = models.CharField(_("ring"), max_length=40)
    proposed = models.CharField(_("proposed by the rule"), max_length=40)
    conditions = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    why = models.CharField(_("reason for another ring"), max_length=500, blank=True)
    statement = models.CharField(_("what it is and why it is listed"), max_length=500, blank=True)
    inside_note = models.CharField(_("internal note"), max_length=500, blank=True)
    is_public = models.BooleanField(_("in the public version"), default=True)
    ring_before = models.CharField(max_length=40, blank=True)
    rank_before = models.PositiveIntegerField(null=True)
    chance_before = models.FloatField(null=True)
    move_reason = models.CharField(_("reason of the move"), max_length=500, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("entry of the list")
        verbose_name_plural = _("entries of the list")
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "candidate"], name="entry_once")]

    def __str__(self) -> str:
        return self.candidate.label

    @property
    def is_new(self) -> bool:
        return bool(self.edition.before_id) and not self.ring_before


class ExitReason(models.TextChoices):
    RANK = "rank", _("others are ahead of it now")
    REJECTED = "rejected", _("rejected by a person")
    MERGED = "merged", _("merged into another technology")
    GONE = "gone", _("too few papers in the last years")
    OUT = "out", _("taken out by hand")


class ListExit(models.Model):
    """A technology of the last edition that is no longer on this one, and why. `rank` is its rank now, where it has one."""

    edition = models.ForeignKey(ForesightEdition, models.CASCADE, related_name="exits")
    entry = models.ForeignKey(ListEntry, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=8, choices=ExitReason)
    rank = models.PositiveIntegerField(_("rank now"), null=True)
    why = models.CharField(_("in words"), max_length=500, blank=True)
    simulated = models.BooleanField(_("simulated"), default=False)

    class Meta:
        verbose_name = _("technology no longer listed")
        verbose_name_plural = _("technologies no longer listed")
        ordering = ["edition", "entry__position"]
        constraints = [models.UniqueConstraint(fields=["edition", "entry"], name="exit_once")]

    def __str__(self) -> str:
        return str(self.entry)

    @property
    def label(self) -> str:
        return in_language(self.entry.candidate.name or self.entry.candidate.term, self.entry.candidate.term)


class EditionScore(Stamped):
    """How an edition came out after some years, by a later corpus: hits of the list and of every baseline (`engine.hits.as_dict`).

    `result` has the whole list, `result_public` the public version with baselines of its length.
    """

    edition = models.ForeignKey(ForesightEdition, models.CASCADE, related_name="scores")
    horizon = models.PositiveSmallIntegerField(_("years after"))
    corpus = models.ForeignKey(Corpus, models.PROTECT, related_name="+", verbose_name=_("judged by"))
    result = models.JSONField(default=dict)
    result_public = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)

    unrecorded = ("result", "result_public")

    class Meta:
        verbose_name = _("hit rate")
        verbose_name_plural = _("hit rates")
        ordering = ["edition", "horizon", "-pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "horizon", "corpus"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.edition_id}: +{self.horizon}"
