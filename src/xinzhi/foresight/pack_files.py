"""The room's file in a pack, checked by `xinzhi pack check`. No Django."""

from collections.abc import Mapping
from pathlib import Path

from xinzhi.core.packs.model import Problem

from .engine.rings import check_rules


def check_pack_files(path: Path, _keys: Mapping[str, set[str]]) -> list[Problem]:
    """Every problem of the pack's rules of the list; [] where it has none."""
    file = path / "foresight" / "list.toml"
    if not file.is_file():
        return []
    return [p._replace(file=f"foresight/{file.name}") for p in check_rules(file.read_bytes(), file.name)]
