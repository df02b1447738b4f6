"""What is new in a folder: whole files, left alone for a while, that are no program's scratch."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from pathlib import Path

from .spool import Changed, Queued, Spool

STATE = ".xinzhi-records"
SETTLE = 2.0  # seconds in which a file must not have been written
_ENDINGS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", ".lock", ".new", "~")
_STARTS = (".", "~$", "~lock")
# The first folder of a path tells the kind, in the words projects use for their folders.
_KINDS = {
    "notebook": ("notebook", "notebooks", "记录本", "实验记录本"),
    "manifest": ("raw", "data", "manifest", "manifests", "原始数据", "数据"),
    "experiment": ("experiment", "experiments", "实验", "实验记录"),
    "meeting": ("meeting", "meetings", "会议", "会议记录"),
}


def look(folder: Path, spool: Spool, seen_before: dict[str, tuple[int, int]]) -> Iterator[Queued]:
    """Queue every file that is new or changed and at rest, and give it.

    A file is at rest when it was not written for `SETTLE` seconds, or stands as at the look before (`seen_before`, kept up
    to date here: a network drive's clock may run ahead). Files that vanish or change meanwhile wait for the next look.
    """
    for file, stat in sorted(_files(folder), key=lambda pair: (pair[1].st_mtime_ns, str(pair[0]))):
        path = file.relative_to(folder).as_posix()
        if not stat.st_size or spool.is_known(path, stat.st_size, stat.st_mtime_ns):
            continue
        stands = (stat.st_size, stat.st_mtime_ns)
        rests = stat.st_mtime <= time.time() - SETTLE or seen_before.get(path) == stands
        seen_before[path] = stands
        if not rests:
            continue
        try:
            queued = spool.add(file, path, **_said(path, stat.st_mtime))
        except (Changed, FileNotFoundError):
            continue
        if queued is not None:
            yield queued


def is_scratch(name: str) -> bool:
    """Whether a file or folder of this name is a program's own: hidden, temporary, half loaded."""
    return name.startswith(_STARTS) or name.lower().endswith(_ENDINGS)


def kind_of(path: str) -> str:
    """The kind of record that the path's first folder tells; «other» where it tells none."""
    first = path.split("/", maxsplit=1)[0].lower() if "/" in path else ""
    return next((kind for kind, names in _KINDS.items() if first in names), "other")


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Plain files below the folder; links are not followed: they may lead out of it."""
    for here, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not is_scratch(f)]
        for name in names:
            file = Path(here, name)
            try:
                if not is_scratch(name) and not file.is_symlink() and file.is_file():
                    yield file, file.stat()
            except FileNotFoundError:
                continue


def _said(path: str, mtime: float) -> dict[str, str]:
    day = min(dt.datetime.fromtimestamp(mtime).astimezone(), dt.datetime.now().astimezone())
    return {"kind": kind_of(path), "title": Path(path).stem[:300], "happened_on": day.date().isoformat()}
