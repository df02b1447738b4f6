"""The programmes of the installation's pack, read once for as long as their files stay the same."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from xinzhi.core.packs import find_pack

from .engine.programme import Programme
from .engine.programme_files import FOLDER, read_programmes


def documents() -> dict[str, dict[str, Any]]:
    """Key to document of every programme. Raises PackError with every problem when a file is faulty."""
    root = find_pack(settings.PACK)
    files = sorted((root / FOLDER).rglob("*.toml"))
    return _read(root, tuple((str(f), f.stat().st_mtime_ns) for f in files))


def programmes() -> dict[str, Programme]:
    """Key to programme, in the order of their files."""
    return {key: Programme.parse(document) for key, document in documents().items()}


@lru_cache(maxsize=4)
def _read(root: Path, _state: tuple[tuple[str, int], ...]) -> dict[str, dict[str, Any]]:
    return read_programmes(root)
