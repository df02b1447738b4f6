"""What pasting and saving does to a text, undone before anything else is read.

Page numbers between lines, paragraphs glued into one line, headings glued to what
stands before them, tables written with upright bars. Line ends are line feeds already;
widths are not yet unified.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONG = 200  # characters; an official paragraph may be longer, a line with several of them always is
_CN = "一二三四五六七八九十"
_DASHED = re.compile(
    r"\s*(?:[-—–－―─·]{1,2}\s*\d{1,4}\s*[-—–－―─·]{1,2}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)\s*"
)
_BARE = re.compile(r"\s*\d{1,3}\s*")
_ENDS = re.compile(r"[。！？：；:;!?]”?\s*$|[）)]\s*$")
_STARTS = re.compile(
    rf"\s*(?:第[{_CN}百\d]+[编篇章节条]|[（(][{_CN}\d]{{1,4}}[）)]|[{_CN}]{{1,3}}[、.．]|\d{{1,2}}[.、．]|附件|专栏|[①-⑳])"
)
_INDENT = re.compile(r"(?:\u3000| {2}|\t)")
_GLUED = re.compile(
    rf"(?<=[。）)；])[ \u3000]*(?=[{_CN}]{{1,3}}、|[（(][{_CN}]{{1,3}}[）)]|第[{_CN}]{{1,3}}[章条][ \u3000])"
)
_GLUED_DIGITS = re.compile(r"(?<=。)[ \u3000]*(?=\d{1,2}[.．、](?!\d))")
_HEADING_THEN_FIRST = re.compile(rf"^([ \u3000]*[{_CN}]{{1,3}}、[^。，；：:、（(]{{3,40}})(?=[（(]一[）)])")
_HEADING_THEN_ANY = re.compile(rf"^([ \u3000]*[{_CN}]{{1,3}}、[^。；：:（(]{{3,40}})(?=[（(][{_CN}]{{1,3}}[）)])")
_NUMBERED = re.compile(
    r"^(?P<title>[^〔\[【。]{6,90}?(?:方案|规划|计划|意见|通知|办法|措施|纲要|决定|细则|要点|分工|行动|清单|批复|函|》))"
    r"(?P<number>(?!的|[^〔\[【]*(?:通知|意见|办法|决定))[\u4e00-\u9fff]{1,8}[〔\[【][12]\d{3}[〕\]】]\d{1,4}号)(?P<rest>.*)$"
)
_ADDRESSED = re.compile(r"^([ \u3000]*各[^。]{3,200}?[：:])(?=[^\s。]{4})")
_CONTENTS = re.compile(rf"第[{_CN}]{{1,3}}[章节篇][ \u3000]")  # six in a line without a full stop: a table of contents
_RULE = re.compile(r"[\s|:：+-]*-{2,}[\s|:：+-]*")


def clean(text: str) -> str:
    """The text with one paragraph a line as far as the paste shows it; cost is linear."""
    lines = _without_page_numbers(text.split("\n"))
    lines = [_bars_to_tabs(line) for line in lines if not _says_nothing(line)]
    return "\n".join(_head(_unglued(lines)))


def _says_nothing(line: str) -> bool:
    """A table's rule, or the contents in one line."""
    if line.count("|") >= 2 and _RULE.fullmatch(line):
        return True
    return "。" not in line and len(_CONTENTS.findall(line)) >= 6


def _bars_to_tabs(line: str) -> str:
    line = line.replace("｜", "|")
    if line.count("|") < 2:
        return line
    return "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))


# --- page numbers


def _without_page_numbers(lines: Sequence[str]) -> list[str]:
    """The lines without page numbers; a paragraph that one of them cut is whole again."""
    bare = _running_numbers(lines)
    indented = sum(1 for line in lines if _INDENT.match(line) and line.strip()) >= 3
    out: list[str] = []
    cut = False
    for i, line in enumerate(lines):
        if i in bare or _DASHED.fullmatch(line):
            while out and not out[-1].strip():
                out.pop()
            cut = bool(out)
        elif cut and not line.strip():
            continue
        elif cut and _carries_on(out[-1], line, indented):
            out[-1] = out[-1].rstrip() + line.strip()
            cut = False
        else:
            out.append(line)
            cut = False
    return out


def _carries_on(before: str, after: str, indented: bool) -> bool:
    if _ENDS.search(before) or _STARTS.match(after) or "\t" in before + after:
        return False
    if _STARTS.match(before) and len(before.strip()) < 20:
        return False
    return not _INDENT.match(after) if indented else len(before.strip()) >= 20


def _running_numbers(lines: Sequence[str]) -> set[int]:
    """Places of bare numbers that count the pages: n, n+1 … with a page's lines between them."""
    places = [(i, int(line.strip())) for i, line in enumerate(lines) if _BARE.fullmatch(line)]
    found: set[int] = set()
    run: list[int] = []
    last = 0
    for i, value in places:
        if run and value == last + 1 and i - run[-1] >= 8:
            run.append(i)
        else:
            found.update(run if len(run) >= 3 else ())
            run = [i]
        last = value
    return found | set(run if len(run) >= 3 else ())


# --- paragraphs in one line


def _unglued(lines: Sequence[str]) -> list[str]:
    numbered = sum(1 for line in lines if _STARTS.match(line))
    inside = sum(len(_GLUED.findall(line)) for line in lines if len(line) > _LONG)
    all_glued = inside >= 3 and inside > 2 * numbered
    out: list[str] = []
    for line in lines:
        pieces = re.split(r"\u3000{2,}| {4,}", line.strip()) if len(line) > _LONG and "\t" not in line else [line]
        for piece in pieces:
            if all_glued and len(piece) > _LONG:
                piece = _GLUED_DIGITS.sub("\n", _GLUED.sub("\n", piece))  # noqa: PLW2901 - the same words
            heading = _HEADING_THEN_ANY if all_glued else _HEADING_THEN_FIRST
            for part in piece.split("\n"):
                out += heading.sub(r"\1\n", part).split("\n")
    return out


def _head(lines: list[str]) -> list[str]:
    """Title, document number and addressees on lines of their own, where one line holds several of them."""
    out: list[str] = []
    for line in lines[:6]:
        match = _NUMBERED.match(line.strip())
        if match:
            out += [match["title"], match["number"]]
            line = match["rest"]  # noqa: PLW2901 - what is left of it
            if not line.strip():
                continue
        out += _ADDRESSED.sub(r"\1\n", line).split("\n")
    return out + lines[6:]
