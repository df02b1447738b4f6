"""A published log in one SQLite file, for handing over: each address of tlog-tiles with its bytes."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

SUFFIX = ".sqlite3"


class Archive:
    """The file at this path, made where there is none. What `write` has acknowledged is on the disk."""

    def __init__(self, path: Path) -> None:
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(
            "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, data BLOB NOT NULL)"
        )

    def read(self, path: str) -> bytes:
        """The bytes at an address. FileNotFoundError where there are none."""
        found = self.base.execute("SELECT data FROM file WHERE path = ?", (path,)).fetchone()
        if found is None:
            raise FileNotFoundError(path)
        return bytes(found[0])

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put the files there, all or none. Raises sqlite3.Error, a full disk among it; then nothing has changed."""
        self.base.execute("BEGIN IMMEDIATE")
        try:
            self.base.executemany("INSERT OR REPLACE INTO file VALUES (?, ?)", files)
            self.base.execute("COMMIT")
        except BaseException:
            if self.base.in_transaction:  # a full disk has ended it already
                self.base.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Fold the write-ahead log into the one file."""
        self.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.base.close()
