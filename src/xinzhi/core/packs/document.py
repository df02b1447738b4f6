"""One TOML file of a pack, with the lines of its keys."""

from __future__ import annotations

import tomllib
from typing import Any

from .locate import Lines, error_line
from .model import Problem

Path = tuple[str | int, ...]
Row = tuple[Path, dict[str, Any]]


def open_document(name: str, raw: bytes) -> Document | Problem:
    """The file of these bytes; a problem instead where it is not UTF-8 or not TOML."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Problem(name, 1, "", "the file is not UTF-8", "Save it as UTF-8")
    try:
        return Document(name, text)
    except tomllib.TOMLDecodeError as error:
        return Problem(name, error_line(error, text), "", f"not TOML: {error}", "Correct the syntax")


class Document:
    """The data of a file and where each key stands. Raises tomllib.TOMLDecodeError on text that is not TOML."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.data: dict[str, Any] = tomllib.loads(text)
        self.lines = Lines(text)

    def rows(self, table: str) -> list[Row]:
        """The tables of this name with their paths: one for [x], each of [[x]]; other values are passed over."""
        value = self.data.get(table)
        if isinstance(value, dict):
            return [((table,), value)]
        rows = value if isinstance(value, list) else []
        return [((table, index), row) for index, row in enumerate(rows) if isinstance(row, dict)]

    def problem(self, path: Path, reason: str, remedy: str) -> Problem:
        """A problem at this path, with the path written as a person would: target[2].due (counted from 1)."""
        field = ".".join(f"[{part + 1}]" if isinstance(part, int) else part for part in path).replace(".[", "[")
        return Problem(self.name, self.lines.of(path), field, reason, remedy)
