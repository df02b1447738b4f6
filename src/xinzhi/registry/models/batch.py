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


class Import(Fact):
    """One file for one register. Source, day and confidence are those of all its rows.

    `mapping` is column heading to attribute ("" keeps the column without using it). `counts` are rows by outcome.
    """

    register = models.CharField(_("register"), max_length=30)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
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


class RowOutcome(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    BAD = "bad", _("to be repaired")
    DUPLICATE = "duplicate", _("stands twice in the file")
    SKIPPED = "skipped", _("left out by hand")


class ImportRow(models.Model):
    """One row as it stands in the file, what was repaired, what is wrong with it, and the statement it became.

    `cells` are the raw texts by column; `repairs` the texts that replace them; `problems` are
    {column, value, code, reason, params, remedy, level}; `values` the machine values by attribute.
    """

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(default=dict)
    repairs = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
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
