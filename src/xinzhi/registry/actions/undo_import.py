"""Undo a whole import: the registers are as if it had not been, whatever came since stays."""

from typing import Any

from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job
from xinzhi.registry.models import ClaimState, Import, ImportState

from .importing import decide_statements, decided, expect, need_reason


def undo_import(*, actor: Any, batch: Import, why: str, job: Job | None = None) -> Import:
    """The undone import: all its statements are retracted, and the file can be brought in again.

    Entries show what other sources say of them; those of which nobody else speaks are withdrawn.
    Who brought it may take it back while it waits; once accepted, only the plan office undoes it. Raises
    PermissionDenied, and ValidationError without a reason, or when it has not been proposed.
    """
    require(actor, "registry.undo_import", batch)
    need_reason(why, _("Give a reason: the record keeps it."))
    with recorded("registry.undo_import", actor=actor, subject=batch, why=why) as change:
        expect(batch, ImportState.PROPOSED, ImportState.ACCEPTED, job=job)
        held = (ClaimState.PROPOSED, ClaimState.ACCEPTED)
        count = decide_statements(batch, actor, why, was=held, becomes=ClaimState.RETRACTED)
        decided(batch, actor, ImportState.UNDONE, why)
        change.note("retracted", 0, count)
    return batch
