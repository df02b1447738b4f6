"""The addresses and bytes of C2SP tlog-tiles: what a log publishes as plain files."""

import re
from collections.abc import Callable, Iterator, Sequence

from .tree import WIDTH, ReadTile, with_nodes
from .verifier import HASH_SIZE

LONGEST_ENTRY = 0xFFFF
ENTRIES = -1  # stands for the level of the tiles that hold entries instead of hashes

# The bytes at an address of a published log. It raises OSError where there is nothing.
Fetch = Callable[[str], bytes]

_PATH = re.compile(r"tile/(entries|\d|[1-5]\d|6[0-3])/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?")


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """The address of a tile (or with `ENTRIES` of a bundle of entries) of `width` hashes or entries."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{'entries' if level == ENTRIES else level}/{'/'.join(groups)}{partial}"


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """(level, index, width) of an address; level is `ENTRIES` for a bundle. ValueError for one that is malformed."""
    match = _PATH.fullmatch(path)
    if not match:
        raise ValueError(f"not the address of a tile: {path}")
    level, groups, partial = match.groups()
    index = int(groups.replace("x", "").replace("/", ""))
    width = int(partial or WIDTH)
    found = ENTRIES if level == "entries" else int(level)
    if width > WIDTH or (partial and width == WIDTH) or tile_path(found, index, width) != path:
        raise ValueError(f"not the address of a tile: {path}")
    return found, index, width


def tiles_of(size: int, begin: int = 0) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every tile and entry bundle of a tree of `size` that one of `begin` leaves has not."""
    for level in (ENTRIES, *range(8)):
        shift = 8 * max(level, 0)
        count, old = size >> shift, begin >> shift
        if not count:
            return
        for index in range(old // WIDTH, -(-count // WIDTH)):
            width = min(WIDTH, count - index * WIDTH)
            if index * WIDTH + width > old:
                yield level, index, width


def encode_entries(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry after its length in two bytes, big-endian. ValueError for one that is too long."""
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError(f"an entry of {len(entry)} bytes is longer than {LONGEST_ENTRY}")
    return b"".join([part for e in entries for part in (len(e).to_bytes(2, "big"), e)])


def decode_entries(data: bytes) -> list[bytes]:
    """The entries of a bundle. ValueError for one that is cut off."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ValueError("the entry bundle is cut off")
        entries.append(data[at + 2 : end])
        at = end
    return entries


def reader(fetch: Fetch, size: int) -> ReadTile:
    """Tiles of a published log of `size` leaves, fetched by their address. Each is fetched once."""
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        if (level, index) not in kept:
            width = min(WIDTH, (size >> 8 * level) - index * WIDTH)
            data = fetch(tile_path(level, index, width))
            if len(data) != width * HASH_SIZE:
                raise ValueError(f"{tile_path(level, index, width)}: {len(data)} bytes instead of {width * HASH_SIZE}")
            kept[level, index] = with_nodes(data)
        return kept[level, index]

    return read
