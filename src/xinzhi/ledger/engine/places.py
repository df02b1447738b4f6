"""Where a published log lies: a folder, one SQLite file, or an address of the web. All read alike."""

import os
import urllib.error
import urllib.request
from pathlib import Path

from .archive import SUFFIX, Archive
from .audit import require_growth
from .tiles import Fetch, tile_path, tiles_of
from .verifier import Checkpoint
from .witness import write_durably

_TIMEOUT = 30  # seconds
_LARGEST = 64 * 1024 * 1024  # a bundle of 256 entries is at most 16 MB


def fetcher(where: str) -> Fetch:
    """A reader of the log at a folder, a .sqlite3 file or an http(s) address. It raises OSError, naming what could not be read."""
    if where.startswith(("http://", "https://")):
        base = where.rstrip("/")

        def from_web(path: str) -> bytes:
            request = urllib.request.Request(f"{base}/{path}", headers={"User-Agent": "xinzhi-ledger"})  # noqa: S310  http(s) only
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
                return bytes(answer.read(_LARGEST))

        return from_web
    folder = Path(where)
    if folder.suffix == SUFFIX:
        if not folder.exists():
            raise FileNotFoundError(where)
        return Archive(folder).read
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
        raise OSError(f"{error.code} {error.read(500).decode('utf-8', 'replace').strip()}") from error


def publish(place: Path, fetch: Fetch) -> tuple[Checkpoint, int]:
    """Write the log that `fetch` reads into a folder, or a file ending in .sqlite3; how many files were new there.

    The checkpoint comes last, after all else is on the disk: whoever reads there never meets a checkpoint whose tiles are
    missing, at whatever moment this is stopped. Raises Refused for a place that holds another log or another history.
    """
    note = fetch("checkpoint")
    checkpoint = Checkpoint.parse(note.decode("utf-8"))
    archive = Archive(place) if place.suffix == SUFFIX else None
    begin = _published_before(archive.read if archive else fetcher(str(place)), fetch, checkpoint)
    paths = [tile_path(*tile) for tile in tiles_of(checkpoint.size, begin)]
    if archive:
        archive.write([*((path, fetch(path)) for path in paths), ("checkpoint", note)])
        archive.close()
        return checkpoint, len(paths)
    for path in paths:
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(fetch(path))
    for written in [*(place / p for p in paths), *{(place / p).parent for p in paths}]:
        _flush(written)
    write_durably(place / "checkpoint", note)
    return checkpoint, len(paths)


def _published_before(there: Fetch, fetch: Fetch, checkpoint: Checkpoint) -> int:
    """The size that the place holds already, after a proof that the log extends it."""
    try:
        old = Checkpoint.parse(there("checkpoint").decode("utf-8"))
    except FileNotFoundError:
        return 0
    require_growth(fetch, old, checkpoint)
    return old.size


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
