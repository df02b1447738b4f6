"""Read every row of an import and say what would become of it. Nothing reaches a register."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job
from xinzhi.core.tabular import Row, Table
from xinzhi.registry.engine.tabular import TableError
from xinzhi.registry.imports import Checker, Fate, open_batch, sheet_of
from xinzhi.registry.imports.known import known_entries
from xinzhi.registry.imports.reading import Sheet, unreadable
from xinzhi.registry.models import Import, ImportRow, ImportState
from xinzhi.registry.registers import BY_KEY

from .importing import expect

CHUNK = 500
Progress = Callable[[int, int], None]


def check_import(*, actor: Any, batch: Import, progress: Progress | None = None, job: Job | None = None) -> Import:
    """The checked import: a row for each line of the file that says anything, with outcome, problems and changes.

    Rows are kept as they are read, 500 at a time; only the end is one recorded step, so that a check that was stopped
    or failed leaves the import as it was uploaded. Checking again begins from the file, without repairs made by hand.
    `progress` is told rows done and the size of the whole, and may raise to stop. Raises PermissionDenied, and
    ValidationError: another state, or a file that breaks off.
    """
    require(actor, "registry.import", batch)
    with transaction.atomic():
        expect(batch, ImportState.UPLOADED, ImportState.CHECKED, job=job)
        batch.rows.all().delete()
        batch.state, batch.counts = ImportState.UPLOADED, {}
        batch.save()
    register = BY_KEY[batch.register]
    with open_batch(batch) as table:
        sheet = sheet_of(batch, table)
        known = known_entries(register, sheet.schema, sheet.mapping.attributes)
        checker = Checker(register, sheet, known)
        try:
            _keep(batch, _fates(table, sheet, checker), progress)
        except TableError as error:
            raise unreadable(error) from error
    with recorded("registry.check_import", actor=actor, subject=batch):
        batch.state, batch.counts = ImportState.CHECKED, counts_of(batch)
        batch.save()
    if not batch.counts:
        raise ValidationError({"file": _("The file holds no row.")}, code="empty")
    return batch


def counts_of(batch: Import) -> dict[str, int]:
    """Rows by outcome, as they stand now."""
    return dict(batch.rows.order_by().values_list("outcome").annotate(n=Count("pk")))


def _fates(table: Table, sheet: Sheet, checker: Checker) -> Iterator[tuple[Row, dict[str, str], Fate]]:
    for row in table.rows():
        if not row.is_blank and (fate := checker.check(sheet.widen(row))) is not None:
            yield row, sheet.cells(row), fate


def _keep(batch: Import, rows: Iterator[tuple[Row, dict[str, str], Fate]], progress: Progress | None) -> None:
    """Write the rows in chunks; the whole is not known before the end, so progress is told of what was done."""
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        made = [
            ImportRow(
                batch=batch,
                line=row.line,
                cells=cells,
                outcome=fate.outcome,
                key=fate.key[:120],
                values=fate.values,
                provenance=fate.provenance,
                problems=fate.problems,
                changes=fate.changes,
            )
            for row, cells, fate in chunk
        ]
        ImportRow.objects.bulk_create(made, batch_size=CHUNK)
        done += len(made)
        if progress is not None:
            progress(done, 0)
