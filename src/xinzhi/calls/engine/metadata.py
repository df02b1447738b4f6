"""A file without what its own metadata says of who made it, for double-blind review.

PDF pages are taken into a new document (PDFium); Office files lose their property parts and the names on comments and
changes; pictures lose their text and Exif blocks; plain text has none. What cannot be cleaned is not handed out. What is
written on the pages themselves is the applicant's to keep anonymous.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pypdfium2

_OFFICE_NAMES = re.compile(rb'(\bw:(?:author|initials|userId)=|\b(?:author|displayName|userId)=)"[^"]*"')
_EMPTY_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_EMPTY_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_EMPTY_CUSTOM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_END = b"\xff\xd9"
_JPEG_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # within coded data: no mark of a restart, no stuffed byte
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD"}
)


def without_metadata(data: bytes) -> tuple[bytes, str] | None:
    """The cleaned bytes and the ending of its name («pdf»); None for what cannot be cleaned."""
    try:
        if data.startswith(b"%PDF-"):
            return _pdf(data), "pdf"
        if data.startswith(b"PK\x03\x04"):
            return _office(data)
        if data.startswith(_PNG):
            return _png(data), "png"
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data), "jpg"
    except (ValueError, KeyError, zipfile.BadZipFile, pypdfium2.PdfiumError):
        return None
    return (data, "txt") if _is_text(data) else None


def _pdf(data: bytes) -> bytes:
    source = pypdfium2.PdfDocument(data)
    clean = pypdfium2.PdfDocument.new()
    try:
        clean.import_pages(source)
        out = io.BytesIO()
        clean.save(out)
        return out.getvalue()
    finally:
        clean.close()
        source.close()


def _office(data: bytes) -> tuple[bytes, str] | None:
    """A Word, Excel or PowerPoint file; None for any other archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        if "[Content_Types].xml" not in names:
            return None
        kinds = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
        ending = next((e for folder, e in kinds.items() if any(n.startswith(folder) for n in names)), None)
        if ending is None:
            return None
        for name in names:
            if not name.startswith(("docProps/thumbnail", "customXml/")):
                new.writestr(zipfile.ZipInfo(name), _part(name, old.read(name)))
    return out.getvalue(), ending


def _part(name: str, content: bytes) -> bytes:
    match name:
        case "docProps/core.xml":
            return _EMPTY_CORE
        case "docProps/app.xml":
            return _EMPTY_APP
        case "docProps/custom.xml":
            return _EMPTY_CUSTOM
    if name.endswith(".rels"):  # nothing may point to a part that is left out
        return re.sub(rb"<Relationship\b[^>]*(?:thumbnail|customXml/)[^>]*/>", b"", content)
    if name == "[Content_Types].xml":
        return re.sub(rb'<Override\b[^>]*PartName="/customXml/[^>]*/>', b"", content)
    return _OFFICE_NAMES.sub(rb'\1""', content) if name.endswith(".xml") else content


def _png(data: bytes) -> bytes:
    """The chunks that make the picture."""
    kept, at = [_PNG], len(_PNG)
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _PNG_KEPT:
            kept.append(data[at : at + 12 + size])
        if data[at + 4 : at + 8] == b"IEND":  # what a program hangs on behind it is no part of the picture
            break
        at += 12 + size
    if len(kept) < 3:
        raise ValueError("no picture")
    return b"".join(kept)


def _jpeg(data: bytes) -> bytes:
    """The segments of the picture, without application data (Exif, XMP, IPTC), comments, and what hangs on behind it.

    Telephones put a second picture or a film there, with the place where it was taken.
    """
    kept = [data[:2]]
    for marker, part in jpeg_parts(data):
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE:  # 0xEE says how colours are kept
            kept.append(part)
    return b"".join(kept)


def jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment of a JPEG after its first two bytes: marker and bytes, coded data with their scan's head, to the end mark.

    Raises ValueError where the segments do not lead to the end mark (ITU-T T.81, annex B).
    """
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no segment")
        marker, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:  # coded data follow, up to the next mark
            found = _JPEG_MARK.search(data, end)
            if found is None:
                raise ValueError("no end")
            end = found.start()
        yield marker, data[at:end]
        if data[end : end + 2] == _JPEG_END:
            yield _JPEG_END[1], _JPEG_END
            return
        at = end
    raise ValueError("no end")


def _is_text(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
