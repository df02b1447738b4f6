"""Deposit a record of research work, or a new version of one."""

import datetime as dt
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.core.models import StoredFile, User
from xinzhi.integrity.models import RecordKind, RecordSpace, RecordVersion, ResearchRecord
from xinzhi.ledger.actions import enter


@dataclass(frozen=True, slots=True)
class Description:
    """What a deposit says of the work: its kind, a title, the day it was done, the instrument if any."""

    kind: str
    title: str
    happened_on: dt.date
    instrument: str = ""


def deposit_record(
    *,
    actor: Any,
    space: RecordSpace,
    file: File,
    name: str,
    description: Description,
    record: ResearchRecord | None = None,
    source_path: str = "",
    note: str = "",
    client_time: dt.datetime | None = None,
    author: User | None = None,
    media_type: str = "",
    limit: int | None = None,
) -> RecordVersion:
    """The new version: of `record`, of the space's record at `source_path` where there is one, else of a new record.

    What is already the record's current version, bytes and description alike (at a path the bytes alone), is given back and
    nothing is written: a deposit may be sent again. A record at a path keeps the words people gave it. The file is streamed (`store_file`);
    `limit` in bytes, by default that of the browser. Raises PermissionDenied (leaders and members) and ValidationError: a
    description with something missing or a day to come, a record that was withdrawn, and what `store_file` refuses.
    """
    require(actor, "integrity.deposit", record or space)
    if record is not None and record.space_id != space.pk:
        raise ValidationError(_("The record belongs to another project."), code="space")
    description, source_path = _checked(description), _plain(source_path)[:600]
    stored = store_file(actor=actor, file=file, media_type=media_type, limit=limit, any_kind=True)
    with transaction.atomic():
        RecordSpace.objects.select_for_update().get(pk=space.pk)  # two deposits at once take their numbers in turn
        found = _found(space, record, source_path)
        current = found.current if found else None
        by_path = found is not None and record is None
        if current is not None and current.file_id == stored.pk and (by_path or _says(current) == description):
            return current
        if current is not None and by_path:
            description = Description(current.kind, current.title, description.happened_on, current.instrument)
        if found is not None and found.withdrawn_at is not None:
            raise ValidationError(_("The record is withdrawn: deposit a new one."), code="withdrawn")
        subject = found or ResearchRecord(
            space=space, author=author or actor, source_path=source_path, simulated=space.simulated
        )
        with recorded("integrity.deposit_record", actor=actor, subject=subject, new=found is None) as change:
            version = _written(subject, current, stored, description)
            version.name, version.note, version.client_time = shown_name(name), _plain(note)[:1000], client_time
            version.deposited_by = actor
            version.save()
            subject.current = version
            subject.save(update_fields=["current"])
            change.note("version", None, {"number": version.number, "sha256": stored.sha256, "size": stored.size})
            enter(actor=actor, subject=version, content=statement(version), simulated=subject.simulated)
    return version


def statement(version: RecordVersion) -> dict[str, Any]:
    """What the log fixes of a version: hashes and times that an auditor may see under an embargo too, no words."""
    return {
        "client_time": version.client_time,
        "deposited_at": version.deposited_at,
        "happened_on": version.happened_on,
        "kind": version.kind,
        "project": version.record.space.project.key,
        "record": version.record_id,
        "sha256": version.file.sha256,
        "size": version.file.size,
        "version": version.number,
    }


def shown_name(name: str) -> str:
    """A file's name without folders and characters that show nothing, at most 255 characters, its ending kept."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip() or _("record")
    return plain if len(plain) <= 255 else plain[:200] + plain[-55:]


def _checked(given: Description) -> Description:
    problems: dict[str, str] = {}
    if given.kind not in RecordKind.values:
        problems["kind"] = _("There is no such kind of record.")
    if not _plain(given.title):
        problems["title"] = _("Give the record a title.")
    if given.happened_on > timezone.localdate():
        problems["happened_on"] = _("The work cannot have been done on a day to come.")
    if problems:
        raise ValidationError(problems)
    return Description(given.kind, _plain(given.title)[:300], given.happened_on, _plain(given.instrument)[:200])


def _plain(text: str) -> str:
    """The text without characters that show nothing; lines stay."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def _found(space: RecordSpace, record: ResearchRecord | None, source_path: str) -> ResearchRecord | None:
    rows = ResearchRecord.objects.select_related("current", "space__project").filter(space=space)
    if record is not None:
        return rows.get(pk=record.pk)
    return rows.filter(source_path=source_path).first() if source_path else None


def _says(version: RecordVersion) -> Description:
    return Description(version.kind, version.title, version.happened_on, version.instrument)


def _written(
    subject: ResearchRecord, current: RecordVersion | None, stored: StoredFile, description: Description
) -> RecordVersion:
    """The record with its new description saved, and its next version, not yet saved."""
    said = asdict(description)
    for field, value in said.items():
        setattr(subject, field, value)
    subject.save()
    number = current.number + 1 if current else 1
    return RecordVersion(record=subject, number=number, file=stored, supersedes=current, **said)
