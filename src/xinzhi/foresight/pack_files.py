"""The room's files in a pack, checked by `xinzhi pack check`. No Django."""

from collections.abc import Mapping
from pathlib import Path

from xinzhi.core.packs.model import Problem

from .engine.delphi.files import check_sheets
from .engine.rings import check_rules


def check_pack_files(path: Path, _keys: Mapping[str, set[str]]) -> list[Problem]:
    """Every problem of the pack's question sheets and of its rules of the list; [] where it has none."""
    file = path / "foresight" / "list.toml"
    sheets = check_sheets(path)
    if not file.is_file():
        return sheets
    return sheets + [p._replace(file=f"foresight/{file.name}") for p in check_rules(file.read_bytes(), file.name)]
