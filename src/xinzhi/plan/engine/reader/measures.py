"""Measures: the lowest section that carries a duty note, with its words and its debtors.

A document without notes, or with notes on few of its items, has the lowest items of its
task chapters as measures.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .departments import Directory
from .duties import CONVENTION, Duty
from .model import Measure, Section, Span
from .outline import lines_of, walk

_TASK_PART = re.compile(
    r".{0,6}(?:任务|措施|举措|行动|工程|重点工作|工作内容|重点内容|政策)(?:分工|安排|清单|项目|内容)?"
    r"(?:(?:及|和|与|、).{2,6})?(?:（.*）)?"
)
# Chapters that say why, what for and within which bounds …
_FRAME = re.compile(
    r"总体(?:要求|思路|部署|考虑)|指导思想|(?:基本|工作|主要|实施)原则|总则|附则|附件|名词解释|(?:重大|重要)意义|^.{0,4}认识"
    r"|(?:发展|工作|主要|总体|行动|建设|预期|试点|阶段|具体|任务|规划|战略|实施)?目标(?:任务|要求|定位|和任务|愿景)?$|^目标|^.{0,6}目标$"
    r"|(?:发展|工作|编制|规划)?背景$|形势$|^形势|现状|^.{0,4}基础$|基础条件|适用(?:范围|对象)|实施范围|试点(?:范围|地区|城市)$"
    r"|^重点领域|其他事项|解释权|有效期"
)
# … and how it is seen to; these are measures only where nothing else is.
_CARE = re.compile(
    r"^(?:强化|加强|完善|健全|落实)?(?:各项|政策|组织|工作|要素|服务|条件|实施)*保障(?:措施|机制|体系)?$"
    r"|组织(?:实施|领导|保障)|(?:有关|工作|相关|具体|实施)要求$|(?:实施|工作|进度|时间)(?:步骤|安排|阶段)|规划实施"
    r"|监督(?:检查|考核)$|评估考核$"
)
_FEW = 0.3  # notes on fewer of the leaf sections than this do not stand for all measures …
_MANY = 8  # … unless there are as many as this, which shows that the document has the habit
_GAP = "。；，、 \n\t"


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _GAP:
        start += 1
    while end > start and text[end - 1] in "\n\t ":
        end -= 1
    return Span(start, end)


def convention_from(text: str) -> int | None:
    """Where the rule "first named leads" begins to hold, or None; a remark (注：…) at the end holds throughout."""
    match = CONVENTION.search(text)
    if not match:
        return None
    line = text.rfind("\n", 0, match.start()) + 1
    if re.match(r"（?(?:备注|附注|说明|注)[：:]?", text[line : line + 6]):
        return 0
    opening = max(text.rfind("（", line, match.start()), text.rfind("【", line, match.start()))
    return opening if opening >= 0 else match.start()


def with_convention(duty: Duty, start: int | None) -> Duty:
    """The duty under "first named leads": first is lead, the rest support, unless a lead is named."""
    if start is None or duty.span.end <= start or duty.lead or not duty.shared:
        return duty
    first, *rest = duty.shared
    return replace(duty, lead=(first,), support=(*rest, *duty.support), shared=())


def _owners(outline: Sequence[Section], notes: Sequence[Duty], text: str) -> Iterator[tuple[Section, list[Duty]]]:
    """Each section with the notes that are its own, in order of place."""
    sections = list(walk(outline))
    by_section: dict[int, list[Duty]] = {}
    open_sections: list[tuple[int, Section]] = []
    at = 0
    for note in notes:
        while at < len(sections) and sections[at].heading.start <= note.span.start:
            open_sections.append((at, sections[at]))
            at += 1
        while open_sections and open_sections[-1][1].body.end <= note.span.start:
            open_sections.pop()
        # A closed ancestor may lie under a shorter sibling: drop every section that has ended.
        open_sections = [entry for entry in open_sections if entry[1].body.end > note.span.start]
        if open_sections:
            by_section.setdefault(open_sections[-1][0], []).append(note)
    _lift(sections, by_section, text)
    for index in sorted(by_section):
        yield sections[index], by_section[index]


def _lift(sections: Sequence[Section], by_section: dict[int, list[Duty]], text: str) -> None:
    """Give a note after the last of several items to their parent when it speaks for all of them.

    It does when it stands on a line of its own, or when the same happens in every group
    of the document that has notes at all.
    """
    index = {id(section): i for i, section in enumerate(sections)}
    groups = []
    for i, section in enumerate(sections):
        items = [index[id(child)] for child in section.children]
        if len(items) < 2 or any(sections[item].children for item in items):
            continue
        noted = [item for item in items if item in by_section]
        if noted:
            lone = noted == items[-1:] and len(by_section[items[-1]]) == 1 and i not in by_section
            groups.append((i, items[-1], lone))
    always = len(groups) >= 2 and all(lone for _, _, lone in groups)
    for parent, last, lone in groups:
        if lone and (always or _own_line(text, by_section[last][0].span)):
            by_section.setdefault(parent, []).extend(by_section.pop(last))


def _own_line(text: str, span: Span) -> bool:
    line_start = text.rfind("\n", 0, span.start) + 1
    return not text[line_start : span.start].strip(" 。")


def _parts(section: Section, notes: Sequence[Duty], text: str) -> list[Span]:
    """The words that each note of a section speaks for, in the notes' order."""
    start = section.heading.end
    # A heading that is a whole sentence is the measure's text; a short one has its text after the note.
    between = text[start : notes[0].span.start]
    parent = any(not child.number.startswith("专栏") for child in section.children)
    leading = (
        len(section.title) <= 40
        and not between.strip(_GAP)
        and ("。" not in between or parent)
        and bool(text[notes[0].span.end : section.body.end].strip(_GAP))
    )
    spans = []
    for i, note in enumerate(notes):
        if leading:
            until = notes[i + 1].span.start if i + 1 < len(notes) else section.body.end
            spans.append(_trim(text, note.span.end, until))
        else:
            spans.append(_trim(text, start, note.span.start))
            start = note.span.end
    return spans


