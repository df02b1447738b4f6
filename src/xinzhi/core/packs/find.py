"""Where packs lie: in the package, and in the directories named by XINZHI_PACKS."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from .model import PackError
from .schema import SLUG

BUILT_IN = Path(__file__).resolve().parents[2] / "packs"
VARIABLE = "XINZHI_PACKS"


def pack_roots(extra: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Directories that hold packs, first match wins: `extra`, then XINZHI_PACKS, then the package."""
    named = [Path(part).expanduser() for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    return (*extra, *named, BUILT_IN)


def list_packs(extra: Sequence[Path] = ()) -> dict[str, Path]:
    """Name -> directory of every pack there is; a name found twice keeps its first place."""
    found: dict[str, Path] = {}
    for root in pack_roots(extra):
        for toml in sorted(root.glob("*/pack.toml")):
            found.setdefault(toml.parent.name, toml.parent)
    return found


def find_pack(name_or_path: str | Path, extra: Sequence[Path] = ()) -> Path:
    """The directory of a pack, by path (a directory with pack.toml) or by name. Raises PackError if there is none."""
    name = str(name_or_path)
    if re.fullmatch(SLUG, name) and (found := list_packs(extra).get(name)):
        return found
    path = Path(name_or_path).expanduser()
    if (path / "pack.toml").is_file():
        return path
    if path.is_dir():
        raise PackError(f"{name} is a directory without pack.toml. Give the directory of a pack; see docs/packs.md.")
    known = ", ".join(list_packs(extra)) or "none"
    raise PackError(f"There is no pack {name!r}. Known packs: {known}. Give a directory, or set {VARIABLE}.")
