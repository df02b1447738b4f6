"""Take a file from a report that is still being written."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.plan.models import Evidence


def remove_evidence(*, actor: Any, evidence: Evidence) -> None:
    """Remove the link; the bytes stay in the store, and the record says what was removed.

    Raises PermissionDenied once the report has left the department.
    """
    report = evidence.report
    require(actor, "plan.edit_report", report)
    with recorded("plan.remove_evidence", actor=actor, subject=report) as change:
        change.note("evidence", {"name": evidence.name, "sha256": evidence.file.sha256}, None)
        evidence.delete()
