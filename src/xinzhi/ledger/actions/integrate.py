"""Integrate waiting entries into the tree and sign a checkpoint: the only place that gives an entry its number.

One transaction does it all, with the log's row locked: numbers, tiles and checkpoint are there together or not at all, and
two sequencers never give out the same number. A checkpoint can be seen by others only once it is committed, durably: a log
that signed a checkpoint and then lost its entries would have to fork.
"""

from collections.abc import Iterator
from itertools import groupby

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from xinzhi.ledger.engine import tree
from xinzhi.ledger.engine.notes import sign_checkpoint
from xinzhi.ledger.keys import signers
from xinzhi.ledger.models import Checkpoint, Entry, Log, Tile
from xinzhi.ledger.queries.tiles import stored_tile

BATCH = 20_000  # entries under one checkpoint: a second's work at most


def integrate(*, limit: int = BATCH) -> Checkpoint | None:
    """The checkpoint over all entries integrated so far, a new one if any waited; None for an empty log.

    Takes up to `limit` entries in the order of their ids among those committed. Raises ImproperlyConfigured for a key or a
    name of the log that does not fit, and whatever the database raises; then nothing has changed.
    """
    with transaction.atomic():
        require_durable()
        log = _locked_log()
        last = Checkpoint.objects.first()
        rows = list(Entry.objects.filter(position=None).order_by("id").values_list("id", "statement")[:limit])
        if not rows:
            return last
        size = last.size if last else 0
        hashes = tree.leaf_hashes(statement.encode() for _id, statement in rows)
        changed = tree.append(stored_tile, size, hashes)
        _write(changed, size, [pk for pk, _statement in rows])
        size += len(rows)
        root = tree.root(lambda level, index: changed.get((level, index)) or stored_tile(level, index), size)
        note = sign_checkpoint(log.origin, size, root, signers(log.origin))
        return Checkpoint.objects.create(size=size, note=note, at=timezone.now())


def integrate_all() -> Checkpoint | None:
    """Integrate until nothing waits; the last checkpoint."""
    while Entry.objects.filter(position=None).exists():
        integrate()
    return Checkpoint.objects.first()


def _locked_log() -> Log:
    """The log's row, locked to the end of the transaction (on SQLite the transaction holds the only write lock anyway)."""
    log, _made = Log.objects.get_or_create(pk=1, defaults={"origin": settings.LEDGER_ORIGIN})
    log = Log.objects.select_for_update().get(pk=log.pk)
    if log.origin != settings.LEDGER_ORIGIN:
        raise ImproperlyConfigured(
            f"XINZHI_LEDGER_ORIGIN is {settings.LEDGER_ORIGIN}, but this database holds the log {log.origin}. A log keeps "
            f"its name for life: set XINZHI_LEDGER_ORIGIN={log.origin}."
        )
    return log


def require_durable() -> None:
    """Commit only when the disk has it, so that no power cut takes back a checkpoint that others have seen."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit TO on")
        else:
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] < 2:  # FULL: the write-ahead log is flushed at each commit
                raise ImproperlyConfigured("SQLite must run with PRAGMA synchronous=FULL: a log must not lose commits.")


def _write(changed: dict[tuple[int, int], bytes], size: int, ids: list[int]) -> None:
    Tile.objects.bulk_create(
        [Tile(level=level, index=index, data=data) for (level, index), data in changed.items()],
        update_conflicts=True,
        unique_fields=["level", "index"],
        update_fields=["data"],
        batch_size=200,
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_entry SET position = id + %s WHERE id BETWEEN %s AND %s",
            [(size - shift, first, last) for shift, first, last in _runs(ids)],
        )


def _runs(ids: list[int]) -> Iterator[tuple[int, int, int]]:
    """(first id less its place in the list, first, last) of each run of neighbouring ids: mostly one for a batch."""
    for shift, run in groupby(enumerate(ids), lambda numbered: numbered[1] - numbered[0]):
        members = [pk for _place, pk in run]
        yield shift, members[0], members[-1]
