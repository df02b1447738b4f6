"""Word documents (python-docx) for those who must file what a page shows: one look for all of them."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

_LATIN, _CHINESE = "Times New Roman", "SimSun"


def new_document(title: str) -> Any:
    """An empty document under its title, without an author; Chinese is set in SimSun, all else in Times."""
    document = Document()
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _CHINESE)
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.title = title
    document.core_properties.author = ""
    document.add_heading(title, level=0)
    return document


def add_table(document: Any, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A ruled table whose head is repeated on every page; nothing where there are no rows."""
    if not rows:
        return
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for values in [head, *rows] if head else rows:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = str(value)
    if head:
        mark = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  python-docx has no other way to repeat a row
        mark.append(mark.makeelement(qn("w:tblHeader"), {}))


def document_bytes(document: Any) -> bytes:
    """The document as a .docx file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
