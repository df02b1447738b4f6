"""What enters the log by itself: every recorded action and every deposited file, in the transaction that makes it."""

from typing import Any

from django.db.models.signals import post_save

from xinzhi.core.action import action_recorded
from xinzhi.core.models import ActionRecord, StoredFile

from .models import Entry, EntryKind, Opening
from .statements import make_entry, record_content


def connect() -> None:
    """Begin to listen; called once when Django is ready."""
    action_recorded.connect(_on_action, dispatch_uid="ledger.action")
    post_save.connect(_on_file, sender=StoredFile, dispatch_uid="ledger.file")


def _on_action(record: ActionRecord, **_kwargs: Any) -> None:
    _save(action_entry(record))


def _on_file(instance: StoredFile, created: bool, raw: bool, **_kwargs: Any) -> None:
    if created and not raw:
        _save(file_entry(instance))


def _save(pair: tuple[Entry, Opening]) -> None:
    for row in pair:
        row.save()


def action_entry(record: ActionRecord) -> tuple[Entry, Opening]:
    """The entry of a recorded action, not yet saved."""
    return make_entry(
        kind=EntryKind.ACTION,
        subject_kind=record.subject_type,
        subject_id=record.subject_id,
        at=record.at,
        actor_id=record.actor_id,
        content=record_content(record),
        verb=record.verb,
        record=record,
        simulated=record.simulated,
    )


def file_entry(stored: StoredFile) -> tuple[Entry, Opening]:
    """The entry of a deposited file, not yet saved."""
    return make_entry(
        kind=EntryKind.FILE,
        subject_kind="core.storedfile",
        subject_id=str(stored.pk),
        at=stored.created_at,
        actor_id=stored.created_by_id,
        content_sha256=stored.sha256,
    )