def _measure(section: Section, words: Span, duty: Duty, part: int, text: str, directory: Directory) -> Measure:
    if words.end == words.start:
        at = text.find(section.title, section.heading.start)
        words = Span(at, at + len(section.title)) if at >= 0 else section.heading
    start = section.heading.start if part == 0 else min(words.start, duty.span.start)
    return Measure(
        path=section.path,
        title=section.title,
        text=words.of(text),
        span=Span(start, max(words.end, duty.span.end)),
        lead=directory.apply(duty.lead),
        support=directory.apply(duty.support),
        shared=directory.apply(duty.shared),
        note=duty.span.of(text),
        note_span=duty.span,
        part=part,
        deadline=duty.deadline,
    )


def _leaves(outline: Sequence[Section]) -> list[Section]:
    """The lowest items of the task chapters; where no chapter is one by its title, of all that do not frame the plan."""
    framed = [top for top in outline if not _is(top, _FRAME)]
    tops = [top for top in framed if not _is(top, _CARE)] or framed
    chosen = [top for top in tops if _TASK_PART.fullmatch(top.title)] or tops
    return [leaf for top in chosen for leaf in _lowest(top)]


def _is(section: Section, kind: re.Pattern[str]) -> bool:
    return section.number.startswith("专栏") or (len(section.title) <= 24 and bool(kind.search(section.title)))


def _lowest(section: Section) -> Iterator[Section]:
    inner = [child for child in section.children if not child.number.startswith("专栏")]
    if not inner:
        yield section
    for child in inner:
        if not _is(child, _FRAME) and not _is(child, _CARE):
            yield from _lowest(child)


def _without_note(leaf: Section, text: str) -> Measure:
    words = _trim(text, leaf.body.start, leaf.body.end)
    span = Span(leaf.heading.start, max(leaf.body.end, leaf.heading.end))
    said = words.of(text) if words.end > words.start else leaf.title
    return Measure(path=leaf.path, title=leaf.title, text=said, span=span)


def _unnoted(outline: Sequence[Section], found: Sequence[Measure], text: str) -> Iterator[Measure]:
    """Leaves of the task chapters without a note, when notes are on too few of them to stand for all."""
    leaves = _leaves(outline) if len(found) < _MANY else []
    starts = [leaf.heading.start for leaf in leaves]
    noted: set[int] = set()
    for measure in found:
        if measure.path:
            first = bisect_left(starts, measure.span.start)
            noted.update(range(first, max(first, bisect_left(starts, measure.span.end))))
    if len(noted) < _FEW * len(leaves):
        yield from (_without_note(leaf, text) for i, leaf in enumerate(leaves) if i not in noted)


def find_measures(
    text: str, outline: Sequence[Section], notes: Sequence[Duty], directory: Directory, tabled: Sequence[Measure] = ()
) -> tuple[Measure, ...]:
    """The measures in order of place; `tabled` are those already read from tables."""
    start = convention_from(text)
    duties = [with_convention(note, start) for note in notes]
    found = list(tabled)
    for section, own in _owners(outline, duties, text):
        for part, (duty, words) in enumerate(zip(own, _parts(section, own, text), strict=True)):
            found.append(_measure(section, words, duty, part, text, directory))
    found.extend(_unnumbered(text, outline, duties, directory))
    if not tabled:
        found.extend(_unnoted(outline, found, text))
    return tuple(sorted(found, key=lambda measure: (measure.note_span or measure.span).start))


def _unnumbered(
    text: str, outline: Sequence[Section], notes: Sequence[Duty], directory: Directory
) -> Iterator[Measure]:
    """Notes that stand in no section: their own paragraph is the measure."""
    covered = sorted((section.heading.start, section.body.end) for section in outline)
    lines = list(lines_of(text))
    at, line_at = 0, 0
    parts: dict[int, int] = {}
    for note in notes:
        while at < len(covered) and covered[at][1] <= note.span.start:
            at += 1
        if at < len(covered) and covered[at][0] <= note.span.start:
            continue
        while lines[line_at].end <= note.span.start:
            line_at += 1
        words = _trim(text, lines[line_at].start, note.span.start)
        if words.end == words.start and line_at:
            words = lines[line_at - 1]
        title = re.split("[。：；]", words.of(text), maxsplit=1)[0]
        part = parts.get(line_at, 0)
        parts[line_at] = part + 1
        section = Section((), "", 0, title, Span(words.start, words.start), words)
        yield _measure(section, words, note, part, text, directory)
