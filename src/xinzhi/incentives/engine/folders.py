"""Where rule files lie: the country's, then the region's pack."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from xinzhi.core.packs import find_pack
from xinzhi.core.packs.find import BUILT_IN
from xinzhi.core.packs.model import Problem

from .book import RuleBook
from .reading import check_rules, load_rules

NATIONAL = BUILT_IN / "china" / "rules"


def rule_folders(pack: Path | str) -> list[Path]:
    """The folders with rule files of a pack (name or directory), the country's first. Raises PackError."""
    folders = [NATIONAL, find_pack(pack) / "rules"]
    return [folder for folder in folders if folder.is_dir()]


@lru_cache(maxsize=8)
def pack_rules(pack: Path | str = "shandong") -> RuleBook:
    """The rule book of a pack, kept. Raises PackError, RuleError."""
    return load_rules(rule_folders(pack))


def check_pack_rules(path: Path) -> list[Problem]:
    """Every fault in the rule files of a pack; [] where it has none of its own."""
    return check_rules(rule_folders(path)) if (path / "rules").is_dir() else []
