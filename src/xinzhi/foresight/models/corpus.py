"""Corpora, and what was computed on them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Bilingual, Fact, Stamped, StoredFile


class Corpus(Bilingual, Fact):
    """Dated papers, patents or grants in one Parquet file of the store; its digest is the file's SHA-256.

    `columns` says which columns hold the text and the date where their names do not. `as_of` is the day on which the collection was
    taken from its source.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    columns = models.JSONField(default=dict)
    documents = models.PositiveIntegerField(_("documents"))
    left_out = models.PositiveIntegerField(_("rows left out"), default=0)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))

    class Meta:
        verbose_name = _("corpus")
        verbose_name_plural = _("corpora")
        ordering = ["-created_at", "-pk"]


class ForesightRun(Stamped):
    """A corpus computed at an origin: what was known at the end of that year, and nothing later.

    `about`, `methods` and `themes` are the engine's own words (`engine.run.Run`); `terms` is the table of all terms alive at the
    origin, `digest` its digest: the same corpus and parameters give the same.
    """

    corpus = models.ForeignKey(Corpus, models.PROTECT, related_name="runs", verbose_name=_("corpus"))
    origin = models.PositiveSmallIntegerField(_("origin"))
    horizon = models.PositiveSmallIntegerField(_("years ahead"), default=2)
    most = models.PositiveIntegerField(_("candidates kept"), default=500)
    about = models.JSONField(default=dict)
    methods = models.JSONField(default=list)
    themes = models.JSONField(default=dict)
    terms = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    digest = models.CharField(_("digest"), max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)

    unrecorded = ("about", "themes")

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-origin", "-pk"]
        constraints = [models.UniqueConstraint(fields=["corpus", "origin", "horizon"], name="foresight_run_once")]

    def __str__(self) -> str:
        return f"{self.corpus.name} {self.origin} (+{self.horizon})"

    @property
    def title(self) -> str:
        """Corpus, origin and horizon in the reader's language."""
        return f"{self.corpus.label} {self.origin} (+{self.horizon})"
