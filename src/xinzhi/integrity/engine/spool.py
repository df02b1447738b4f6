"""A queue of deposits on disk: what was seen is safe before anything is sent, and is sent in its order.

    state/seen.json          path -> size, mtime, SHA-256 of what was last queued
    state/queue/00000012.bin    the bytes as they were
    state/queue/00000012.json   what is said of them; its rename into place is the moment at which the deposit is queued

A kill at any moment leaves either no entry or a whole one. One sent but not yet removed is sent again, and the service
gives back what it has (`deposit_record`): nothing is lost, nothing deposited twice.
"""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_CHUNK = 1024 * 1024


class Changed(Exception):  # noqa: N818  not an error: the file is still being written
    """The file changed while it was read."""


class Locked(Exception):  # noqa: N818  the words are for people
    """Another process works on this folder's queue."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A deposit that waits: its number in the queue, and what is said of it.

    `path` is relative to the watched folder, with /; `mtime_ns` when the file was last written by the machine's clock.
    """

    number: int
    path: str
    sha256: str
    size: int
    mtime_ns: int
    kind: str
    title: str
    happened_on: str
    instrument: str = ""


class Spool:
    """The queue of one watched folder. Use it inside `locked()`: one process at a time."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.queue = state / "queue"
        self.queue.mkdir(parents=True, exist_ok=True)
        self._seen_file = state / "seen.json"
        self.seen: dict[str, dict[str, Any]] = {}

    @contextlib.contextmanager
    def locked(self) -> Iterator["Spool"]:
        """Hold the queue alone, with what is known read and half entries swept away. Raises Locked."""
        with (self.state / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Locked(f"Another process works on {self.state}.") from None
            self._load()
            yield self

    def waiting(self) -> Iterator[Queued]:
        """What waits, in the order in which it was seen."""
        for name in sorted(self.queue.glob("*.json")):
            yield Queued(**json.loads(name.read_text(encoding="utf-8")))

    def bytes_of(self, queued: Queued) -> Path:
        """Where the queued bytes lie."""
        return self.queue / f"{queued.number:08d}.bin"

    def is_known(self, path: str, size: int, mtime_ns: int) -> bool:
        """Whether the file stands as it was last queued, judged by size and time."""
        known = self.seen.get(path, {})
        return (known.get("size"), known.get("mtime_ns")) == (size, mtime_ns)

    def add(self, file: Path, path: str, **said: str) -> Queued | None:
        """Queue the file's bytes durably; None where they are those queued last from this path. Raises Changed."""
        number = 1 + max((int(p.stem) for p in self.queue.glob("*.json")), default=0)
        place = self.queue / f"{number:08d}.bin"
        digest, before = hashlib.sha256(), file.stat()
        with file.open("rb") as source, place.open("wb") as out:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        after = file.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            place.unlink()
            raise Changed(path)
        sha256 = digest.hexdigest()
        fact: dict[str, Any] = {"size": after.st_size, "mtime_ns": after.st_mtime_ns, "sha256": sha256}
        if self.seen.get(path, {}).get("sha256") == sha256:
            place.unlink()
            self._remember(path, fact)
            return None
        queued = Queued(number=number, path=path, **{**fact, **said})
        _write(self.queue / f"{number:08d}.json", asdict(queued))
        self._remember(path, fact)
        return queued

    def target(self, **given: str) -> dict[str, str]:
        """Where this folder's deposits go (project, url, user), kept from the first time; what is given now wins."""
        place = self.state / "target.json"
        kept = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
        target = kept | {k: v for k, v in given.items() if v}
        if target != kept:
            _write(place, target)
        return target

    def done(self, queued: Queued) -> None:
        """Forget what the service has taken; first what makes it an entry, then its bytes."""
        (self.queue / f"{queued.number:08d}.json").unlink(missing_ok=True)
        self.bytes_of(queued).unlink(missing_ok=True)

    def refuse(self, queued: Queued, reason: str) -> Path:
        """Put aside what the service will never have, bytes, words and reason; give the folder where it lies."""
        aside = self.state / "refused" / f"{queued.number:08d}-{queued.sha256[:12]}"
        aside.mkdir(parents=True, exist_ok=True)
        (aside / "reason.txt").write_text(reason + "\n", encoding="utf-8")
        _write(aside / "deposit.json", asdict(queued))
        self.bytes_of(queued).replace(aside / Path(queued.path).name)
        (self.queue / f"{queued.number:08d}.json").unlink()
        return aside

    def _load(self) -> None:
        if self._seen_file.exists():
            self.seen = json.loads(self._seen_file.read_text(encoding="utf-8"))
        for queued in self.waiting():  # queued, but killed before it was noted
            self.seen[queued.path] = {
                "size": queued.size,
                "mtime_ns": queued.mtime_ns,
                "sha256": queued.sha256,
            }
        for left in [*self.queue.glob("*.bin"), *self.state.rglob("*.new")]:
            if left.suffix == ".new" or not left.with_suffix(".json").exists():
                left.unlink()

    def _remember(self, path: str, fact: dict[str, Any]) -> None:
        self.seen[path] = fact
        _write(self._seen_file, self.seen)


def _write(place: Path, value: Any) -> None:
    """Write JSON so that the name holds either the old text or the whole new one, also after a power cut."""
    fresh = place.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
