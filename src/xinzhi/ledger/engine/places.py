"""Where a published log lies: a folder, or an address of the web. Both read alike; a folder is also written."""

import os
import urllib.error
import urllib.request
from pathlib import Path

from .audit import require_growth
from .tiles import Fetch, tile_path, tiles_of
from .verifier import Checkpoint
from .witness import write_durably

_TIMEOUT = 30  # seconds
_LARGEST = 64 * 1024 * 1024  # a bundle of 256 entries is at most 16 MB


def fetcher(where: str) -> Fetch:
    """A reader of the log at a folder or an http(s) address. It raises OSError, naming what could not be read."""
    if where.startswith(("http://", "https://")):
        base = where.rstrip("/")

        def from_web(path: str) -> bytes:
            request = urllib.request.Request(f"{base}/{path}", headers={"User-Agent": "xinzhi-ledger"})  # noqa: S310  http(s) only
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
                return bytes(answer.read(_LARGEST))

        return from_web
    folder = Path(where)
    return lambda path: (folder / path).read_bytes()


def send(address: str, body: bytes) -> str:
    """What an http(s) address answers to the body posted to it. OSError with the answer's words when it refuses."""
    if not address.startswith(("http://", "https://")):
        raise OSError(f"{address} is no http(s) address")
    request = urllib.request.Request(address, data=body, headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310  http(s) only
            return str(answer.read(10_000).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        raise OSError(f"{address}: {error.code} {error.read(500).decode('utf-8', 'replace').strip()}") from error


def publish(folder: Path, fetch: Fetch) -> tuple[Checkpoint, int]:
    """Write the log that `fetch` reads into the folder, and how many files that took; only what is new is written.

    The checkpoint comes last, after all else is on the disk: whoever reads the folder never meets a checkpoint whose tiles
    are missing, at whatever moment this is stopped. Raises Refused for a folder that holds another log or another history.
    """
    note = fetch("checkpoint")
    checkpoint = Checkpoint.parse(note.decode("utf-8"))
    begin = _published_before(folder, fetch, checkpoint)
    written, folders = [], set()
    for tile in tiles_of(checkpoint.size, begin):
        path = folder / tile_path(*tile)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fetch(tile_path(*tile)))
        written.append(path)
        folders.add(path.parent)
    for path in [*written, *folders]:
        _flush(path)
    write_durably(folder / "checkpoint", note)
    return checkpoint, len(written)


def _published_before(folder: Path, fetch: Fetch, checkpoint: Checkpoint) -> int:
    """The size that the folder holds already, after a proof that the log extends it."""
    kept = folder / "checkpoint"
    if not kept.exists():
        return 0
    old = Checkpoint.parse(kept.read_text(encoding="utf-8"))
    require_growth(fetch, old, checkpoint)
    return old.size


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
