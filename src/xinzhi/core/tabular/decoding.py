"""The lines of a text file in UTF-8, UTF-16 or GB18030, also where a file mixes them."""

import codecs
import io
from collections.abc import Iterator
from typing import IO, NamedTuple

from xinzhi.core.messages import gettext_noop

from .model import TableError

_BOM = "\ufeff"
_LOOK = 1 << 16
_BAD_SHARE = 0.2  # of the lines that are not ASCII: more than this is no text
_CERTAIN = 9  # bytes beyond ASCII that are valid UTF-8 by accident in no real text of another encoding


class Line(NamedTuple):
    """One physical line: its number from 1, its text with its ending, and "", mixed or undecodable."""

    number: int
    text: str
    oddity: str


def survey(file: IO[bytes]) -> str:
    """The encoding most lines of the file are in: utf-8, utf-16 or gb18030. Raises TableError where it is no text."""
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    plain = utf8 = gb18030 = bad = 0
    for line in physical_lines(file):
        if line.isascii():
            plain += 1
        elif _decodes(line, "utf-8"):
            utf8 += 1
        elif _decodes(line, "gb18030"):
            gb18030 += 1
        else:
            bad += 1
    if bad > _BAD_SHARE * (utf8 + gb18030 + bad):
        raise TableError(
            "encoding",
            gettext_noop("The file is neither UTF-8 nor GB18030 text: save it again as «CSV UTF-8» or as XLSX."),
        )
    return "gb18030" if gb18030 > utf8 else "utf-8"


def physical_lines(file: IO[bytes]) -> Iterator[bytes]:
    """The file's lines with their endings; the lone carriage returns of old Macs become line feeds."""
    file.seek(0)
    head = file.read(_LOOK)
    file.seek(0)
    if b"\r" in head and b"\n" not in head:
        yield from io.BytesIO(file.read().replace(b"\r", b"\n"))
    else:
        yield from iter(file.readline, b"")  # not the file itself: closing the generator would close it


def decoded_lines(file: IO[bytes], encoding: str) -> Iterator[Line]:
    """The lines as text; a line in the other encoding is read in it and marked, one in neither has U+FFFD for gaps."""
    if encoding == "utf-16":
        file.seek(0)
        wrapper = io.TextIOWrapper(file, "utf-16", errors="replace", newline="\n")
        try:
            for number, text in enumerate(wrapper, 1):
                yield Line(number, text, "undecodable" if "\ufffd" in text else "")
        finally:
            wrapper.detach()
        return
    other = "utf-8" if encoding == "gb18030" else "gb18030"
    for number, raw in enumerate(physical_lines(file), 1):
        text, oddity = _decode(raw, encoding, other)
        yield Line(number, text.removeprefix(_BOM) if number == 1 else text, oddity)


def _decode(raw: bytes, encoding: str, other: str) -> tuple[str, str]:
    if encoding == "gb18030" and _is_certainly_utf8(raw):
        return raw.decode("utf-8"), "mixed"
    try:
        return raw.decode(encoding), ""
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(other), "mixed"
    except UnicodeDecodeError:
        return raw.decode(encoding, "replace"), "undecodable"


def _is_certainly_utf8(raw: bytes) -> bool:
    """Whether a line of a GB18030 file is UTF-8: short Chinese words may be valid in both, long ones never are."""
    return not raw.isascii() and sum(b > 127 for b in raw) >= _CERTAIN and _decodes(raw, "utf-8")


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
