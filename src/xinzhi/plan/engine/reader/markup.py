"""Text of html and docx documents, blocks as lines, tables as tab-separated lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

_DROP = (
    "script",
    "style",
    "nav",
    "noscript",
    "template",
    "iframe",
    "svg",
    "select",
    "button",
    "footer",
    "form",
    "head",
)
_BLOCK = {
    *("p", "div", "section", "article", "main", "header", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "blockquote", "pre", "table", "tbody", "thead", "tfoot", "caption", "center", "figure", "hr", "body"),
}


def html_text(source: str) -> str:
    """Visible text of an html page: blocks on lines of their own, table rows tab-separated."""
    from lxml import html

    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    root = html.document_fromstring(source or "<p></p>")
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _DROP:
            element.drop_tree() if element.getparent() is not None else None
    out: list[str] = []
    _write(root, out)
    lines = (re.sub(r"[ \r\n]+", " ", line).strip(" ") for line in "".join(out).split("\x00"))
    return "\n".join(line for line in lines if line.strip())


def _cells_of(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _is_layout(cells: Sequence[Any]) -> bool:
    """Whether the row only places text on the page: a cell with a table in it, or with a whole text."""
    for cell in cells:
        if next(cell.iter("table"), None) is not None:
            return True
        blocks = sum(1 for _ in cell.iter("p", "div", "br", "li"))
        size = len(re.sub(r"\s", "", cell.text_content())) if blocks > 1 else 0
        if blocks >= 6 and size > 400:
            return True
        if blocks > 1 and not any(other.text_content().strip() for other in cells if other is not cell):
            return True
    return False


def _write(root: Any, out: list[str]) -> None:
    """Text of the tree into `out`, NUL for a line end; iterative, since pages may nest deeply."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        tag = element.tag
        if done:
            if tag in _BLOCK or tag in {"tr", "td", "th"}:
                out.append("\x00")
            out.append(element.tail or "" if element is not root else "")
            continue
        if tag == "br":
            out.append("\x00")
        elif tag == "tr" and len(element) > 0 and not _is_layout(cells := _cells_of(element)):
            out.append("\x00")
            out.append("\t".join(re.sub(r"\s+", " ", cell.text_content()).strip() for cell in cells))
            out.append("\x00")
            out.append(element.tail or "")
            continue
        elif tag in _BLOCK or tag in {"tr", "td", "th"}:
            out.append("\x00")
        out.append(element.text or "")
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "零一二三四五六七八九"


def chinese_numeral(value: int) -> str:
    """一 … 九十九 for 1 … 99; other values in digits."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else _CN[tens]) + ("十" if tens else "") + (_CN[ones] if ones else "")


class _Numbering:
    """Automatic list numbers of a docx, written out as the reader would see them."""

    def __init__(self, document: Any) -> None:
        self.counts: dict[tuple[str, int], int] = {}
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {item.get(f"{_W}abstractNumId"): item for item in root.findall(f"{_W}abstractNum")}
        for num in root.findall(f"{_W}num"):
            link = num.find(f"{_W}abstractNumId")
            base = abstract.get(link.get(f"{_W}val")) if link is not None else None
            for level in base.findall(f"{_W}lvl") if base is not None else ():
                place = (num.get(f"{_W}numId"), int(level.get(f"{_W}ilvl")))
                self.levels[place] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    int(_value(level, "start", "1")),
                )

    def label(self, paragraph: Any) -> str:
        """The number printed before the paragraph, or an empty string."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        number, level = _value(properties, "numId", ""), int(_value(properties, "ilvl", "0"))
        if (number, level) not in self.levels:
            return ""
        _, pattern, start = self.levels[number, level]
        self.counts[number, level] = self.counts.get((number, level), start - 1) + 1
        for deeper in [place for place in self.counts if place[0] == number and place[1] > level]:
            del self.counts[deeper]
        return re.sub(r"%(\d)", lambda match: self._shown(number, int(match[1]) - 1), pattern)

    def _shown(self, number: str, level: int) -> str:
        form, _, start = self.levels.get((number, level), ("decimal", "", 1))
        value = self.counts.get((number, level), start)
        if form == "bullet":
            return ""
        if form == "decimalEnclosedCircle" and 0 < value <= 20:
            return chr(0x245F + value)
        return (
            chinese_numeral(value)
            if "hinese" in form or "ideograph" in form or form == "japaneseCounting"
            else str(value)
        )


def _value(element: Any, tag: str, default: str) -> str:
    child = element.find(f"{_W}{tag}")
    return default if child is None else child.get(f"{_W}val", default)


def docx_text(data: bytes) -> str:
    """Paragraphs and tables of a Word document in order, deleted text left out."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(BytesIO(data))
    except PackageNotFoundError as error:
        raise ValueError("not a Word document") from error
    return "\n".join(_blocks(document.element.body, _Numbering(document)))


def _blocks(body: Any, numbering: _Numbering) -> Iterator[str]:
    for child in body.iterchildren():
        if child.tag == f"{_W}p":
            label = numbering.label(child)
            yield from (label + _words(child)).split("\n")
        elif child.tag == f"{_W}tbl":
            yield ""
            for row in child.iter(f"{_W}tr"):
                yield "\t".join(_cell(cell, numbering) for cell in row.findall(f"{_W}tc"))
            yield ""
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content, numbering)


def _cell(cell: Any, numbering: _Numbering) -> str:
    lines = [numbering.label(p) + _words(p).replace("\n", " ").replace("\t", " ") for p in cell.iter(f"{_W}p")]
    return " ".join(line.strip() for line in lines if line.strip())


def _words(paragraph: Any) -> str:
    out = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        if node.tag == f"{_W}t":
            out.append(node.text or "")
        elif node.getparent().tag == f"{_W}r":
            out.append(" " if node.tag == f"{_W}tab" else "\n")
    return "".join(out)
