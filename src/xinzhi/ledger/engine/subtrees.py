"""Proofs about a part of a tree: the leaves from `start` up to `end` (draft-ietf-plants-merkle-tree-certs, section 4).

The log itself proves from its beginning on; these serve those who check other logs with this engine.
"""

from collections.abc import Sequence

from .verifier import EMPTY_ROOT, Refused, replay, same_root, verify_inclusion


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise Refused unless the leaf hash stands at `index` in the subtree with this root.

    Codes: subtree (there is none with these ends), index, and those of `verify_inclusion`.
    """
    _valid(start, end)
    if not start <= index < end:
        raise Refused("index", f"There is no entry {index} among those from {start} up to {end}.")
    verify_inclusion(index - start, end - start, leaf, proof, root)


def verify_subtree_consistency(
    start: int, end: int, size: int, proof: Sequence[bytes], root1: bytes, root2: bytes
) -> None:
    """Raise Refused unless the subtree with `root1` is part of the tree of `size` leaves with `root2`.

    Codes: subtree, size, hash-length, proof-length, root, old-root.
    """
    _valid(start, end)
    if end > size:
        raise Refused("size", f"The subtree ends at {end}, beyond the tree of {size} entries.")
    if start == end or (start, end) == (0, size):
        if proof:
            raise Refused("proof-length", "An empty or whole tree needs no proof, yet there is one.")
        if start == end and root1 != EMPTY_ROOT:
            raise Refused("old-root", "The root of the empty tree is wrong.")
        if start != end:
            same_root(root1, root2, f"Two different roots are claimed for {size} entries.")
        return
    replay(start, end, size, proof, root1, root2)


def _valid(start: int, end: int) -> None:
    """A subtree begins at a multiple of the power of two that holds it."""
    width = end - start
    if start < 0 or width < 0 or (width and start % (1 << (width - 1).bit_length())):
        raise Refused("subtree", f"No subtree spans the entries from {start} up to {end}.")
