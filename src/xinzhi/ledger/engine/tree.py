"""A Merkle tree kept as tiles: appending batches, and proofs read from few tiles.

A tile holds up to 256 neighbouring hashes of one level; tiles of level L stand on the nodes of height 8·L (C2SP tlog-tiles).
Each is kept with the complete nodes above its hashes, row upon row, so that a proof looks hashes up instead of computing
them: n hashes, then n/2 nodes, n/4 … rounded down; 511 hashes (16,352 bytes) when it is full. Published is the first row.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from .verifier import EMPTY_ROOT, HASH_SIZE, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
# How many hashes stand in the first row of a kept tile of so many bytes: the rows' lengths add up to 2n less n's one bits.
_COUNT = {(2 * n - n.bit_count()) * HASH_SIZE: n for n in range(WIDTH + 1)}

# The bytes of a tile by (level, index). It raises KeyError for a tile that should be there and is not.
ReadTile = Callable[[int, int], bytes]


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """The leaf hashes of the entries, joined: 32 bytes each."""
    return b"".join([sha256(b"\x00" + e).digest() for e in entries])


def parents(row: bytes) -> bytes:
    """The hashes above a row of an even number of hashes."""
    return b"".join([sha256(b"\x01" + row[i : i + 64]).digest() for i in range(0, len(row), 64)])


def append(read: ReadTile, size: int, hashes: bytes) -> dict[tuple[int, int], bytes]:
    """The tiles that change when leaf hashes (joined, 32 bytes each) are added to a tree of `size` leaves.

    Only the last, partial tile of each level is read. Tiles are written whole; writing the same ones twice is harmless.
    """
    changed: dict[tuple[int, int], bytes] = {}
    level = 0
    while hashes:
        index, kept = divmod(size, WIDTH)
        above, at = [], 0
        while at < len(hashes):
            rows = _rows(read(level, index)) if kept else [b""] * (HEIGHT + 1)
            room = (WIDTH - kept) * HASH_SIZE
            _grow(rows, hashes[at : at + room])
            above.append(rows[HEIGHT])
            changed[level, index] = b"".join(rows)
            index, kept, at = index + 1, 0, at + room
        hashes, size, level = b"".join(above), size // WIDTH, level + 1
    return changed


def _rows(tile: bytes) -> list[bytes]:
    """The rows of a kept tile, from its hashes to the root above a full one."""
    count, at, rows = _COUNT[len(tile)], 0, []
    for height in range(HEIGHT + 1):
        end = at + (count >> height) * HASH_SIZE
        rows.append(tile[at:end])
        at = end
    return rows


def _grow(rows: list[bytes], fresh: bytes) -> None:
    rows[0] += fresh
    for height in range(HEIGHT):
        below = rows[height]
        rows[height + 1] += parents(below[2 * len(rows[height + 1]) : len(below) // 64 * 64])


def first_row(tile: bytes) -> bytes:
    """What is published of a kept tile: its hashes without the nodes above them."""
    return tile[: _COUNT[len(tile)] * HASH_SIZE]


def with_nodes(hashes: bytes) -> bytes:
    """A tile as it is kept, from what is published of it."""
    rows = [b""] * (HEIGHT + 1)
    _grow(rows, hashes)
    return b"".join(rows)


def node(read: ReadTile, height: int, index: int) -> bytes:
    """The hash of the perfect subtree of this height over the leaves from index·2^height on.

    Raises KeyError where the tree does not reach so far.
    """
    level, inside = divmod(height, HEIGHT)
    tile, place = divmod(index << inside, WIDTH)
    data = read(level, tile)
    count = _COUNT[len(data)]
    place >>= inside
    if place >= count >> inside:
        raise KeyError((level, tile))
    # the rows below: n + n/2 + … of so many rows is 2n less twice n/2^rows less the one bits shifted out
    above = count >> inside
    at = (2 * (count - above) - (count.bit_count() - above.bit_count()) + place) * HASH_SIZE
    return data[at : at + HASH_SIZE]


def subtree_root(read: ReadTile, start: int, end: int) -> bytes:
    """The root over the leaves from `start` up to `end`; `start` is a multiple of the next power of two of their number."""
    if start == end:
        return EMPTY_ROOT
    found = b""
    while end > start:  # perfect subtrees from the right, the smallest first
        height = ((end - start) & (start - end)).bit_length() - 1
        part = node(read, height, (end >> height) - 1)
        found = node_hash(part, found) if found else part
        end -= 1 << height
    return found


def root(read: ReadTile, size: int) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return subtree_root(read, 0, size)


def inclusion_proof(read: ReadTile, index: int, size: int) -> list[bytes]:
    """RFC 9162, 2.1.3.1: the hashes that lead from leaf `index` to the root of the first `size` leaves.

    Raises ValueError for an index outside the tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no entry {index} in a tree of {size}")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(subtree_root(read, middle, end))
            end = middle
        else:
            proof.append(subtree_root(read, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(read: ReadTile, old: int, new: int) -> list[bytes]:
    """RFC 9162, 2.1.4.1: the hashes that show that the tree of `new` leaves begins with that of `old`.

    Raises ValueError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"no proof leads from {old} to {new} entries")
    proof, start, end, whole = [], 0, new, True  # `whole`: the subtree begins where the old tree does
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(subtree_root(read, middle, end))
            end = middle
        else:
            proof.append(subtree_root(read, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(subtree_root(read, start, end))
    return proof[::-1]


def _split(width: int) -> int:
    """The largest power of two smaller than the width."""
    return 1 << (width - 1).bit_length() - 1


class MemoryTree:
    """A tree whose tiles lie in a dictionary: for tests, audits and measuring."""

    def __init__(self, tiles: Mapping[tuple[int, int], bytes] | None = None, size: int = 0) -> None:
        self.tiles, self.size = dict(tiles or {}), size

    def read(self, level: int, index: int) -> bytes:
        return self.tiles[level, index]

    def append(self, hashes: bytes) -> dict[tuple[int, int], bytes]:
        """Add leaf hashes (joined); the tiles that changed."""
        changed = append(self.read, self.size, hashes)
        self.tiles.update(changed)
        self.size += len(hashes) // HASH_SIZE
        return changed

    def root(self) -> bytes:
        return root(self.read, self.size)
