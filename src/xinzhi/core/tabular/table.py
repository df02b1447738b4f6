"""A person's table: headings found, cells cleaned, every row with what is odd about it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import IO

from openpyxl.utils import get_column_letter

from xinzhi.core.messages import Message, gettext_noop

from .guard import unguard
from .model import WARNING, Column, Problem, Record, Row, TableError
from .source import Source, open_source

_LOOK = 30  # records among which the headings are looked for
_SHOWN = 200
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]|^[\ufeff=]|锟斤拷")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|^\ufeff+")
_FORCED_TEXT = re.compile(r'="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a file. `problems` are those of its headings; `start` is how many records stand before the rows."""

    source: Source
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]
    start: int

    def rows(self) -> Iterator[Row]:
        """The rows, empty ones too, from the first on; one reading at a time. TableError where the file breaks off."""
        return map(self._row, islice(self.source.records(), self.start, None))

    def _row(self, record: Record) -> Row:
        width = len(self.columns)
        problems = [_named(p, self.columns) for p in record.problems]
        cells = record.cells
        if self.source.kind != "json":
            cells = [self._cell(record.line, i, c, problems) for i, c in enumerate(cells)]
        extra = tuple(c for c in cells[width:] if c)
        if extra:
            problems.append(_long(record.line, extra))
        elif 0 < len(cells) < width and self.source.kind == "csv":
            problems.append(_short(record.line, cells, self.columns[len(cells)].name))
        return Row(record.line, (*cells[:width], *[""] * (width - len(cells))), extra, tuple(problems))

    def _cell(self, line: int, index: int, cell: str, problems: list[Problem]) -> str:
        """The cell without what no text should hold and without our guard; each change is told."""
        if _ODD.search(cell):
            name = self.columns[index].name if index < len(self.columns) else get_column_letter(index + 1)
            clean = _CONTROL.sub("", cell)
            if clean != cell:
                problems.append(_odd(line, name, cell, "control"))
            if "\ufffd" in clean or "锟斤拷" in clean:
                problems.append(_odd(line, name, clean, "garbled"))
            forced = _FORCED_TEXT.fullmatch(clean)
            if clean.startswith("="):
                problems.append(_odd(line, name, clean, "forced" if forced else "formula_text"))
            cell = forced[1] if forced else clean
        return unguard(cell)


@contextmanager
def open_table(file: IO[bytes], name: str, *, sheet: str = "") -> Iterator[Table]:
    """The table in an open, seekable file. Raises TableError when the file as a whole cannot be read."""
    with open_source(file, name, sheet=sheet) as source:
        first = list(islice(source.records(), _LOOK))
        place = _heading_place([r.cells for r in first])
        above = tuple(_above(r) for r in first[:place] if any(r.cells))
        columns, problems = _columns(first[place])
        yield Table(source, columns, (*above, *problems, *first[place].problems), place + 1)


def _heading_place(rows: Sequence[list[str]]) -> int:
    """Where the headings stand: the first row with cells, or, under lines of a title, the first with several."""
    filled = [sum(bool(c.strip()) for c in cells) for cells in rows]
    first = next((n for n, count in enumerate(filled) if count), None)
    if first is None:
        raise TableError("heading", gettext_noop("The first row must name every column."))
    if filled[first] == 1 and max(filled) > 2:
        return next(n for n, count in enumerate(filled) if count >= max(filled) / 2 and count > 1)
    return first


def _columns(record: Record) -> tuple[tuple[Column, ...], list[Problem]]:
    headings = [" ".join(unguard(_CONTROL.sub("", c)).split()) for c in record.cells]
    while headings and not headings[-1]:
        headings.pop()
    columns: list[Column] = []
    problems: list[Problem] = []
    for index, heading in enumerate(headings):
        letter = get_column_letter(index + 1)
        twice = heading in headings[:index]
        name = f"{heading} ({letter})" if twice else heading or letter
        columns.append(Column(index, letter, heading, name))
        if not heading or twice:
            problems.append(_heading_problem(record.line, letter, heading))
    return tuple(columns), problems


def _heading_problem(line: int, letter: str, heading: str) -> Problem:
    if heading:
        reason = Message(gettext_noop("The heading «%(name)s» stands more than once."), {"name": heading})
        code, template = "heading_twice", gettext_noop("Column %(letter)s is kept under its letter: say what it holds.")
    else:
        reason = Message(gettext_noop("The column has no heading."))
        code, template = "heading_empty", gettext_noop("Column %(letter)s is kept under its letter: say what it holds.")
    return Problem(line, letter, heading, code, reason, Message(template, {"letter": letter}), WARNING)


def _above(record: Record) -> Problem:
    return Problem(
        record.line,
        "",
        " ".join(c for c in record.cells if c)[:_SHOWN],
        "above",
        Message(gettext_noop("This line stands above the headings and was taken for a title.")),
        Message(gettext_noop("If it is a row, put the headings into the first line.")),
        WARNING,
    )


def _named(problem: Problem, columns: Sequence[Column]) -> Problem:
    """The problem with the column's name where the reader knew its letter only."""
    if not problem.column:
        return problem
    name = next((c.name for c in columns if c.letter == problem.column), problem.column)
    return Problem(problem.line, name, problem.value, problem.code, problem.reason, problem.remedy, problem.severity)


def _long(line: int, extra: tuple[str, ...]) -> Problem:
    return Problem(
        line,
        "",
        " | ".join(extra)[:_SHOWN],
        "long",
        Message(gettext_noop("The row has %(count)d more cells than there are columns."), {"count": len(extra)}),
        Message(gettext_noop("A separator inside a cell must stand in quotation marks; a new column needs a heading.")),
    )


def _short(line: int, cells: Sequence[str], column: str) -> Problem:
    return Problem(
        line,
        column,
        "",
        "short",
        Message(gettext_noop("The row ends after %(count)d cells."), {"count": len(cells)}),
        Message(gettext_noop("The cells that are missing count as empty: see whether those before them are right.")),
        WARNING,
    )


_TEXTS = {
    "control": (
        gettext_noop("The cell held characters that cannot be seen."),
        gettext_noop("They were left out; the rest of the cell is kept."),
    ),
    "garbled": (
        gettext_noop("Characters of this cell were lost before the file was made."),
        gettext_noop("Correct the cell from its source."),
    ),
    "forced": (
        gettext_noop("The cell is written as a formula so that Excel takes it for text."),
        gettext_noop("The text inside was taken."),
    ),
    "formula_text": (
        gettext_noop("The cell begins like a formula."),
        gettext_noop("It was kept as text and not worked out: put the value there if it was meant."),
    ),
}


def _odd(line: int, column: str, value: str, code: str) -> Problem:
    reason, remedy = _TEXTS[code]
    return Problem(line, column, value[:_SHOWN], code, Message(reason), Message(remedy), WARNING)
