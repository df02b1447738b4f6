"""Records of a sheet of an XLSX workbook, read without holding it in memory."""

import datetime as dt
import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from itertools import islice, repeat
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from xinzhi.core.messages import Message, gettext_noop

from .model import WARNING, Problem, Record, TableError
from .values import as_text

_BROKEN = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    OSError,
    ParseError,
    zlib.error,
)
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)")
_BATCH = 500
_CHUNK = 1 << 20
_EXACT = 10**15  # a larger whole number has lost digits when Excel stored it
_PERCENT_IDS = {9, 10}


def sheet_names(file: IO[bytes]) -> list[str]:
    """The names of the workbook's sheets. Raises TableError when it is not a workbook."""
    with ExitStack() as stack:
        return [sheet.title for sheet in _open(file, stack, values=True).worksheets]


def records(file: IO[bytes], sheet: str) -> Iterator[Record]:
    """The rows of a sheet. Formulas give the value they last had; they, error values and lost digits are told.

    A number that the sheet shows as a percentage is given as one, for 0.03 and 3% are not the same to a reader.
    """
    with ExitStack() as stack:
        book = _open(file, stack, values=True)
        shown = _rows(book, sheet, whole=_has_percents(book))
        written: Iterator[Any] = repeat(None)
        if _has_formulas(file):
            written = _rows(_open(file, stack, values=False), sheet, whole=False)
        for line, (cells, formulas) in enumerate(zip(shown, written, strict=False), 1):
            yield Record(line, [_text(c) for c in cells], tuple(_problems(line, cells, formulas)))


def _open(file: IO[bytes], stack: ExitStack, *, values: bool) -> Any:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which are not read here
            book = load_workbook(file, read_only=True, data_only=values, keep_links=False)
    except _BROKEN as error:
        raise TableError("broken", gettext_noop("The file is not an XLSX workbook: save it again as .xlsx.")) from error
    stack.callback(book.close)
    if not book.worksheets:
        raise TableError("broken", gettext_noop("The workbook has no sheet with cells."))
    return book


def _rows(book: Any, name: str, *, whole: bool) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples of values, or of cells when `whole`."""
    sheet = book[name]
    sheet.reset_dimensions()  # some programs write wrong ones
    rows = sheet.iter_rows(values_only=not whole)
    done = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of dates outside Excel's calendar, which come as #VALUE!
                batch = list(islice(rows, _BATCH))
        except _BROKEN as error:
            raise TableError(
                "broken", gettext_noop("The workbook is damaged after line %(line)d: save it again."), {"line": done}
            ) from error
        if not batch:
            return
        done += len(batch)
        yield from batch


def _text(cell: Any) -> str:
    value = getattr(cell, "value", cell)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()  # Excel keeps a day as its midnight
    if cell is not value and isinstance(value, (int, float)) and "%" in str(getattr(cell, "number_format", "")):
        return f"{as_text(Decimal(repr(value)) * 100)}%"
    return as_text(value)


def _problems(line: int, cells: tuple[Any, ...], formulas: tuple[Any, ...] | None) -> Iterator[Problem]:
    for index, cell in enumerate(cells):
        value = getattr(cell, "value", cell)
        written = formulas[index] if formulas and index < len(formulas) else None
        if written is not None and written != value and not isinstance(written, (int, float, dt.date, dt.time)):
            yield _formula(line, index, str(getattr(written, "text", written)), known=value is not None)
        if isinstance(value, str) and value.startswith("#") and _ERROR.fullmatch(value):
            reason = gettext_noop("The cell holds Excel's error value, not a fact.")
            remedy = gettext_noop("Correct the formula in the workbook, or type the value.")
            yield Problem(line, get_column_letter(index + 1), value, "excel_error", Message(reason), Message(remedy))
        if isinstance(value, (int, float)) and abs(value) >= _EXACT:
            reason = gettext_noop("Excel keeps fifteen digits of a number; the others may have become zeros.")
            remedy = gettext_noop("Format the column as text, and enter the number again.")
            yield Problem(
                line, get_column_letter(index + 1), str(value), "digits", Message(reason), Message(remedy), WARNING
            )


def _formula(line: int, index: int, written: str, *, known: bool) -> Problem:
    if known:
        reason = gettext_noop("The cell holds a formula; the value it last gave was taken.")
        remedy = gettext_noop("See whether the value is right.")
    else:
        reason = gettext_noop("The cell holds a formula whose value was never stored.")
        remedy = gettext_noop("Open the workbook in Excel and save it, or type the value.")
    letter = get_column_letter(index + 1)
    severity = {"severity": WARNING} if known else {}
    return Problem(line, letter, written, "formula", Message(reason), Message(remedy), **severity)


def _has_formulas(file: IO[bytes]) -> bool:
    file.seek(0)
    with ZipFile(file) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                with package.open(name) as part:
                    tail = b""
                    while chunk := part.read(_CHUNK):
                        if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                            return True
                        tail = chunk[-2:]
    return False


def _has_percents(book: Any) -> bool:
    """Whether any style of the workbook shows percentages; only then is each cell's format looked at."""
    custom = {164 + n for n, form in enumerate(book._number_formats) if "%" in form}  # noqa: SLF001
    return any(style.numFmtId in _PERCENT_IDS | custom for style in book._cell_styles)  # noqa: SLF001
