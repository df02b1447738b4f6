"""Accept an import that somebody else brought: everything it says becomes public at once."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Job
from xinzhi.registry.models import ClaimState, Import, ImportState

from .importing import decide_statements, decided, expect


def accept_import(*, actor: Any, batch: Import, why: str = "", job: Job | None = None) -> Import:
    """The accepted import; entries show its values as far as the rule of choice says so. One transaction, one record.

    Statements of it that were decided one by one stay as they were decided. Raises PermissionDenied (nobody accepts what
    they brought), and ValidationError when it does not wait.
    """
    require(actor, "registry.decide", batch)
    with recorded("registry.accept_import", actor=actor, subject=batch, why=why) as change:
        expect(batch, ImportState.PROPOSED, job=job)
        count = decide_statements(batch, actor, why, was=(ClaimState.PROPOSED,), becomes=ClaimState.ACCEPTED)
        decided(batch, actor, ImportState.ACCEPTED, why)
        change.note("accepted", 0, count)
    return batch
