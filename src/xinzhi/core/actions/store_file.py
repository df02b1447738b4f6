"""Deposit the bytes of a file under their SHA-256."""

import hashlib
import os
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from xinzhi.core.models import StoredFile

# What a browser might run if it were served back is never stored as such; everything is served as a download.
_REFUSED = (b"MZ", b"\x7fELF", b"#!")
_LEFT_OVER = 24 * 60 * 60  # seconds after which a file that never arrived whole is swept away


def store_file(
    *, actor: Any, file: File, media_type: str = "", limit: int | None = None, any_kind: bool = False
) -> StoredFile:
    """The stored file with these bytes, deposited now unless the store already has them.

    The file is streamed once into the store, hashed on the way, and takes its name only when it is whole and on the
    disk: its size does not matter to memory, and a kill leaves no half file under a digest. `limit` is in bytes
    (`MAX_UPLOAD_BYTES` by default); `any_kind` takes programs too, for data that is kept as it is. Raises
    ValidationError for an empty file, one over the limit, and a program.
    """
    incoming = _incoming()
    try:
        digest, size = _receive(file, incoming, settings.MAX_UPLOAD_BYTES if limit is None else limit, any_kind)
        place = Path(default_storage.path(f"{digest[:2]}/{digest[2:4]}/{digest}"))
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            incoming.replace(place)
            _flush_folder(place.parent)
    finally:
        incoming.unlink(missing_ok=True)
    stored, _made = StoredFile.objects.get_or_create(
        sha256=digest,
        defaults={"size": size, "media_type": media_type or "application/octet-stream", "created_by": actor},
    )
    return stored


def _incoming() -> Path:
    folder = Path(default_storage.path("incoming"))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - _LEFT_OVER:
            old.unlink(missing_ok=True)
    return folder / secrets.token_hex(16)


def _receive(file: File, place: Path, limit: int, any_kind: bool) -> tuple[str, int]:
    """Write the file there, whole and flushed; its SHA-256 and size."""
    digest, size = hashlib.sha256(), 0
    with place.open("xb") as out:
        for chunk in file.chunks():
            if not size and chunk.startswith(_REFUSED) and not any_kind:
                raise ValidationError(
                    _("Programs are not accepted. Deposit documents, tables or pictures."), code="program"
                )
            size += len(chunk)
            if size > limit:
                raise ValidationError(
                    _("The file is larger than %(limit)d MB. Split it or reduce it."),
                    params={"limit": limit // 1024**2},
                    code="size",
                )
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise ValidationError(_("The file is empty."), code="empty")
    return digest.hexdigest(), size


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
