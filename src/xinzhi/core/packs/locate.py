"""Where each key of a TOML file stands.

tomllib gives values without places, and an error message without a line does not help the one who must repair
the file. This scans the text once: it is only used on text that tomllib has already accepted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

Path = tuple[str | int, ...]
HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
ASSIGN = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=\s*"""
)
PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
AT_LINE = re.compile(r"at line (\d+)")
TRIPLE = ('"' * 3, "'" * 3)


class Lines:
    """Lines (from 1) of the keys, tables and array elements of a TOML text."""

    def __init__(self, text: str) -> None:
        self._at: dict[Path, int] = {}
        self._count: dict[Path, int] = {}
        self._table: Path = ()
        self._open: Path = ()
        self._depth = 0
        self._quote = ""
        for number, line in enumerate(text.split("\n"), start=1):
            self._read(number, line)

    def of(self, path: Iterable[str | int]) -> int:
        """The line of the path, or of its nearest ancestor; 1 when nothing of it is in the file."""
        wanted = tuple(path)
        while wanted:
            if wanted in self._at:
                return self._at[wanted]
            wanted = wanted[:-1]
        return 1

    def _read(self, number: int, line: str) -> None:
        if self._depth or self._quote:
            self._values(number, line, 0)
        elif header := HEADER.match(line):
            self._enter(number, _parts(header[2]), array=header[1] == "[[")
        elif assign := ASSIGN.match(line):
            self._open = (*self._table, *_parts(assign[1]))
            self._at.setdefault(self._open, number)
            self._count.pop(self._open, None)
            self._values(number, line, assign.end())

    def _enter(self, number: int, parts: Path, *, array: bool) -> None:
        table: Path = ()
        for part in parts[:-1]:
            table = (*table, part)
            if table in self._count:
                table = (*table, self._count[table] - 1)
        table = (*table, parts[-1])
        if array:
            self._count[table] = self._count.get(table, 0) + 1
            self._at.setdefault(table, number)
            table = (*table, self._count[table] - 1)
        self._at.setdefault(table, number)
        self._table = table

    def _values(self, number: int, line: str, start: int) -> None:
        """Follow brackets and quotes; note the line of each element of the open array."""
        at = start
        while at < len(line):
            char = line[at]
            if self._quote:
                if char == "\\" and self._quote[0] == '"':
                    at += 1
                elif line.startswith(self._quote, at):
                    at += len(self._quote) - 1
                    self._quote = ""
            elif char == "#":
                return
            else:
                at += self._outside(number, line, at)
            at += 1

    def _outside(self, number: int, line: str, at: int) -> int:
        """Take one character outside strings; returns how many more it used."""
        char = line[at]
        if char in "]}":
            self._depth -= 1
            return 0
        if self._depth == 1 and char not in " \t,":
            self._element(number, line, at)
        if char in "[{":
            self._depth += 1
        elif char in "\"'":
            self._quote = next((q for q in TRIPLE if line.startswith(q, at)), char)
            return len(self._quote) - 1
        return 0

    def _element(self, number: int, line: str, at: int) -> None:
        previous = line[:at].rstrip()
        if previous and previous[-1] not in "[,":
            return  # still inside an element such as 2024-12-04
        index = self._count.get(self._open, 0)
        self._count[self._open] = index + 1
        self._at.setdefault((*self._open, index), number)


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in PART.findall(name))


def error_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line a TOML error speaks of; the last one when it is about the end of the document."""
    found = AT_LINE.search(str(error))
    return int(found[1]) if found else max(1, len(text.rstrip("\n").split("\n")))
