"""A file that somebody brings in, with the fate of every row of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from xinzhi.core.models import Fact, Job, StoredFile

from .claim import Confidence
from .statement import Statement


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("uploaded")
    CHECKED = "checked", _("checked")
    PROPOSED = "proposed", _("waiting for a second person")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    UNDONE = "undone", _("undone")


class ImportPolicy(models.TextChoices):
    ALL = "all", _("only when every row is good")
    GOOD = "good", _("the good rows, without the others")


class Import(Fact):
    """One file for one register. Source, day and confidence are those of every row that gives none of its own.

    `columns` are {index, letter, heading, name, examples, attribute, confidence, ground, rival} as the file was read
    and the proposal was made; `mapping` is column name to attribute ("" keeps the column without using it);
    `constants` are texts for attributes without a column, the same for all rows; `counts` are rows by outcome;
    `notices` are what was odd about the file as a whole, in the form of a row's problems.
    """

    register = models.CharField(_("register"), max_length=30)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    notices = models.JSONField(default=list)
    policy = models.CharField(_("what is proposed"), max_length=4, choices=ImportPolicy, blank=True)
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence, default=Confidence.REPORT)
    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.UPLOADED)
    counts = models.JSONField(_("rows"), default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def origin(self) -> str:
        """How its statements say where they came in."""
        return f"import:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a second person."""
        return self.state == ImportState.PROPOSED

    @property
    def is_in_work(self) -> bool:
        """Whether who brought it may still change its rows."""
        return self.state in {ImportState.UPLOADED, ImportState.CHECKED}

    @property
    def rows_to_take(self) -> int:
        """How many rows would say something new."""
        return int(self.counts.get(RowOutcome.NEW, 0)) + int(self.counts.get(RowOutcome.CHANGED, 0))


class RowOutcome(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    BAD = "bad", _("to be repaired")
    DUPLICATE = "duplicate", _("stands twice in the file")
    SKIPPED = "skipped", _("left out by hand")


class ImportRow(models.Model):
    """One row as it stands in the file, what was repaired, what is wrong with it, and the statement it became.

    `cells` are the raw texts by column, empty ones left out; `repairs` the texts that replace them, those of
    attributes without a column under «@attribute»; `problems` as `imports.stored` writes them; `values` the machine
    values by attribute, of rows that say something new; `provenance` what the row says of its own origin; `changes`
    are {name, before, after}; `key` that of the entry it meets or would make.
    """

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(default=dict)
    repairs = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    outcome = models.CharField(_("outcome"), max_length=9, choices=RowOutcome, default=RowOutcome.NEW)
    key = models.CharField(_("key"), max_length=120, blank=True)
    changes = models.JSONField(default=list)
    statement = models.ForeignKey(Statement, models.SET_NULL, null=True, blank=True, related_name="import_rows")

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["line"]
        indexes = [models.Index(fields=["batch", "outcome", "line"], name="import_row_outcome")]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"
