"""One form of writing for every rule that follows.

What is changed (spans of a ReadPlan index the result, so nothing needs mapping back):

* what pasting did goes: page numbers, glued paragraphs, bars of tables (see paste);
* line ends become line feeds; control and zero-width characters go; at most one blank line stays;
* full-width letters, digits, space and ％ ＋ ． become half-width; radicals from PDF fonts become characters;
* half-width ( ) , : ; ? ! in Chinese surroundings become full-width, so 一律（），：；;
* spaces between a Chinese character and a digit or letter go (到 2027 年 → 到2027年);
* a half-width full stop between Chinese words becomes 。;
* straight double quotes in a Chinese line become “ ”; Chinese quotes, 〔〕, 【】, 《》 and dashes stay;
* hard-wrapped lines are joined where the text shows it was wrapped at one width;
* lines of a table of contents (ending in dots and a page number) go.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right

from .paste import clean

_CJK = r"\u3400-\u9fff〇"
_MARKS = "“”‘’《》〈〉（）【】〔〕、，。；：？！—…·%"


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}
    for first, last in ((0xFF21, 0xFF3A), (0xFF41, 0xFF5A)):
        table.update({code: chr(code - 0xFEE0) for code in range(first, last + 1)})
    for code in [*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)]:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain != chr(code):
            table[code] = plain
    # Written as escapes where the character cannot be seen or is easily confused.
    pairs = {
        "％": "%",
        "＋": "+",
        "．": ".",
        "－": "-",
        "～": "~",
        "〜": "~",
        "＝": "=",
        "／": "/",
        "＜": "<",
        "＞": ">",
    }
    pairs |= {"［": "[", "］": "]", "｢": "「", "｣": "」", "｡": "。", "､": "、", "･": "·", "＆": "&", "＂": '"'}
    pairs |= {"﹙": "（", "﹚": "）", "﹐": "，", "﹑": "、", "﹒": ".", "﹔": "；", "﹕": "：", "○": "〇", "◯": "〇"}
    pairs |= dict.fromkeys("\u3000\u00a0\u2002\u2003\u2009\u200a\u202f\u2007", " ")
    pairs |= dict.fromkeys("\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e", "\n")
    table.update({ord(old): new for old, new in pairs.items()})
    invisible = [
        *range(0x09),
        *range(0x0E, 0x1C),
        0x1F,
        0x7F,
        0xAD,
        *range(0x200B, 0x2010),
        0x2060,
        0xFEFF,
        0xFFFE,
    ]
    table.update(dict.fromkeys(invisible))
    return table


_TABLE = _table()
_WIDE = {"(": "（", ")": "）", ",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HAS_CJK = re.compile(f"[{_CJK}]")
_NEAR_CJK = re.compile(rf"(?<=[{_CJK}{_MARKS}])[,:;?!]|[,:;?!](?=[{_CJK}“《（【])")
_HALF_STOP = re.compile(rf"(?<=[{_CJK}）】”%])\.(?= ?[{_CJK}（【“《\"]|\d\D|$)|(?<=.{{9}}\d)\. ?(?=【)")  # . used as 。
_HALF_NUMBER = re.compile(r"第?[一二三四五六七八九十百]{1,4}\.")
_GAP = re.compile(rf"(?<=[{_CJK}{_MARKS}]) +(?=[0-9A-Za-z+])|(?<=[0-9A-Za-z%+]) +(?=[{_CJK}，。；：、）%])")
_SPREAD = re.compile(rf"[{_CJK}](?: [{_CJK}])+")  # 科 技 部, 目 录
_SPACED = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")
_MARK_GAP = re.compile(r" +(?=[，。；：、）】〕》！？])|(?<=[，。；：、（【〔《！？]) +")
_NUMBER_GAP = re.compile(rf"(?:\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}|[一二三四五六七八九十]{{1,3}}) (?=[{_CJK}“])")
_TOC_LINE = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|-{5,})\s*\d{1,3}$")
_TERMINAL = re.compile(r"[。！？：；]”?$|）$")
# What can only be the start of a new paragraph, whatever stands above it.
OPENS = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+[编篇章节条部]|[（(](?:[一二三四五六七八九十]{1,4}|\d{1,2})[）)]"
    r"|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[.、．](?!\d)|[①-⑳]|专栏|附件|[（(]此件|抄送|【|[^，。]{0,6}(?:单位|部门)[：:])"
)


def _width(line: str) -> int:
    return sum(2 if ord(ch) > 0x2E7F or ch in "“”‘’—…·" else 1 for ch in line)


def wrap_width(lines: list[str]) -> int | None:
    """The column (half-width cells) at which the text was hard-wrapped, or None if it was not.

    Wrapped text has many lines of nearly the same width and next to none that is longer.
    """
    filled = [line.rstrip() for line in lines if line.strip()]
    widths = sorted(map(_width, filled))
    best, top = 0, 0
    for candidate in range(40, 111):
        full = bisect_right(widths, candidate) - bisect_left(widths, candidate - 6)
        if full >= best:
            best, top = full, candidate
    longer = len(widths) - bisect_right(widths, top)
    if best < max(4, 0.25 * len(widths)) or longer * 8 > len(widths):
        return None
    cut = sum(1 for line in filled if top - 6 <= _width(line) <= top and not _TERMINAL.search(line))
    return widths[bisect_right(widths, top) - 1] if cut * 2 >= best else None


def join_wrapped(text: str) -> str:
    """Lines of one paragraph joined again when the whole text was wrapped at one width; else the text as it is."""
    lines = text.split("\n")
    if any("\t" in line.strip() for line in lines):
        blocks = [line for line in lines if "\t" not in line.strip()]
        width = wrap_width(blocks)
    else:
        width = wrap_width(lines)
    if width is None:
        return text
    indented = sum(1 for line in lines if line.startswith("  ")) >= 3
    out: list[str] = []
    before = ""
    for line in lines:
        if before and line.strip() and _continues(before, line, width, indented):
            glue = " " if re.search("[a-z]$", before) and re.match("[a-z]", line.strip()) else ""
            out[-1] = out[-1].rstrip() + glue + line.strip()
        else:
            out.append(line)
        before = line.rstrip()
    return "\n".join(out)


def _continues(before: str, line: str, width: int, indented: bool) -> bool:
    """Whether `line` carries on the line above it; a line well short of the width ends its paragraph."""
    if "\t" in line or "\t" in before or OPENS.match(line):
        return False
    reach = _width(before)
    if reach < 0.75 * width:
        return False
    if indented:
        return not line.startswith("  ") and (reach >= width - 8 or not _TERMINAL.search(before))
    return not _TERMINAL.search(before)


def _line(line: str) -> str:
    cells = line.split("\t")
    if len(cells) > 1:
        return "\t".join(_line(cell) for cell in cells).strip(" ")
    line = re.sub(r" {2,}", " ", line).strip()
    if not _HAS_CJK.search(line):
        return re.sub(r"^\(([0-9]{1,3})\)", r"（\1）", line)
    line = re.sub(r"^#{1,6} +", "", line).replace("**", "")
    line = line.replace("(", "（").replace(")", "）")
    line = _NEAR_CJK.sub(lambda match: _WIDE[match[0]], line)
    number = _HALF_NUMBER.match(line)
    start = number.end() if number else 0
    line = line[:start] + _HALF_STOP.sub("。", line[start:])
    if '"' in line and line.count('"') % 2 == 0:
        parts = line.split('"')
        line = "".join(part + ("“" if i % 2 == 0 else "”") for i, part in enumerate(parts[:-1])) + parts[-1]
    if _SPREAD.fullmatch(line):
        return line.replace(" ", "")
    spaced = len(_SPACED.findall(line))
    if spaced > 4 and spaced * 3 > len(line.replace(" ", "")):
        line = _SPACED.sub("", line)
    number = _NUMBER_GAP.match(line)  # the space after a heading's number tells it from 5个
    start = number.end() if number else 0
    return line[:start] + _MARK_GAP.sub("", _GAP.sub("", line[start:]))


def normalise(raw: str) -> str:
    """The text in the one form described above, without blank lines at either end."""
    text = clean(raw.replace("\r\n", "\n").replace("\r", "\n")).translate(_TABLE)
    lines = [_line(line) for line in join_wrapped(text).split("\n")]
    kept = [line for line in lines if not _TOC_LINE.search(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
