"""YAML with the line of every key, so that a fault in a rule file is reported where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xinzhi.core.packs.model import Problem

REMEDY = "The form of rule files is in docs/rules.md"


class Table(dict[str, Any]):
    """A mapping that knows the line of itself and of each key."""

    line: int = 1

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def at(self, key: str) -> int:
        """The line of a key, or of the table when it has no such key."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True)
class Source:
    """One rule file as read. `name` is how problems call it."""

    name: str
    data: Table

    def line_of(self, path: Iterable[str | int]) -> int:
        """The line of what `path` leads to (as far as it leads)."""
        here: Any = self.data
        line = self.data.line
        for step in path:
            if isinstance(here, Table):
                line = here.at(str(step))
            here = _inside(here, step)
            if isinstance(here, Table) and isinstance(step, int):
                line = here.line
        return line


def _inside(box: Any, step: str | int) -> Any:
    if isinstance(box, list):
        return box[step] if isinstance(step, int) and step < len(box) else None
    return box.get(step) if isinstance(box, dict) else None


def read(path: Path, name: str = "") -> Source | Problem:
    """The file with its lines, or what is wrong with it."""
    shown = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        data = _build(loader, node) if node is not None else None
    except UnicodeDecodeError:
        return Problem(shown, 1, "", "the file is not UTF-8", "Save it as UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Problem(shown, mark.line + 1 if mark else 1, "", f"not YAML: {error.problem}", "Correct the syntax")
    except _RepeatedKeyError as error:
        return Problem(shown, error.line, error.key, "the key stands twice", "Keep one of the two")
    if not isinstance(data, Table):
        return Problem(shown, 1, "", "the file is not a table of keys", REMEDY)
    return Source(shown, data)


class _RepeatedKeyError(ValueError):
    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key, self.line = key, line


def _build(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        table = Table(line)
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in table:
                raise _RepeatedKeyError(key, key_node.start_mark.line + 1)
            table[key] = _build(loader, value_node)
            table.lines[key] = key_node.start_mark.line + 1
        return table
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item) for item in node.value]
    return loader.construct_object(node, deep=True)
