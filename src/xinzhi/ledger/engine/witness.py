"""A witness: it remembers the last checkpoint it saw of a log, and signs a later one only if the log merely grew.

It keeps one file a log. Run it under another person's hand than the log's, or its word is worth nothing.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .audit import require_growth
from .notes import Signer, cosign, with_lines
from .tiles import Fetch
from .verifier import COSIGNATURE, Checkpoint, VerifierKey


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a log gave: its checkpoint, the size seen before (None at the first look), the cosignature line."""

    checkpoint: Checkpoint
    before: int | None
    line: str
    note: str


def look(fetch: Fetch, keys: Sequence[VerifierKey], witness: Signer, folder: Path, time: int) -> Seen:
    """Cosign the log's checkpoint if it extends the one kept in `folder`; then keep it there, durably, before the line leaves.

    The first checkpoint of a log is taken as it is: a witness vouches for the history from then on. Raises Refused with the
    reason (fork and dropped among them); then nothing is kept and nothing signed.
    """
    note = fetch("checkpoint").decode("utf-8")
    checkpoint = Checkpoint.parse(note)
    checkpoint.require_signature(keys)
    kept = folder / f"{hashlib.sha256(checkpoint.origin.encode()).hexdigest()[:16]}.checkpoint"
    old = Checkpoint.parse(kept.read_text(encoding="utf-8")) if kept.exists() else None
    if old is not None:
        require_growth(fetch, old, checkpoint)
    line = cosign(note, witness, time)
    signed = with_lines(note, [line])
    write_durably(kept, signed.encode())
    return Seen(checkpoint, old.size if old else None, line, signed)


def write_durably(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace a file whole: after a crash either the old bytes or the new ones are there, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def witness_key(folder: Path, name: str) -> Signer:
    """The witness's key in its folder, made there at first use under this name. ValueError where a name is missing."""
    path = folder / "witness.key"
    if path.exists():
        return Signer.parse(path.read_text(encoding="utf-8"))
    if not name:
        raise ValueError("A new witness needs a name (--name), for example witness.example.org.")
    signer = Signer.generate(name, COSIGNATURE)
    write_durably(path, (signer.private_text() + "\n").encode(), 0o600)
    return signer
