"""The log's tiles and entries as they are read and published."""

from xinzhi.ledger.engine.tiles import ENTRIES, encode_entries, parse_tile_path
from xinzhi.ledger.engine.tree import WIDTH, ReadTile, first_row
from xinzhi.ledger.engine.verifier import HASH_SIZE
from xinzhi.ledger.models import Checkpoint, Entry, Tile


def read_tiles() -> ReadTile:
    """A reader of kept tiles that asks the database for each once. KeyError for one that is not there."""
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        if (level, index) not in kept:
            found = Tile.objects.filter(level=level, index=index).values_list("data", flat=True).first()
            if found is None:
                raise KeyError((level, index))
            kept[level, index] = bytes(found)
        return kept[level, index]

    return read


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
    count = _last(path).size >> 8 * max(level, 0)
    if index * WIDTH + width > count:
        raise FileNotFoundError(path)
    if level == ENTRIES:
        first = index * WIDTH
        rows = Entry.objects.filter(position__gte=first, position__lt=first + width).order_by("position")
        return encode_entries([s.encode() for s in rows.values_list("statement", flat=True)])
    return first_row(read_tiles()(level, index))[: width * HASH_SIZE]


def cosigned(checkpoint: Checkpoint) -> str:
    """The checkpoint's note with the lines of its witnesses."""
    return checkpoint.note + "".join(c.line for c in checkpoint.cosignatures.all())


def _last(path: str) -> Checkpoint:
    last = Checkpoint.objects.first()
    if last is None:
        raise FileNotFoundError(path)
    return last
