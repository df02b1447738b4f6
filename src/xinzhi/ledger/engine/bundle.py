"""Make the bundle with which an entry is verified without the log (docs/ledger-format.md)."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from .tree import ReadTile, consistency_proof, inclusion_proof
from .verifier import FORMAT, Checkpoint, VerifierKey


def make_bundle(
    read: ReadTile,
    *,
    entry: bytes,
    index: int,
    note: str,
    later: Sequence[str] = (),
    keys: Sequence[VerifierKey] = (),
    reveal: dict[str, str] | None = None,
    actor: dict[str, str] | None = None,
) -> dict[str, Any]:
    """The bundle of entry `index` under the checkpoint `note`, with proofs to the `later` checkpoints.

    `reveal` and `actor` show what the statement only fixes: the content with its salt, the person with theirs. Raises
    ValueError for an entry that the checkpoint does not cover.
    """
    checkpoint = Checkpoint.parse(note)
    bundle: dict[str, Any] = {
        "format": FORMAT,
        "leaf": entry.decode("utf-8"),
        "index": index,
        "inclusion": _coded(inclusion_proof(read, index, checkpoint.size)),
        "checkpoint": note,
        "later": [
            {"checkpoint": other, "consistency": _coded(consistency_proof(read, checkpoint.size, size))}
            for other in later
            if (size := Checkpoint.parse(other).size) > checkpoint.size
        ],
        "keys": [str(k) for k in keys],
    }
    if reveal:
        bundle["reveal"] = reveal
    if actor:
        bundle["actor"] = actor
    return bundle


def _coded(hashes: Sequence[bytes]) -> list[str]:
    return [b64encode(h).decode() for h in hashes]
