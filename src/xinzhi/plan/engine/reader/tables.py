"""Tables of tasks: tab-separated lines under a header such as 序号 任务 牵头单位 配合单位 完成时限."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .departments import Directory
from .duties import Duty, parse_duty
from .measures import with_convention
from .model import Measure, Section, Span
from .outline import lines_of, walk

_COLUMNS = (
    ("person", re.compile(r".*(?:领导|责任人|联系人|负责人|联系方式|电话|备注)")),
    ("number", re.compile(r"序号|编号|号")),
    ("deadline", re.compile(r".*(?:时限|完成时间|时间|期限|进度|年度|节点).*")),
    ("lead", re.compile(r".*(?:牵头|主责|主办|主管).*")),
    ("support", re.compile(r".*(?:配合|参与|协办|协助|支持|参加|协同).*")),
    (
        "shared",
        re.compile(
            r".*(?:责任|负责|落实|实施|承办|承担)(?:单位|部门|主体|处室|机构|分工|地区|县区|区县)?.*|.*(?:单位|部门)"
        ),
    ),
    ("title", re.compile(r".*(?:任务|事项|措施|举措|工作|内容|项目|名称|指标|政策|要求|条款|目标).*")),
)
# A row of one cell that names the tasks below it: 一、科技创新
_GROUP = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)[^。；：\t]{2,24}")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows (spans of lines) under a header; `columns` maps a role to its columns from the left."""

    span: Span
    columns: dict[str, tuple[int, ...]]
    rows: tuple[Span, ...]


def _columns(cells: Sequence[str]) -> dict[str, tuple[int, ...]] | None:
    """The header's columns by role, or None when the line is no header of duties."""
    found: dict[str, list[int]] = {}
    for i, cell in enumerate(cells):
        bare = re.sub(r"[\s（）]", "", cell)
        role = next((role for role, words in _COLUMNS if len(bare) <= 12 and words.fullmatch(bare)), None)
        if role:
            found.setdefault(role, []).append(i)
    found.pop("person", None)
    named = sum(1 for cell in cells if cell.strip())
    if "title" not in found or not {"lead", "shared"} & found.keys():
        return None
    if sum(map(len, found.values())) * 2 < named:
        return None
    return {role: tuple(places) for role, places in found.items()}


def find_tables(text: str) -> tuple[Table, ...]:
    """Tables with a column of tasks and one of debtors, in order of place."""
    tables: list[Table] = []
    header: dict[str, tuple[int, ...]] | None = None
    rows: list[Span] = []
    start, last_end = 0, -2
    for line in [*lines_of(text), Span(len(text) + 9, len(text) + 9)]:
        words = line.of(text)
        apart = line.start - last_end > 2
        last_end = line.end
        if header and not apart and _GROUP.fullmatch(words):
            continue
        columns = _columns(words.split("\t")) if "\t" in words else None
        if header and (columns or apart or "\t" not in words):
            if rows:
                tables.append(Table(Span(start, rows[-1].end), header, tuple(rows)))
            header = None
        if columns:
            header, start, rows = columns, line.start, []
        elif header:
            rows.append(line)
    return tuple(tables)


def _cells(text: str, row: Span) -> list[Span]:
    cells, start = [], row.start
    for cell in row.of(text).split("\t"):
        cells.append(Span(start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _group_names(text: str, table: Table) -> set[str]:
    """Words of the first task column that stand in several rows: a group's name, not a task's."""
    first, *others = table.columns["title"]
    if not others:
        return set()
    seen = Counter(cells[first].of(text).strip() for row in table.rows if len(cells := _cells(text, row)) > first)
    return {words for words, count in seen.items() if count > 1}


def _duty(text: str, table: Table, cells: Sequence[Span]) -> Duty | None:
    """The row's debtors: each cell reads like a labelled note."""
    parts = []
    used: list[Span] = []
    for role, label in (("lead", "牵头单位"), ("support", "配合单位"), ("shared", "责任单位")):
        for column in table.columns.get(role, ()):
            words = cells[column].of(text).strip() if column < len(cells) else ""
            if words and words not in {"-", "—", "/", "无"}:
                parts.append(f"{label}：{words}")
                used.append(cells[column])
    deadline = [cells[i].of(text).strip() for i in table.columns.get("deadline", ()) if i < len(cells)]
    if not parts:
        return None
    duty = parse_duty("；".join(parts), Span(used[0].start, max(cell.end for cell in used)))
    return replace(duty, deadline=" ".join(filter(None, deadline)) or duty.deadline) if duty else None


def table_measures(
    text: str, tables: Sequence[Table], outline: Sequence[Section], convention: int | None, directory: Directory
) -> list[Measure]:
    """One measure a row that names debtors; its path is the section's with the row's number."""
    sections = list(walk(outline))
    starts = [section.heading.start for section in sections]
    found = []
    for table in tables:
        groups = _group_names(text, table)
        at = bisect_right(starts, table.span.start) - 1
        inside = at >= 0 and sections[at].body.end >= table.span.start
        path = sections[at].path if inside else ()
        number = ""
        for row in table.rows:
            cells = _cells(text, row)
            duty = _duty(text, table, cells)
            if not duty:
                continue
            duty = with_convention(duty, convention)
            places = table.columns.get("number", ())
            number = next((cells[i].of(text).strip() for i in places if i < len(cells)), "") or number
            found.append(_row_measure(text, table, cells, duty, (*path, number) if number else path, directory, groups))
    return found


def _row_measure(
    text: str,
    table: Table,
    cells: Sequence[Span],
    duty: Duty,
    path: tuple[str, ...],
    directory: Directory,
    groups: set[str],
) -> Measure:
    words = [cells[i].of(text).strip() for i in table.columns["title"] if i < len(cells)]
    words = list(dict.fromkeys(word for word in words if word))
    title = next((word for word in words if word not in groups), words[0] if words else "")
    first = re.split("[。：；]", title, maxsplit=1)[0]
    return Measure(
        path=path,
        title=first,
        text=" ".join(words),
        span=Span(cells[0].start, cells[-1].end),
        lead=directory.apply(duty.lead),
        support=directory.apply(duty.support),
        shared=directory.apply(duty.shared),
        note=duty.span.of(text),
        note_span=duty.span,
        deadline=duty.deadline,
    )
