"""A file as a source of records: found out by its content, unpacked when it is a zip of one file."""

import codecs
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from xinzhi.core.messages import gettext_noop

from . import decoding, delimited, document, workbook
from .model import Record, TableError

LIMIT = 512 * 1024**2  # bytes after unpacking
_IN_MEMORY = 8 * 1024**2
_TEXTS, _NAMES = (".csv", ".tsv", ".txt"), (".csv", ".tsv", ".txt", ".xlsx", ".json")
_OLD_EXCEL, _PDF, _ZIP = b"\xd0\xcf\x11\xe0", b"%PDF", b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read as often as needed, once at a time.

    `kind` is csv, xlsx or json; `encoding` and `separator` describe a csv; `sheet` is the one read of an xlsx and
    `other_sheets` are the rest. `name` is the name inside the zip where there was one.
    """

    file: IO[bytes]
    name: str
    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()

    def records(self) -> Iterator[Record]:
        """The records from the first on. Raises TableError where the file turns out to be broken."""
        if self.kind == "csv":
            return delimited.records(self.file, self.encoding, self.separator)
        if self.kind == "xlsx":
            return workbook.records(self.file, self.sheet)
        return document.records(self.file)


@contextmanager
def open_source(file: IO[bytes], name: str, *, sheet: str = "") -> Iterator[Source]:
    """The source in an open file, which must be seekable and is not closed. `sheet` picks one of a workbook.

    Raises TableError: kind, broken, encoding, empty zip, several files in a zip, too large, no such sheet.
    """
    with ExitStack() as stack:
        suffix = PurePath(name).suffix.lower()
        file.seek(0)
        head = file.read(512)
        if head.startswith(_ZIP) and not _is_workbook(file):
            file, name = _unpacked(file, stack)
            suffix = PurePath(name).suffix.lower()
            head = file.read(512)
        yield _source(file, name, suffix, head, sheet)


def _source(file: IO[bytes], name: str, suffix: str, head: bytes, sheet: str) -> Source:
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith(_OLD_EXCEL):
        raise TableError("kind", gettext_noop("This is a workbook of old Excel (.xls): save it as .xlsx."))
    if head.startswith(_PDF) or text.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise TableError(
            "kind", gettext_noop("This is a page or document, not a table: save the table as .xlsx or .csv.")
        )
    if head.startswith(_ZIP) or suffix == ".xlsx":
        names = workbook.sheet_names(file)
        if sheet and sheet not in names:
            raise TableError("sheet", gettext_noop("The workbook has no sheet «%(name)s»."), {"name": sheet})
        chosen = sheet or names[0]
        return Source(file, name, "xlsx", sheet=chosen, other_sheets=tuple(n for n in names if n != chosen))
    if suffix == ".json":
        return Source(file, name, "json")
    if suffix not in _TEXTS:
        raise TableError("kind", gettext_noop("Only CSV, XLSX and JSON files can be read, or a zip of one of them."))
    encoding = decoding.survey(file)
    return Source(file, name, "csv", encoding, delimited.sniff(file, encoding))


def _is_workbook(file: IO[bytes]) -> bool:
    try:
        with ZipFile(file) as package:
            return "[Content_Types].xml" in package.namelist()
    except BadZipFile as error:
        raise TableError("broken", gettext_noop("The file is damaged: load it again from where it came.")) from error


def _unpacked(file: IO[bytes], stack: ExitStack) -> tuple[IO[bytes], str]:
    """The one table in a zip, as a file of its own, and its name."""
    with ZipFile(file) as package:
        members = [m for m in package.infolist() if _is_table(m)]
        if len(members) != 1:
            raise TableError(
                "zip",
                gettext_noop("The zip must hold one CSV, XLSX or JSON file; it holds %(count)d."),
                {"count": len(members)},
            )
        [member] = members
        if member.flag_bits & 1:
            raise TableError("zip", gettext_noop("The zip is locked with a password: unpack it first."))
        if member.file_size > LIMIT:
            raise TableError(
                "size", gettext_noop("The file is larger than %(limit)d MB: divide it."), {"limit": LIMIT >> 20}
            )
        spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the stack closes it
        target: IO[bytes] = stack.enter_context(spool)
        try:
            # zipfile itself stops at the size the directory states.
            with package.open(member) as packed:
                shutil.copyfileobj(packed, target)
        except (BadZipFile, NotImplementedError, EOFError, OSError) as error:
            raise TableError(
                "broken", gettext_noop("The file is damaged: load it again from where it came.")
            ) from error
    target.seek(0)
    return target, _member_name(member)


def _is_table(member: ZipInfo) -> bool:
    path = PurePath(member.filename)
    hidden = path.name.startswith(".") or path.parts[:1] == ("__MACOSX",)
    return not member.is_dir() and not hidden and path.suffix.lower() in _NAMES


def _member_name(member: ZipInfo) -> str:
    """The member's file name; Windows in China writes names in GBK without saying so."""
    name = PurePath(member.filename).name
    if member.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
