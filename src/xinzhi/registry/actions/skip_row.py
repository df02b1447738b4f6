"""Leave a row of an import out."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.registry.models import ImportRow, ImportState, RowOutcome

from .check_import import counts_of
from .importing import expect


def skip_row(*, actor: Any, row: ImportRow, why: str = "") -> ImportRow:
    """The row, left out by hand; `repair_row` brings it back. Raises PermissionDenied, ValidationError when too late."""
    batch = row.batch
    require(actor, "registry.import", batch)
    with recorded("registry.skip_row", actor=actor, subject=batch, why=why) as change:
        expect(batch, ImportState.CHECKED)
        change.note(f"{row.line}", row.outcome, RowOutcome.SKIPPED.value)
        row.outcome = RowOutcome.SKIPPED
        row.save(update_fields=["outcome"])
        batch.counts = counts_of(batch)
        batch.save()
    return row
