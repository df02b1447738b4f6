"""Run test vectors laid out as those of transparency-dev/merkle: a folder a kind, one JSON file a case."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .subtrees import verify_subtree_consistency, verify_subtree_inclusion
from .verifier import Refused, verify_consistency, verify_inclusion


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: whether it was accepted or why it was refused (`code`, empty when accepted), and what was wanted."""

    kind: str
    path: Path
    wanted: bool
    code: str

    @property
    def exact(self) -> bool:
        return self.wanted == (not self.code)


def _proof(case: dict[str, Any]) -> list[bytes]:
    return [b64decode(h) for h in case["proof"] or []]


def _inclusion(c: dict[str, Any]) -> None:
    verify_inclusion(c["leafIdx"], c["treeSize"], b64decode(c["leafHash"]), _proof(c), b64decode(c["root"]))


def _consistency(c: dict[str, Any]) -> None:
    verify_consistency(c["size1"], c["size2"], _proof(c), b64decode(c["root1"]), b64decode(c["root2"]))


def _subtree_inclusion(c: dict[str, Any]) -> None:
    verify_subtree_inclusion(
        c["leafIdx"], c["start"], c["end"], b64decode(c["leafHash"]), _proof(c), b64decode(c["root"])
    )


def _subtree_consistency(c: dict[str, Any]) -> None:
    verify_subtree_consistency(c["start"], c["end"], c["size"], _proof(c), b64decode(c["root1"]), b64decode(c["root2"]))


KINDS: dict[str, Callable[[dict[str, Any]], None]] = {
    "inclusion": _inclusion,
    "consistency": _consistency,
    "subtreeinclusion": _subtree_inclusion,
    "subtreeconsistency": _subtree_consistency,
}


def run_vectors(folder: Path) -> Iterator[Outcome]:
    """Each case below the folder (or below its `testdata`), in order of its path.

    Raises ValueError for a folder without any case, and for a file that is no case, naming it.
    """
    root = folder / "testdata" if (folder / "testdata").is_dir() else folder
    cases = [(kind, path) for kind in KINDS for path in sorted((root / kind).rglob("*.json"))]
    if not cases:
        raise ValueError(f"{folder}: no test vectors; expected folders {', '.join(KINDS)} with JSON files.")
    for kind, path in cases:
        try:
            case = json.loads(path.read_text(encoding="utf-8"))
            wanted = not case["wantErr"]
            try:
                KINDS[kind](case)
                code = ""
            except Refused as refused:
                code = refused.code
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path}: not a test vector: {error!r}") from error
        yield Outcome(kind, path, wanted, code)
