"""The question sheets of the installation's pack, read once for as long as their files stay the same."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from xinzhi.core.packs import find_pack

from .engine.delphi.files import FOLDER, sheets_of


def sheet_documents() -> dict[str, dict[str, Any]]:
    """Key to document of every sheet. Raises PackError with every problem when a file is faulty."""
    root = find_pack(settings.PACK)
    files = sorted((root / FOLDER).glob("*.toml"))
    return _read(root, tuple((str(f), f.stat().st_mtime_ns) for f in files))


@lru_cache(maxsize=4)
def _read(root: Path, _state: tuple[tuple[str, int], ...]) -> dict[str, dict[str, Any]]:
    return sheets_of(root)
