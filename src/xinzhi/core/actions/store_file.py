"""Deposit the bytes of a file under their SHA-256."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from xinzhi.core.models import StoredFile

# What a browser might run if it were served back is never stored as such; everything is served as a download.
_REFUSED = (b"MZ", b"\x7fELF", b"#!")


def store_file(*, actor: Any, file: File, media_type: str = "") -> StoredFile:
    """The stored file with these bytes, deposited now unless the store already has them.

    The file is streamed: its size does not matter to memory. Raises ValidationError for an empty file, one
    over `MAX_UPLOAD_BYTES`, and a program.
    """
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in file.chunks():
        head = head or chunk[:4]
        digest.update(chunk)
        size += len(chunk)
        if size > settings.MAX_UPLOAD_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)d MB. Split it or reduce it."),
                params={"limit": settings.MAX_UPLOAD_BYTES // 1024**2},
                code="size",
            )
    if not size:
        raise ValidationError(_("The file is empty."), code="empty")
    if head.startswith(_REFUSED):
        raise ValidationError(_("Programs are not accepted. Deposit documents, tables or pictures."), code="program")
    stored, made = StoredFile.objects.get_or_create(
        sha256=digest.hexdigest(),
        defaults={"size": size, "media_type": media_type or "application/octet-stream", "created_by": actor},
    )
    if made or not default_storage.exists(stored.path):
        file.seek(0)
        default_storage.save(stored.path, file)
    return stored
