"""Read a published log (a folder of tiles, or an address) and say whether it is what its checkpoint signs."""

from collections.abc import Callable, Iterator, Sequence

from .tiles import ENTRIES, Fetch, decode_entries, reader, tile_path
from .tree import WIDTH, MemoryTree, consistency_proof, leaf_hashes
from .verifier import Checkpoint, Refused, VerifierKey, require_extends


def read_checkpoint(fetch: Fetch, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The log's published checkpoint, its signature verified. Raises Refused and OSError."""
    checkpoint = Checkpoint.parse(fetch("checkpoint").decode("utf-8"))
    checkpoint.require_signature(keys)
    return checkpoint


def entries_of(fetch: Fetch, size: int) -> Iterator[bytes]:
    """The entries of a published log in their order. Raises Refused("dropped") where some are missing."""
    for index in range(-(-size // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        path = tile_path(ENTRIES, index, width)
        found = decode_entries(fetch(path))
        if len(found) != width:
            first = index * WIDTH
            text = f"{path}: {len(found)} entries where the log had {width} (numbers {first} to {first + width - 1})."
            raise Refused("dropped", text + " An entry was dropped or added.")
        yield from found


def audit(fetch: Fetch, keys: Sequence[VerifierKey], each: Callable[[int, bytes], None] | None = None) -> Checkpoint:
    """The verified checkpoint of a published log whose every entry was read and hashed again.

    Raises Refused: key, signature, note (the checkpoint), dropped (an entry is missing or moved), changed (an entry is not
    the one that was signed; its number is in the text), root (the tiles too were rewritten).
    """
    checkpoint = read_checkpoint(fetch, keys)
    tree = MemoryTree()
    batch: list[bytes] = []
    for index, entry in enumerate(entries_of(fetch, checkpoint.size)):
        if each:
            each(index, entry)
        batch.append(entry)
        if len(batch) == 64 * WIDTH:
            tree.append(leaf_hashes(batch))
            batch.clear()
    tree.append(leaf_hashes(batch))
    if tree.root() != checkpoint.root:
        raise _difference(fetch, tree, checkpoint)
    return checkpoint


def _difference(fetch: Fetch, tree: MemoryTree, checkpoint: Checkpoint) -> Refused:
    """What differs: the first entry that is not the one whose hash the tiles hold."""
    published = reader(fetch, checkpoint.size)
    for tile in range(-(-checkpoint.size // WIDTH)):
        ours, theirs = tree.read(0, tile), published(0, tile)
        for place in range(min(WIDTH, checkpoint.size - tile * WIDTH)):
            at = slice(32 * place, 32 * place + 32)
            if ours[at] != theirs[at]:
                number = tile * WIDTH + place
                if ours[at] == theirs[at.stop : at.stop + 32]:
                    text = f"Entry {number} was dropped: in its place stands the one that had number {number + 1}."
                    return Refused("dropped", text)
                return Refused("changed", f"Entry {number} was changed: its bytes are not those that were signed.")
    return Refused(
        "root", f"The {checkpoint.size} entries are not those that the checkpoint signs: the log was rewritten."
    )


def require_growth(fetch: Fetch, old: Checkpoint, new: Checkpoint) -> list[bytes]:
    """The proof, from the log's own tiles, that it only grew from one checkpoint to the other. Raises Refused."""
    if not 0 < old.size < new.size:
        require_extends(old, new, [])
        return []
    proof = consistency_proof(reader(fetch, new.size), old.size, new.size)
    require_extends(old, new, proof)
    return proof
