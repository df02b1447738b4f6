"""The rows of a list as CSV, XLSX or JSON, all of them, in a form that imports back unchanged.

The first row holds the machine's keys, which never change with the language; an XLSX file explains them on a second
sheet, a JSON file in `columns`. Whenever one row is simulated, a column `simulated` says which.
"""

import csv
import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from xinzhi.core.tabular import as_text as plain_text
from xinzhi.core.tabular import guard

SIMULATED = "simulated"
XLSX_ROWS = 1_048_575  # Excel's limit, less the header
_XLSX_CELL = 32_767
_EXACT_DIGITS = 15  # what a float holds of a decimal


@dataclass(frozen=True, slots=True)
class Export:
    """One exported column. `key` heads it for machines, `label` explains it to people.

    `value` is a path through the row ("duty__organisation__key"), or a function of the row; by default the key.
    It gives a plain Python value: text, number, date, time, bool, None, or a list of texts.
    """

    key: str
    label: str | Promise
    value: str | Callable[[Any], Any] = ""

    def of(self, row: Any) -> Any:
        """The value for a row, as a plain Python value; None where the path ends early."""
        if callable(self.value):
            return self.value(row)
        for step in (self.value or self.key).split("__"):
            if row is None:
                return None
            row = getattr(row, step)
        return row


def with_simulated(columns: Sequence[Export], path: str) -> list[Export]:
    """The columns with the simulated mark as the last one; `path` leads from the row to its flag."""
    return [*(c for c in columns if c.key != SIMULATED), Export(SIMULATED, _("simulated"), path)]


def as_text(value: Any) -> str:
    """The one text form of a value (`tabular.as_text`); times are local, an object is its number."""
    return plain_text(value, _django_text)


def _django_text(value: Any) -> str | None:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return None


def as_number(value: Any) -> int | float | None:
    """The value as a number when it is one and a float holds it exactly, else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    exact = Decimal(str(value))
    if (
        not exact.is_finite()
        or len(exact.normalize().as_tuple().digits) > _EXACT_DIGITS
        or abs(exact) >= 10**_EXACT_DIGITS
    ):
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def csv_lines(columns: Sequence[Export], rows: Iterable[Any]) -> Iterator[str]:
    """The lines of a CSV file, one at a time, beginning with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([c.key for c in columns])
    for row in rows:
        yield writer.writerow([guard(as_text(c.of(row))) for c in columns])


def xlsx_file(columns: Sequence[Export], rows: Iterable[Any], name: str) -> IO[bytes]:
    """An XLSX file, open at its beginning: the rows, and a sheet that explains the columns. Memory does not grow."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(name))
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, c.key) for c in columns])
    for row in rows:
        sheet.append([_xlsx_value(c.of(row)) for c in columns])
    notes = book.create_sheet(_("Columns"))
    notes.append([_bold(notes, _("column")), _bold(notes, _("meaning"))])
    for c in columns:
        notes.append([c.key, str(c.label)])
    file = tempfile.SpooledTemporaryFile(max_size=8 * 1024**2)  # noqa: SIM115  the response closes it
    book.save(file)
    file.seek(0)
    return file


def json_parts(columns: Sequence[Export], rows: Iterable[Any], about: dict[str, Any]) -> Iterator[str]:
    """A JSON document in parts: `about` (page, filter, time, source, count), the columns, and the rows."""
    head = {**about, "columns": [{"key": c.key, "label": str(c.label)} for c in columns]}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    for n, row in enumerate(rows):
        cells = {c.key: _json_value(c.of(row)) for c in columns}
        yield (",\n" if n else "\n") + json.dumps(cells, ensure_ascii=False)
    yield "\n]}\n"


class _Echo:
    """A file that returns what is written: `csv` then makes lines without keeping them."""

    def write(self, text: str) -> str:
        return text


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _sheet_name(name: str) -> str:
    """A name Excel accepts: at most 31 characters, none of those it reserves."""
    return "".join(c for c in name if c not in r"[]:*?/\'")[:31] or _("Rows")


def _xlsx_value(value: Any) -> Any:
    """Numbers, truth and dates stay what they are; all else is guarded text without characters XML forbids."""
    if isinstance(value, bool) or (number := as_number(value)) is None:
        if isinstance(value, bool) or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", guard(as_text(value)))
        return text if len(text) <= _XLSX_CELL else text[: _XLSX_CELL - 1] + "…"
    return number


def _json_value(value: Any) -> Any:
    if value is None or isinstance(value, (bool, str, dict)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_json_value(v) for v in value]
    number = as_number(value)
    return as_text(value) if number is None else number
