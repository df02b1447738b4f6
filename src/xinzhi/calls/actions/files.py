"""Put a file into an application, or take one out."""

import unicodedata
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from xinzhi.calls.engine.schema import fields_of
from xinzhi.calls.models import Application, ApplicationFile
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file

from .unchanged import require_unchanged

MOST_FILES = 10
_LONGEST = 255


def attach_file(
    *, actor: Any, application: Application, slot: str, file: File, name: str, media_type: str = ""
) -> ApplicationFile:
    """The file in its place in the form («section.field»); the same bytes twice in one place are one file.

    Raises PermissionDenied, and ValidationError: a place that takes no files or is full, what `store_file` refuses.
    """
    require(actor, "calls.edit_application", application)
    field = next(
        (f for s, n, f in fields_of(application.form.schema) if f"{s}.{n}" == slot and f["x-type"] == "files"), None
    )
    if field is None:
        raise ValidationError(_("The form has no such place for files."), code="slot")
    with recorded("calls.attach_file", actor=actor, subject=application) as change:
        require_unchanged(application)
        if application.files.filter(slot=slot).count() >= field.get("x-most", MOST_FILES):
            raise ValidationError(_("There are as many files here as there may be."), code="count")
        stored = store_file(actor=actor, file=file, media_type=media_type)
        piece, made = ApplicationFile.objects.get_or_create(
            application=application, slot=slot, file=stored, defaults={"name": shown_name(name), "added_by": actor}
        )
        if made:
            application.save(update_fields=["updated_at"])
            change.note("file", None, {"slot": slot, "sha256": stored.sha256, "size": stored.size})
    return piece


def remove_file(*, actor: Any, piece: ApplicationFile) -> None:
    """Take the file out of the application; its bytes stay in the store. Raises PermissionDenied."""
    application = piece.application
    require(actor, "calls.edit_application", application)
    with recorded("calls.remove_file", actor=actor, subject=application) as change:
        require_unchanged(application)
        change.note("file", {"slot": piece.slot, "sha256": piece.file.sha256}, None)
        piece.delete()
        application.save(update_fields=["updated_at"])


def shown_name(name: str) -> str:
    """A file's name as its owner wrote it, without folders and characters that show nothing; at most 255 characters."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .") or _("file")
    ending = PurePosixPath(plain).suffix[:20]
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - len(ending)] + ending
