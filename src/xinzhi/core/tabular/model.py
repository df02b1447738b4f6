"""What reading a table gives: columns, rows, and problems that say where, what and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xinzhi.core.messages import Message

ERROR, WARNING = "error", "warning"


class TableError(ValueError):
    """A file as a whole cannot be read. `code` is for machines, `message` says why and what to do."""

    def __init__(self, code: str, template: str, params: Mapping[str, Any] | None = None) -> None:
        self.code = code
        self.message = Message(template, params or {})
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or odd at one place of a file.

    `line` as the person's program counts, `column` the heading ("" for the whole row), `value` as the file has it.
    An error makes the row unfit; a warning is told and the row kept.
    """

    line: int
    column: str
    value: str
    code: str
    reason: Message
    remedy: Message
    severity: str = ERROR

    @property
    def is_error(self) -> bool:
        """Whether the row cannot be taken as it is."""
        return self.severity == ERROR


@dataclass(frozen=True, slots=True)
class Record:
    """One raw row of a source: the line it begins on, its cells as texts, what was odd in reading it."""

    line: int
    cells: list[str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place from 0, its letter as a spreadsheet shows it, the heading as given, a name that is unique."""

    index: int
    letter: str
    heading: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row with one cell for each column; `extra` are cells beyond the last column."""

    line: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether the row holds nothing and nothing was odd about it."""
        return not (self.problems or self.extra or any(self.cells))
