"""Reading back what a list exported, or what a person made in the same shape."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .export import as_text
from .guard import guard, unguard


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: the line it stands on (as the person's program counts) and its cells by column key."""

    line: int
    cells: dict[str, str]


def read_rows(file: IO[bytes], name: str) -> Iterator[Row]:
    """The rows of a CSV, XLSX or JSON file as texts, apostrophes of `guard` removed; empty rows are left out.

    CSV may be UTF-8 or GB18030 (what Excel writes in China). Raises ValidationError, saying where, for another kind
    of file, a file that is broken, a heading that is missing or stands twice, and a row with too many cells.
    """
    readers = {".csv": _csv_table, ".xlsx": _xlsx_table, ".json": _json_table}
    reader = readers.get(PurePath(name).suffix.lower())
    if reader is None:
        raise ValidationError(_("Only CSV, XLSX and JSON files can be read."), code="kind")
    table = reader(file)
    _line, heads = next(table, (1, []))
    keys = [h.strip() for h in heads]
    while keys and not keys[-1]:
        keys.pop()
    if not keys or not all(keys):
        raise ValidationError(_("The first row must name every column."), code="heading")
    if len(set(keys)) != len(keys):
        twice = next(k for k in keys if keys.count(k) > 1)
        raise ValidationError(_("The column «%(name)s» stands twice."), code="heading", params={"name": twice})
    for line, cells in table:
        if any(cells[len(keys) :]):
            raise ValidationError(_("Line %(line)d has more cells than columns."), code="row", params={"line": line})
        if any(cells):
            padded = [*cells, *[""] * (len(keys) - len(cells))]
            yield Row(line, {k: unguard(v) for k, v in zip(keys, padded, strict=False)})


def _csv_table(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    raw = file.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is neither UTF-8 nor GB18030 text."), code="broken") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    last = 0
    try:
        for cells in reader:
            # A quoted cell may span lines: a row is named by the line it begins on.
            yield last + 1, cells
            last = reader.line_num
    except csv.Error as error:
        raise ValidationError(_("Line %(line)d is not CSV."), code="broken", params={"line": last + 1}) from error


def _xlsx_table(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise ValidationError(_("The file is not an XLSX workbook."), code="broken") from error
    try:
        for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield line, [_cell_text(c) for c in cells]
    finally:
        book.close()


def _cell_text(value: Any) -> str:
    """A date that Excel keeps as midnight is a date again."""
    if hasattr(value, "hour") and hasattr(value, "date") and not (value.hour or value.minute or value.second):
        value = value.date()
    return as_text(value)


def _json_table(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    try:
        document = json.load(file)
    except ValueError as error:
        raise ValidationError(_("The file is not JSON: %(why)s."), code="broken", params={"why": error}) from error
    rows = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise ValidationError(_("The JSON file must hold a list of rows."), code="broken")
    named = document.get("columns", []) if isinstance(document, dict) else []
    keys = list(
        dict.fromkeys([*(c["key"] for c in named if isinstance(c, dict) and "key" in c), *(k for r in rows for k in r)])
    )
    yield 1, keys
    for n, row in enumerate(rows, 1):
        yield n, [_guarded(row.get(k)) for k in keys]


def _guarded(value: Any) -> str:
    """JSON holds no apostrophes of ours; the common step that removes them must find nothing of the person's own."""
    return guard(as_text(value))
