"""This host's folder of indexes: one generation is current, the next is built beside it, a lock lets one process write.

SEARCH_DIR/current names the generation; SEARCH_DIR/<generation>/ holds the index and `position.json`, how far it has
come. Both files are replaced in one step, so that a process killed at any moment leaves a whole index behind.
"""

import fcntl
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from .changes import Position
from .engine import SCHEMA_VERSION, Index

_POSITION = "position.json"


@dataclass
class Generation:
    """An index with its folder and the moment its position was last written."""

    folder: Path
    index: Index
    stamp: int

    @property
    def position(self) -> Position:
        """How far the index has come."""
        return Position.read((self.folder / _POSITION).read_text(encoding="utf-8"))


_opened: Generation | None = None
_guard = threading.Lock()


def root() -> Path:
    """The folder, made where it is missing."""
    path = Path(settings.SEARCH_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def writing(*, wait: bool = False) -> Iterator[bool]:
    """Whether this process may write to the folder; False where another does, unless `wait`."""
    with (root() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True  # closing the file gives the lock back, and so does the end of the process


def current() -> Generation | None:
    """The generation that serves, as it now is; None where there is none of this version."""
    global _opened  # noqa: PLW0603  one open index a process
    folder = _named()
    if folder is None:
        return None
    with _guard:
        try:
            stamp = (folder / _POSITION).stat().st_mtime_ns
            if _opened is None or _opened.folder != folder:
                _opened = Generation(folder, Index(folder), stamp)
            elif _opened.stamp != stamp:
                _opened.index.reload()
                _opened.stamp = stamp
        except (OSError, ValueError):
            return None  # swept away, or damaged on disk: built anew
        return _opened


def begin() -> Path:
    """A folder for the next generation."""
    return root() / f"{SCHEMA_VERSION}-{secrets.token_hex(4)}"


def sweep() -> None:
    """Take away what killed builds and earlier generations left.

    The generation before the current one stays: another process may still be opening it.
    """
    now = _named()
    kept = {now.name if now else "", _before()}
    for path in root().iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def advance(folder: Path, position: Position) -> None:
    """Say how far the index in a folder has come."""
    _replace(folder / _POSITION, position.written())


def serve(folder: Path) -> None:
    """Make a finished generation the current one."""
    before = _named()
    _replace(root() / "before", before.name if before else "")
    _replace(root() / "current", folder.name)


def size() -> int:
    """Bytes of the current generation on disk."""
    folder = _named()
    return sum(p.stat().st_size for p in folder.iterdir()) if folder else 0


def _named() -> Path | None:
    try:
        name = (root() / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    folder = root() / name
    whole = name.startswith(f"{SCHEMA_VERSION}-") and (folder / _POSITION).exists()
    return folder if whole else None


def _before() -> str:
    try:
        return (root() / "before").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new one, never a part, even after the power fails."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
