"""Numbered headings as a tree.

Which numbering stands above which is read from the document itself: a style that is
already open continues its list, a style that is new opens a list inside the current
item, unless the document shows elsewhere that it stands above it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .model import Section, Span

_CN = "一二三四五六七八九十百零〇两"
_DIGIT = {ch: i for i, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_LABEL = re.compile(
    rf"""(?:
      (?P<part>第(?P<part_n>[{_CN}]{{1,5}}|\d{{1,3}})(?P<part_unit>编|篇|部分|章|节|条))(?=[ \t、：:.]|[^{_CN}\d、，。的规之和及至]|$)[ \t、：:.]*
    | （(?P<cn_round>[{_CN}]{{1,4}})）[ 、.：]?
    | (?P<cn>[{_CN}]{{1,4}})[、.](?![{_CN}]{{1,2}}[、级线产类])[ \t]*
    | (?P<dotted>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=[ \t、.]|[^\d.万亿多倍%％个家项元级米吨度℃年月公平千百兆GMTK/+])[ \t、.]*
    | (?P<num>\d{{1,3}})(?:\.(?!\d)|、(?!\d)|\.(?=[3456]G|20\d\d年|\d\+|\d{{3,}}[\u4e00-\u9fff]))[ \t]*
    | (?P<num_space>\d{{1,2}})[ ](?=[\u3400-\u9fff“])(?![年月日个家项名亿万])
    | (?P<cn_space>[{_CN}]{{1,3}})[ ](?=[\u3400-\u9fff“])
    | （(?P<num_round>\d{{1,3}})）[ 、.]?
    | (?P<num_half>\d{{1,2}})）[ 、.]?
    | (?P<circle>[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇])[ 、.]?
    | (?P<dot_num>[⒈-⒛])[ 、.]?
    | (?P<roman>[Ⅰ-Ⅻ])[ 、.]+
    | (?P<box>专栏[ ]?(?:\d{{1,2}}|[{_CN}]{{1,3}}))[ \t：:、.]*
    )""",
    re.VERBOSE,
)
# Where the document gives no evidence of its own, the customary order decides.
_CUSTOM = [
    "编",
    "篇",
    "部分",
    "章",
    "节",
    "条",
    "cn",
    "cn_space",
    "roman",
    "cn_round",
    "num",
    "num_space",
    "dot_num",
    "dotted2",
    "dotted3",
]
_CUSTOM += ["dotted4", "num_round", "num_half", "circle"]
_RANK = {style: i for i, style in enumerate(_CUSTOM)}
_SIGN_DATE = re.compile(r"(?:\d{4}|[二一〇零O九]{4})年[^，。]{1,3}月[^，。]{1,3}日(?:印发)?")
_BREAK = re.compile(r"附件(?:\d{1,2}|[一二三四五六七八九十])?[:：]?|（此件[^）]*）|抄送[:：].*")


@dataclass(slots=True)
class _Node:
    style: str
    value: int
    label: str
    title: str
    heading: Span
    firm: bool  # no prose starts like this, so a gap before it is the document's own
    depth: int = 0
    end: int = 0
    children: list[_Node] = field(default_factory=list)


def chinese_number(text: str) -> int:
    """Value of 十二, 二十, 一百零三, 二〇, 12; 0 when it is no number."""
    if text.isdecimal():
        return int(text)
    if not any(ch in "十百" for ch in text):
        digits = [_DIGIT[ch] for ch in text if ch in _DIGIT]
        return int("".join(map(str, digits))) if digits else 0
    total, digit = 0, 0
    for ch in text:
        if ch in "十百":
            total += (digit or 1) * (10 if ch == "十" else 100)
            digit = 0
        else:
            digit = _DIGIT.get(ch, 0)
    return total + digit


def lines_of(text: str) -> Iterator[Span]:
    """Spans of the lines of `text` that hold anything, without their line ends."""
    start = 0
    for line in text.split("\n"):
        if line:
            yield Span(start, start + len(line))
        start += len(line) + 1


def _ordinal(char: str) -> int:
    code = ord(char)
    for base, low, high in ((1, 0x2460, 0x2473), (21, 0x3251, 0x325F), (36, 0x32B1, 0x32BF), (1, 0x2776, 0x277F)):
        if low <= code <= high:
            return code - low + base
    return next((code - low + 1 for low in (0x2474, 0x2488, 0x2160) if low <= code < low + 20), 0)


def _read_label(match: re.Match[str]) -> tuple[str, int, str]:
    """(style, value, bare label) of a matched heading number."""
    if match["part"]:
        return match["part_unit"], chinese_number(match["part_n"]), match["part"]
    kind = match.lastgroup or ""
    label = match[kind]
    if kind == "dotted":
        parts = label.split(".")
        return f"dotted{len(parts)}", int(parts[-1]), label
    if kind in {"circle", "dot_num", "roman"}:
        return kind, _ordinal(label), label
    if kind == "box":
        return kind, chinese_number(label[2:].strip()), label.replace(" ", "")
    return kind, chinese_number(label), label


def _is_firm(match: re.Match[str]) -> bool:
    return bool(match["cn"] or match["cn_round"] or (match["part"] and match[0] != match["part"]))


def _title(text: str, start: int, line_end: int, note_starts: Sequence[int]) -> Span:
    """The heading's words: up to the first full stop, note or line end."""
    stop = text.find("。", start, line_end)
    end = line_end if stop < 0 else stop
    at = bisect_left(note_starts, start)
    if at < len(note_starts) and note_starts[at] < end:
        end = note_starts[at]
    colon = text.find("：", start, min(end, start + 24))
    if colon > start and end - colon > 12:
        end = colon
    while end > start and text[end - 1] in " ；;，、：:。":
        end -= 1
    return Span(start, end)


