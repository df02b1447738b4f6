"""Put a file behind a report."""

import unicodedata
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.plan.models import Evidence, Report

_LONGEST = 255


def attach_evidence(*, actor: Any, report: Report, file: File, name: str, media_type: str = "") -> Evidence:
    """The evidence; the same bytes twice on one report are one piece (the first name stays).

    Raises PermissionDenied, and ValidationError for what `store_file` refuses.
    """
    require(actor, "plan.edit_report", report)
    with recorded("plan.attach_evidence", actor=actor, subject=report) as change:
        stored = store_file(actor=actor, file=file, media_type=media_type)
        evidence, made = Evidence.objects.get_or_create(
            report=report, file=stored, defaults={"name": shown_name(name), "added_by": actor}
        )
        if made:
            change.note("evidence", None, {"name": evidence.name, "sha256": stored.sha256, "size": stored.size})
    return evidence


def shown_name(name: str) -> str:
    """A file's name as its owner wrote it, brackets and all: without folders and characters that show nothing.

    At most 255 characters; a longer one loses the middle, not its ending.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .") or _("evidence")
    ending = PurePosixPath(plain).suffix[:20]
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - len(ending)] + ending
