"""A row of a table read as an entry's attributes."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import Any

from xinzhi.core.messages import Message, gettext_noop
from xinzhi.core.tabular import Problem, Row

from .cells import Cell, convert
from .mapping import Mapping, Match, is_exact
from .schema import ReferenceBook, Schema


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row's values by attribute (empty cells are left out), the columns kept beside it, its problems."""

    line: int
    values: Dict[str, Any]
    kept: Dict[str, str]
    problems: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        """Whether no problem is an error."""
        return not any(p.is_error for p in self.problems)


class RowReader:
    """Reads rows under one mapping."""

    def __init__(self, mapping: Mapping, schema: Schema, book: ReferenceBook) -> None:
        """Raises KeyError when the mapping names an attribute that the schema lacks."""
        known = schema.by_key
        self._columns = [(m, known[m.attribute] if m.attribute else None) for m in mapping.matches]
        self._book = book

    def read(self, row: Row) -> ReadRow:
        """The row. Never raises: what cannot be read is told and left out of the values.

        What one column says of another attribute (a date's precision, a place behind a city) gives way to that
        attribute's own column; where both say something different, the row tells it.
        """
        values: dict[str, Any] = {}
        also: dict[str, tuple[Match, str, Any]] = {}
        kept: dict[str, str] = {}
        problems = list(row.problems)
        for (match, attribute), text in zip(self._columns, row.cells, strict=True):
            if not text:
                continue
            if attribute is None:
                kept[match.column.name] = text
                continue
            cell = convert(attribute, text, unit=match.unit, exact=is_exact(match, attribute), book=self._book)
            problems += _problems(row.line, match.column.name, text, cell)
            if cell.value is not None and cell.value != []:
                values[attribute.key] = cell.value
            also |= {key: (match, text, value) for key, value in cell.also.items()}
        for key, (match, text, value) in also.items():
            if key not in values:
                values[key] = value
            elif not _says(values[key], value):
                problems.append(_differs(row.line, match.column.name, text, key, value))
        return ReadRow(row.line, values, kept, tuple(problems))


def _says(own: Any, value: Any) -> bool:
    """Whether an attribute's own column says what another column says of it: in any words, as exact or less so."""
    exactness = ("unknown", "year", "month", "day")
    if own in exactness and value in exactness:
        return exactness.index(own) <= exactness.index(value)
    return str(value) in str(own)


def _differs(line: int, column: str, text: str, key: str, value: Any) -> Problem:
    params = {"attribute": key, "value": str(value)}
    reason = gettext_noop("This cell says «%(value)s» of «%(attribute)s», whose own column says something else.")
    remedy = gettext_noop("Its own column was followed: see which is right.")
    return Problem(line, column, text, "differs", Message(reason, params), Message(remedy), "warning")


def _problems(line: int, column: str, text: str, cell: Cell) -> list[Problem]:
    return [Problem(line, column, text, f.code, f.reason, f.remedy, f.severity) for f in cell.faults]
