"""The log's tiles and entries as they are read and published."""

from functools import lru_cache

from django.db import connection

from xinzhi.ledger.engine.tiles import ENTRIES, encode_entries, parse_tile_path
from xinzhi.ledger.engine.tree import HEIGHT, WIDTH, ReadTile, first_row
from xinzhi.ledger.engine.verifier import HASH_SIZE
from xinzhi.ledger.models import Checkpoint, Entry


def read_tiles(size: int) -> ReadTile:
    """A reader of the kept tiles of the log's first `size` entries. KeyError for one that is not there.

    What a tile holds never changes, it only gains hashes up to 256: once read it is good for every checkpoint that needs
    no more of it. So the last thousand or so stay in memory (16 MB).
    """
    return lambda level, index: _remembered(level, index, min(WIDTH, (size >> HEIGHT * level) - index * WIDTH))


def stored_tile(level: int, index: int) -> bytes:
    """The tile as the database has it now, also within the transaction that changes it. KeyError where there is none."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT data FROM ledger_tile WHERE level = %s AND "index" = %s', [level, index])
        found = cursor.fetchone()
    if found is None:
        raise KeyError((level, index))
    return bytes(found[0])


@lru_cache(maxsize=1024)
def _remembered(level: int, index: int, width: int) -> bytes:  # noqa: ARG001  a longer one is another answer
    return stored_tile(level, index)


def forget_tiles() -> None:
    """Forget the tiles in memory: for tests, whose databases come and go under one process."""
    _remembered.cache_clear()


def published(path: str) -> bytes:
    """The bytes at an address of C2SP tlog-tiles: the checkpoint, a tile, a bundle of entries.

    Raises FileNotFoundError for what is not an address of the log or lies beyond its last checkpoint.
    """
    if path == "checkpoint":
        return cosigned(_last(path)).encode()
    try:
        level, index, width = parse_tile_path(path)
    except ValueError:
        raise FileNotFoundError(path) from None
    size = _last(path).size
    count = size >> HEIGHT * max(level, 0)
    if index * WIDTH + width > count:
        raise FileNotFoundError(path)
    if level == ENTRIES:
        first = index * WIDTH
        rows = Entry.objects.filter(position__gte=first, position__lt=first + width).order_by("position")
        return encode_entries([s.encode() for s in rows.values_list("statement", flat=True)])
    return first_row(read_tiles(size)(level, index))[: width * HASH_SIZE]


def cosigned(checkpoint: Checkpoint) -> str:
    """The checkpoint's note with the lines of its witnesses."""
    return checkpoint.note + "".join(c.line for c in checkpoint.cosignatures.all())


def _last(path: str) -> Checkpoint:
    last = Checkpoint.objects.first()
    if last is None:
        raise FileNotFoundError(path)
    return last
