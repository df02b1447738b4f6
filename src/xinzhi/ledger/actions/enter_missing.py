"""Enter what was recorded or deposited before the log existed."""

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from xinzhi.core.models import ActionRecord, StoredFile
from xinzhi.ledger.listen import action_entry, file_entry
from xinzhi.ledger.models import Entry, EntryKind, Opening

_BATCH = 500


def enter_missing() -> int:
    """How many actions and files were entered that the log did not have; each with the time at which it happened.

    It is the operator's (`xinzhi ledger append`): running it twice does no harm, and it may be stopped at any moment.
    """
    count = 0
    while found := _missing():
        with transaction.atomic():
            Entry.objects.bulk_create([entry for entry, _opening in found])
            Opening.objects.bulk_create([opening for _entry, opening in found])
        count += len(found)
    return count


def _missing() -> list[tuple[Entry, Opening]]:
    entered = Entry.objects.filter(record=OuterRef("pk"))
    records = ActionRecord.objects.filter(~Exists(entered)).order_by("pk")[:_BATCH]
    if found := [action_entry(r) for r in records]:
        return found
    kept = Entry.objects.filter(kind=EntryKind.FILE, subject_id=Cast(OuterRef("pk"), CharField(max_length=64)))
    return [file_entry(f) for f in StoredFile.objects.filter(~Exists(kept)).order_by("pk")[:_BATCH]]
