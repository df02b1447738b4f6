"""Tables of indicators: 指标 单位 2023年 2026年目标, one target a row and target year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .clauses import Places, paragraphs
from .deadlines import DUE, find_times
from .model import Span, Target
from .quantities import SIGNS_AFTER

_NAME = re.compile(r"(?:主要|具体|核心|发展|预期)?指标(?:名称|内容)?|(?:目标|项目)名称|目标任务|主要目标")
_UNIT = re.compile(r"(?:计量)?单位")
_AIM = re.compile(r"目标|预期|规划|计划|力争|预计")
_PRESENT = re.compile(r"现状|基期|基数|实际|完成|基础|当前|已")
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")
_YEAR = re.compile(r"20\d\d年?")
_CELL = re.compile(
    r"[〔\[［（(]?(?P<sign>≥|≤|＞|>|＜|<|＝|=|约|达到|不低于|不少于|不超过|超过|突破|大于|小于|左右)?\s*"
    r"(?P<low>\d{1,12}(?:,\d{3})*(?:\.\d+)?)(?:\s*[—–\-~～至到]+\s*(?P<high>\d{1,12}(?:\.\d+)?))?"
    r"\s*(?P<unit>[^\d〔〕\[\]］（）()≥≤]{0,10}?)\s*(?P<after>以上|以下|以内|左右)?[〕\]］）)]?"
)
_SIGN = {
    "≥": "≥",
    "≤": "≤",
    "＞": ">",
    ">": ">",
    "＜": "<",
    "<": "<",
    "约": "≈",
    "达到": "≥",
    "不低于": "≥",
    "不少于": "≥",
}
_SIGN |= {"不超过": "≤", "超过": ">", "突破": ">", "大于": ">", "小于": "<", "左右": "≈", "＝": "=", "=": "="}
_OWN_UNIT = re.compile(r"^(?P<name>.+?)[（(](?P<unit>[^（）()]{1,12})[）)]$")
_GROWTH = re.compile(r"增长|增速|增幅")


@dataclass(frozen=True, slots=True)
class _Header:
    name: int
    unit: int | None
    aims: dict[int, str]  # column of a target -> due date
    width: int


def find_indicators(text: str, places: Places, issued: str | None) -> tuple[list[Target], list[Span]]:
    """Targets of all tables of indicators, and the spans of the tables' lines."""
    found: list[Target] = []
    lines: list[Span] = []
    header: _Header | None = None
    for line in paragraphs(text):
        cells = list(_cells(text, line))
        if len(cells) < 2:
            header = None
            continue
        new = _header([c.of(text).strip() for c in cells], issued)
        if new:
            header = new
        elif header:
            found += _row(text, header, cells, line, places)
        if header:
            lines.append(line)
    return found, lines


def _cells(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for part in line.of(text).split("\t"):
        yield Span(start, start + len(part))
        start += len(part) + 1


def _header(cells: list[str], issued: str | None) -> _Header | None:
    name = next((i for i, c in enumerate(cells) if _NAME.fullmatch(_REMARK.sub("", c))), None)
    if name is None:
        return None
    unit = next((i for i, c in enumerate(cells) if _UNIT.fullmatch(c)), None)
    years = {i: c for i, c in enumerate(cells) if i not in (name, unit) and _YEAR.search(c) and not _PRESENT.search(c)}
    aims: dict[int, str] = {}
    for i, cell in years.items():
        due = [t.due for t in find_times(cell if "年" in cell else cell + "年", None) if t.kind == DUE and t.due]
        if due and (_AIM.search(cell) or _is_ahead(due[-1], issued, [c for c in years.values() if c != cell])):
            aims[i] = due[-1]
    return _Header(name, unit, aims, len(cells)) if aims else None


def _is_ahead(due: str, issued: str | None, others: list[str]) -> bool:
    """A bare year is a target when it is not past; without a date, when it is not the first."""
    if issued:
        return due[:4] >= issued[:4] and not (due[:4] == issued[:4] and any(_AIM.search(o) for o in others))
    return any(m[0][:4] < due[:4] for o in others if (m := _YEAR.search(o)))


def _row(text: str, header: _Header, cells: list[Span], line: Span, places: Places) -> Iterator[Target]:
    # a first cell that spans rows leaves shorter rows behind: count columns from the right
    shift = len(cells) - header.width
    words = [c.of(text).strip() for c in cells]
    if not 0 <= header.name + shift < len(words):
        return
    name = words[header.name + shift]
    unit = words[header.unit + shift] if header.unit is not None and 0 <= header.unit + shift < len(words) else ""
    own = _OWN_UNIT.match(name)
    if own and not unit:
        name, unit = own["name"], own["unit"]
    chain = places(line.start)
    for column, due in header.aims.items():
        cell = words[column + shift] if 0 <= column + shift < len(words) else ""
        match = _CELL.fullmatch(cell)
        if not match or not name:
            continue
        yield Target(
            quantity=name,
            comparator=SIGNS_AFTER.get(match["after"] or "") or _SIGN.get(match["sign"] or "", "="),
            value=float(match["low"].replace(",", "")),
            value_high=float(match["high"]) if match["high"] else None,
            unit=match["unit"] or unit.strip("—-–/"),
            text=line.of(text),
            span=line,
            due=due,
            cadence="yearly" if "年均" in name or "每年" in name else None,
            change="growth" if _GROWTH.search(name) else "new" if name.startswith("新增") else "total",
            path=chain[-1].path if chain else (),
        )
