"""Put a file behind a report."""

from typing import Any

from django.core.files.base import File
from django.utils.text import get_valid_filename

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.plan.models import Evidence, Report


def attach_evidence(*, actor: Any, report: Report, file: File, name: str, media_type: str = "") -> Evidence:
    """The evidence; the same bytes twice on one report are one piece (the first name stays).

    Raises PermissionDenied, and ValidationError for what `store_file` refuses.
    """
    require(actor, "plan.edit_report", report)
    with recorded("plan.attach_evidence", actor=actor, subject=report) as change:
        stored = store_file(actor=actor, file=file, media_type=media_type)
        evidence, made = Evidence.objects.get_or_create(
            report=report, file=stored, defaults={"name": get_valid_filename(name)[:255], "added_by": actor}
        )
        if made:
            change.note("evidence", None, {"name": evidence.name, "sha256": stored.sha256, "size": stored.size})
    return evidence
