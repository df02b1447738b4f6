"""Propose the rows of an import: they wait, unseen, for a second person."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job
from xinzhi.registry.imports import provenance_for
from xinzhi.registry.models import Import, ImportPolicy, ImportRow, ImportState, RowOutcome
from xinzhi.registry.registers import BY_KEY
from xinzhi.registry.values import References

from .check_import import CHUNK, Progress
from .importing import expect
from .record_many import Word, record_many


def propose_import(
    *,
    actor: Any,
    batch: Import,
    policy: str,
    why: str = "",
    progress: Progress | None = None,
    job: Job | None = None,
) -> Import:
    """The import, waiting for a second person; each row that says something new is a statement of its source.

    With the policy «all» every row must be good, repaired or left out by hand; with «good» the others are left aside
    and stay in the import with their reasons. One transaction, one record. Raises PermissionDenied, and ValidationError:
    another state, rows to repair, nothing to propose, no such policy.
    """
    require(actor, "registry.import", batch)
    if policy not in ImportPolicy.values:
        raise ValidationError({"policy": _("Choose what is proposed.")})
    register, refs = BY_KEY[batch.register], References.load()
    with recorded("registry.propose_import", actor=actor, subject=batch, why=why) as change:
        expect(batch, ImportState.CHECKED, job=job)
        if policy == ImportPolicy.ALL and (bad := batch.counts.get(RowOutcome.BAD, 0)):
            text = _("%(n)d rows must be repaired or left out first. Or propose the good rows only.")
            raise ValidationError({"policy": text % {"n": bad}})
        if not batch.rows_to_take:
            raise ValidationError(_("No row says anything new: there is nothing to propose."), code="nothing")
        done = 0
        for rows in _chunks(batch):
            words = [Word(r.key, r.values, provenance_for(batch, r.provenance)) for r in rows]
            written = record_many(
                register, words, actor=actor, origin=batch.origin, accepted=False, why=why or str(batch), refs=refs
            )
            for row in rows:
                row.statement_id = written.statements.get(row.key)
            ImportRow.objects.bulk_update(rows, ["statement"], batch_size=CHUNK)
            done += len(rows)
            if progress is not None:
                progress(done, batch.rows_to_take)
        batch.state, batch.policy = ImportState.PROPOSED, policy
        batch.save()
        change.note("statements", 0, done)
    return batch


def _chunks(batch: Import) -> Iterator[list[ImportRow]]:
    taken = batch.rows.filter(outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED])
    lines = taken.values_list("line", flat=True).order_by("line")
    wanted = iter(list(lines))
    while chunk := list(islice(wanted, CHUNK)):
        yield list(taken.filter(line__gte=chunk[0], line__lte=chunk[-1]))
