"""Reject an import that somebody else brought, with a reason."""

from typing import Any

from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job
from xinzhi.registry.models import ClaimState, Import, ImportState

from .importing import decide_statements, decided, expect, need_reason


def reject_import(*, actor: Any, batch: Import, why: str, job: Job | None = None) -> Import:
    """The rejected import; none of it is shown, and who brought it is told why. New entries are withdrawn.

    Raises PermissionDenied, and ValidationError without a reason or when it does not wait.
    """
    require(actor, "registry.decide", batch)
    need_reason(why, _("Give a reason: who brought this reads it."))
    with recorded("registry.reject_import", actor=actor, subject=batch, why=why) as change:
        expect(batch, ImportState.PROPOSED, job=job)
        count = decide_statements(batch, actor, why, was=(ClaimState.PROPOSED,), becomes=ClaimState.REJECTED)
        decided(batch, actor, ImportState.REJECTED, why)
        change.note("rejected", 0, count)
    return batch