def _candidates(text: str, notes: Sequence[Span], skip: Sequence[Span]) -> Iterator[_Node | int]:
    """Possible headings in order of place; an int is a place where all open sections end."""
    starts = [note.start for note in notes]
    skip_starts = [span.start for span in skip]
    before = Span(0, 0)
    in_contents = False
    for line in lines_of(text):
        words = text[line.start : line.end]
        at = bisect_right(skip_starts, line.start) - 1
        if (at >= 0 and line.start < skip[at].end) or words.count("\t") > 1:
            before = line
            continue
        if _SIGN_DATE.fullmatch(words) and before.end - before.start < 40:
            yield before.start
        elif len(words) < 40 and _BREAK.fullmatch(words):
            yield line.start
        match = _LABEL.match(words)
        in_contents = words == "目录" or (in_contents and match is not None and "。" not in words)
        if match and not (in_contents and text.find(f"\n{words}", line.end) >= 0):
            style, value, label = _read_label(match)
            title = _title(text, line.start + match.end(), line.end, starts)
            if value and title.end > title.start:
                words = title.of(text).strip()
                yield _Node(style, value, label, words, Span(line.start, title.end), _is_firm(match))
        before = line


def _nesting(nodes: Sequence[_Node]) -> Counter[tuple[str, str]]:
    """How often a list of the second style starts right after an item of the first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for above, below in pairwise(nodes):
        if below.value == 1 and above.style != below.style:
            pairs[above.style, below.style] += 1
    return pairs


def _stands_above(style: str, other: str, pairs: Counter[tuple[str, str]]) -> bool:
    """Whether `style` is an outer numbering to `other` in this document."""
    inside, outside = pairs[other, style], pairs[style, other]
    if max(inside, outside) >= 2 and inside != outside:
        return outside > inside
    return _RANK.get(style, 99) < _RANK.get(other, 99)


class _Stack:
    """The open items, outermost first, while the headings are read in order."""

    def __init__(self, pairs: Counter[tuple[str, str]]) -> None:
        self.open: list[_Node] = []
        self.roots: list[_Node] = []
        self.last: dict[str, int] = {}
        self.pairs = pairs

    def depth_for(self, node: _Node) -> int | None:
        """The level (from 0) where the heading belongs, or None when it does not continue or start any list."""
        same = [depth for depth, item in enumerate(self.open) if item.style == node.style]
        for depth in reversed(same):
            if node.value == self.open[depth].value + 1:
                return depth
        if node.value == 1:
            return self._new_list(node, same)
        if same:
            ahead = node.value - self.open[same[-1]].value
            if 0 <= ahead <= 3 or node.firm:
                return same[-1]
            return None
        if node.value == self.last.get(node.style, 0) + 1 or node.firm:
            return self._inside(node)
        return None

    def _new_list(self, node: _Node, same: list[int]) -> int:
        if not same:
            return self._inside(node)
        if self.open[-1].style == "box":
            return len(self.open)
        return same[-1]

    def _inside(self, node: _Node) -> int:
        depth = len(self.open)
        while depth and self.open[depth - 1].style != "box" and node.style != "box":
            if not _stands_above(node.style, self.open[depth - 1].style, self.pairs):
                break
            depth -= 1
        return depth

    def add(self, node: _Node) -> None:
        depth = self.depth_for(node)
        if depth is None:
            return
        self.close(depth, node.heading.start)
        node.depth = depth
        (self.open[-1].children if self.open else self.roots).append(node)
        self.open.append(node)
        self.last[node.style] = node.value

    def close(self, depth: int, at: int) -> None:
        while len(self.open) > depth:
            self.open.pop().end = at


def _freeze(node: _Node, text: str, above: tuple[str, ...]) -> Section:
    path = (*above, node.label)
    start, end = node.heading.end, max(node.end, node.heading.end)
    while start < end and text[start] in "。；：\n \t":
        start += 1
    while end > start and text[end - 1] in "\n \t":
        end -= 1
    children = tuple(_freeze(child, text, path) for child in node.children)
    return Section(path, node.label, node.depth + 1, node.title, node.heading, Span(start, end), children)


def find_outline(text: str, notes: Sequence[Span] = (), skip: Sequence[Span] = ()) -> tuple[Section, ...]:
    """The sections of the normalised text.

    `notes` are spans of responsibility notes in order (a title ends before one); `skip`
    are spans, in order, that hold no headings (tables). Cost is linear in the text.
    """
    found = list(_candidates(text, notes, skip))
    stack = _Stack(_nesting([item for item in found if isinstance(item, _Node)]))
    for item in found:
        if isinstance(item, _Node):
            stack.add(item)
        else:
            stack.close(0, item)
    stack.close(0, len(text))
    return tuple(_freeze(node, text, ()) for node in stack.roots)


def walk(sections: Sequence[Section]) -> Iterator[Section]:
    """Every section, parents before children, in order of place."""
    for section in sections:
        yield section
        yield from walk(section.children)
