"""A file's bytes become text: plain text in Chinese encodings, docx, html, and PDF with a text layer.

The kind is told from the content, not from the suffix. Tables become tab-separated
lines; automatic list numbers of docx are written out.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from .model import UnreadableSource

_HTML = re.compile(rb"<(?:!doctype html|html|head|body|div|p|table|meta)\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"[-—–－\s]*(?:第\s*)?\d{1,4}\s*(?:页(?:\s*[,，]?\s*共\s*\d+\s*页)?)?(?:\s*/\s*\d{1,4})?[-—–－\s]*"
)


def load(source: bytes | Path, *, name: str = "") -> str:
    """Text of a file, as written there. Raises UnreadableSource when it has none that can be read."""
    if isinstance(source, Path):
        name = name or source.name
        source = _bytes(source)
    name = name or "the file"
    if not source.strip():
        raise UnreadableSource(f"{name} is empty.")
    if source.startswith(b"%PDF"):
        return _from_pdf(source, name)
    if source.startswith(b"PK\x03\x04"):
        return _from_zip(source, name)
    if source.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSource(f"{name} is an old Office file (.doc). Save it as .docx or as text and read that.")
    if source.startswith(b"{\\rtf"):
        raise UnreadableSource(f"{name} is a rich text file (.rtf). Save it as .docx or as text and read that.")
    head = source[:4096]
    if _HTML.search(head) or (b"<" in head[:64] and _HTML.search(source[:65536])):
        from .markup import html_text

        return html_text(decode(source, name, html=True))
    return decode(source, name)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableSource(f"{path} does not exist. Check the path.") from None
    except IsADirectoryError:
        raise UnreadableSource(f"{path} is a folder. Give the plan's file.") from None
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be opened: {error.strerror}.") from error


def decode(data: bytes, name: str = "the file", *, html: bool = False) -> str:
    """Text from UTF-8 (with or without mark), UTF-16 with mark, or GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if html:
        named = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
        if named and named[1].lower() in {b"gbk", b"gb2312", b"gb18030"}:
            return data.decode("gb18030", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _readable(text):
            return text
    text = data.decode("utf-8-sig", errors="replace")
    if text.count("\ufffd") * 50 < len(text):
        return text
    message = f"{name} is neither text (UTF-8, UTF-16, GB18030) nor docx, html or PDF. Save it in one of these forms."
    raise UnreadableSource(message)


def _readable(text: str) -> bool:
    """Whether the decoded text is free of the control characters that binary data would leave."""
    sample = text[:20000]
    strange = sum(1 for ch in sample if (ch < " " and ch not in "\t\n\r\f\v\x1a") or "\ue000" <= ch <= "\uf8ff")
    return strange * 50 <= len(sample)


def _from_zip(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = set(archive.namelist())
            if sum(item.file_size for item in archive.infolist()) > 400_000_000:
                raise UnreadableSource(f"{name} unpacks to more than 400 MB. Split it or save its text only.")
    except zipfile.BadZipFile as error:
        raise UnreadableSource(f"{name} is damaged (a broken zip container). Save it again.") from error
    if "word/document.xml" not in members:
        raise UnreadableSource(
            f"{name} is a zip or Office file without a Word document. Save the plan as .docx or text."
        )
    from .markup import docx_text

    try:
        return docx_text(data)
    except (KeyError, ValueError, SyntaxError) as error:
        raise UnreadableSource(
            f"{name} is a damaged Word file ({error}). Open it in an office program and save it again."
        ) from error


def _from_pdf(data: bytes, name: str) -> str:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise UnreadableSource(
            f"{name} is a damaged or protected PDF ({error}). Save it again without a password."
        ) from error
    try:
        pages = [_page_text(document[i]) for i in range(len(document))]
    finally:
        document.close()
    if sum(len(re.sub(r"\s", "", page)) for page in pages) < 10 * len(pages):
        raise UnreadableSource(
            f"{name} is a scanned PDF without text. Run character recognition on it, or give the text."
        )
    return "\n".join(_without_furniture([page.replace("\r\n", "\n").split("\n") for page in pages]))


def _page_text(page: Any) -> str:
    words = page.get_textpage()
    try:
        # pdfium runs list items with a leading dash into the line before.
        return re.sub(r"(?<=[。：；]) ?(?=——)", "\n", str(words.get_text_bounded()))
    finally:
        words.close()
        page.close()


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """The pages' lines without page numbers and without headers or footers that repeat."""
    edges: Counter[str] = Counter()
    for page in pages:
        filled = [line.strip() for line in page if line.strip()]
        edges.update({re.sub(r"\d+", "#", line) for line in {*filled[:2], *filled[-2:]}})
    repeated = {line for line, count in edges.items() if len(pages) >= 3 and count * 2 > len(pages)}
    kept: list[str] = []
    for page in pages:
        filled = [line for line in page if line.strip()]
        while filled and _is_furniture(filled[0], repeated):
            filled.pop(0)
        while filled and _is_furniture(filled[-1], repeated):
            filled.pop()
        kept.extend(filled)
    return kept


def _is_furniture(line: str, repeated: set[str]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line.strip())) or re.sub(r"\d+", "#", line.strip()) in repeated
