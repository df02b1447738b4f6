"""Targets: the numbers a plan promises to reach, read from its prose.

`find_targets` walks the text once: every amount is placed in its sentence and clause,
judged (`promises`), dated (`deadlines`) and named (`phrases`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .clauses import Places, paragraphs, sentences
from .deadlines import BASE, DUE, PAST, TimeMark, annual_mark, cadence_of, find_times, guess_issued
from .history import FORETELLS, is_history
from .indicators import find_indicators
from .model import Section, Span, Target
from .naming import Context, name_amount
from .promises import (
    is_background,
    is_committed,
    is_condition_heading,
    is_goal_heading,
    is_ruled_out,
    is_support_heading,
)
from .quantities import Amount, Names, find_amounts
from .segments import ORIGIN, Segment, is_size, segments
from .series import Shared, complete_levels, respectively

_JOINTS = " 　、和及与"
_NEW = re.compile(
    r"新增|新建|新布局|新培育|新引|新设|新认定|新获批|净增|新签|新开|新创|新上|新组建|新遴选|新入|新招|新登记|新注册|新投|新改"
)
_ASPIRE = re.compile(r"力争|争取(?=到|在|实现|达到|突破|建成|年)|努力(?=实现|达到|建成)|冲刺")
_FINISHED = re.compile(r"^(?:全部|全面|基本)?(?:完成|建成|实现|投用|投产|达到|达标|落地|到位)(?=[）。，；、]|$)|^）")
_LABEL = re.compile(
    r"[ 　]*(?:\d{1,3}[.．、](?=\D|20\d\d年|[3456]G)|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}、)"
)
_UP_TO = re.compile(r"提高|提升|增加|扩大|增长|上升|下降|降低|减少|压缩|压减|缩短|拓展|发展|[到至]")
_BASE_WORD = re.compile(r"^(?:较|比|相比|与|同|在|以)|(?:水平|的?基础上|为基期|为基数|相比|实际|年均|的)$")
_EACH_TIME = re.compile(
    r"(?:^|[，。；、：）])[^，。；：]{0,3}每(?=[个一]?[年季月])[^，。；：]+"
)  # at the head of its clause
_CLIMBS = ("提升", "提高")
_REACH_OF_GOALS = 300


@dataclass(slots=True)
class _Stretch:
    """What a paragraph stands under, and what its sentences pass on."""

    path: tuple[str, ...]
    goal: bool
    support: bool
    mark: TimeMark | None = None
    found: list[Target] = field(default_factory=list)


@dataclass(slots=True)
class _Sentence:
    """A sentence under way: what its earlier clauses settled for the later ones."""

    span: Span
    words: str
    scope: str | None = None
    last: Target | None = None
    last_clause: Span | None = None
    verb_new: bool = False
    goes_on: bool = False  # from a promise before a semicolon


class _Reader:
    def __init__(self, text: str, outline: Sequence[Section], issued: str | None) -> None:
        self.text = text
        issued = issued or guess_issued(text)
        names = Names(text)
        self.amounts = list(find_amounts(text, names))
        self._amount_starts = [a.start for a in self.amounts]
        self.times = find_times(text, issued, names)
        self._time_starts = [t.start for t in self.times]
        self.places = Places(outline)
        self.tabled, tables = find_indicators(text, self.places, issued)
        self._table_starts = {span.start for span in tables}
        self.annual = annual_mark(text)
        self.goal_marks: dict[int, TimeMark] = {}  # by the start of the goals' section

    def amounts_in(self, part: Span) -> list[Amount]:
        return self.amounts[bisect_left(self._amount_starts, part.start) : bisect_left(self._amount_starts, part.end)]

    def times_in(self, part: Span) -> list[TimeMark]:
        return self.times[bisect_left(self._time_starts, part.start) : bisect_left(self._time_starts, part.end)]

    def targets(self) -> list[Target]:
        found = self.tabled
        for line in paragraphs(self.text):
            if line.start in self._table_starts:
                continue
            cells = [cell for cell in _cells(self.text, line) if self.amounts_in(cell) or self.times_in(cell)]
            row_mark = self._row_mark(cells) if "\t" in line.of(self.text) else None
            for cell in cells:
                found += self._paragraph(cell, row_mark)
        return sorted(found, key=lambda t: t.span.start)

    def _row_mark(self, cells: list[Span]) -> TimeMark | None:
        """The deadline in a cell of its own governs the row of a table."""
        for cell in cells:
            marks = self.times_in(cell)
            if marks and marks[-1].kind == DUE and not self.amounts_in(cell) and cell.end - cell.start <= 20:
                return marks[-1]
        return None

    def _paragraph(self, part: Span, row_mark: TimeMark | None) -> list[Target]:
        chain = self.places(part.start)
        titles = " ".join(s.title for s in chain if len(s.title) <= 30)
        if is_background(titles) or is_condition_heading(titles):
            return []
        goals = [s for s in chain if len(s.title) <= 30 and is_goal_heading(s.title)]
        stretch = _Stretch(chain[-1].path if chain else (), bool(goals), is_support_heading(titles))
        stretch.mark = row_mark or self._heading_mark(chain, part)
        key = goals[0].heading.start if goals else -1
        if goals and stretch.mark is None:
            stretch.mark = self.goal_marks.get(key)
        if goals or FORETELLS.search(self.text, part.start, min(part.end, part.start + _REACH_OF_GOALS)):
            stretch.mark = stretch.mark or self.annual
        for sentence in sentences(self.text, part):
            self._sentence(sentence, stretch)
        if goals and stretch.mark:
            self.goal_marks[key] = stretch.mark
        return stretch.found

    def _heading_mark(self, chain: tuple[Section, ...], part: Span) -> TimeMark | None:
        for section in reversed(chain):
            if len(section.title) > 30:
                continue
            due = [t for t in self.times_in(section.heading) if t.kind == DUE and t.end <= part.end]
            if due:
                return due[-1]
        return None

    def _sentence(self, span: Span, stretch: _Stretch) -> None:
        state = _Sentence(span, span.of(self.text))
        ended = stretch.found[-1].span.end if stretch.found else -1
        state.goes_on = self.text[ended : span.start].strip("）以上下左右内 \u3000") == "；"
        carried, marks = stretch.mark, [t for t in self.times_in(span) if t.kind != BASE]
        parts = segments(self.text, span, self.amounts_in(span))
        shared = respectively(self.text, parts, marks, span.start, self._untimed)
        for i, part in enumerate(parts):
            before = [t for t in marks if t.start < part.amount.start]
            own = before[-1] if before else None
            if own is None:
                own = self._trailing(part, marks)
            member = shared.get(i)
            own = (member.mark if member else None) or own
            target = self._target(part, own or carried, own is not None, state, stretch, member)
            if target:
                stretch.found.append(target)
                state.last = target
            state.last_clause = part.clause
        if marks:
            stretch.mark = marks[-1]
        complete_levels(stretch.found, span)

    def _trailing(self, part: Segment, marks: list[TimeMark]) -> TimeMark | None:
        """建成10个（2027年底前完成）: a deadline behind counts when it says so."""
        for mark in marks:
            if (
                mark.start >= part.amount.tail
                and mark.kind == DUE
                and _FINISHED.match(self.text[mark.end : mark.end + 6])
            ):
                return mark
        return None

    def _target(
        self,
        part: Segment,
        mark: TimeMark | None,
        own: bool,
        state: _Sentence,
        stretch: _Stretch,
        shared: Shared | None,
    ) -> Target | None:
        amount, text = part.amount, self.text
        before, cadence = self._untimed(part.left, amount.lead), self._cadence(part, mark, state)
        if (
            self._is_past(part, mark, state)
            or (stretch.support and not own and is_size(amount))
            or is_ruled_out(amount, before, part.after(text), part.clause.of(text), state.words)
            or not self._is_committed(part, before, state, stretch, dated=own or bool(cadence))
        ):
            return None
        context = Context(state.last, stretch.found, lambda: self._untimed(state.span.start, part.clause.start))
        name = name_amount(text, part, before, context, shared)
        if name is None:
            return None
        change = name.change
        if part.first or part.clause != state.last_clause:
            state.verb_new = False
        state.verb_new = state.verb_new or bool(_NEW.search(before))
        if change == "total" and state.verb_new:
            change = "new"
        state.scope = name.scope or state.scope
        span = _trim(text, Span(part.left, part.right))
        return Target(
            quantity=name.quantity,
            comparator=name.comparator,
            value=amount.value,
            unit=amount.unit,
            text=span.of(text),
            span=span,
            value_high=amount.high,
            due=mark.due if mark else None,
            cadence=cadence,
            scope=state.scope,
            change=change,
            base=self._base(part.clause) or _origin_of(before),
            aspirational=bool(_ASPIRE.search(text, state.span.start, amount.start)),
            path=stretch.path,
        )

    def _is_committed(self, part: Segment, before: str, state: _Sentence, stretch: _Stretch, *, dated: bool) -> bool:
        return is_committed(
            part.amount,
            before,
            part.after(self.text),
            goal=stretch.goal,
            dated=dated or bool(_ASPIRE.search(part.clause.of(self.text))),
            chained=state.last is not None or state.goes_on,
            governor="" if before.strip(_JOINTS) else self.text[part.clause.start : part.left],
        )

    def _is_past(self, part: Segment, mark: TimeMark | None, state: _Sentence) -> bool:
        if mark and mark.kind == PAST:
            return True
        start, since = part.amount.start, max(state.span.start, mark.start if mark else 0)
        dated = mark is not None and bool(mark.due)
        ahead = dated or part.amount.after in ("以上", "左右") or FORETELLS.search(self.text, state.span.start, start)
        return is_history(self.text[since:start], self.text[max(since, part.clause.start) : start], ahead=bool(ahead))

    def _cadence(self, part: Segment, mark: TimeMark | None, state: _Sentence) -> str | None:
        """每年 before its verb governs the rest of its sentence, behind a subject and 年均 and the like only their clause."""
        here = cadence_of(self.text[part.clause.start : part.amount.start])
        if here:
            return here
        since = max(state.span.start, mark.start if mark else 0)
        earlier = self.text[since : part.clause.start]
        if "年均" in earlier or part.amount.cue.startswith(_CLIMBS) or (part.amount.unit == "%" and part.amount.cue):
            return None  # a level reached once: 每年授权专利100件，拥有量提升至35件
        governing = _EACH_TIME.search(earlier)
        return cadence_of(governing[0]) if governing else None

    def _untimed(self, start: int, end: int) -> str:
        """The words between two places without their expressions of time."""
        pieces, at = [], start
        for mark in self.times_in(Span(start, end)):
            pieces.append(self.text[at : mark.start])
            at = min(mark.end, end)
        words = "".join([*pieces, self.text[at:end]])
        return re.sub(r"^(?:力争)?(?:到|在|于|至)?[，、]?(?:的|之?前|，)?", "", words)

    def _base(self, clause: Span) -> str | None:
        for mark in self.times_in(clause):
            if mark.kind == BASE:
                return _BASE_WORD.sub("", _BASE_WORD.sub("", self.text[mark.start : mark.end]))
        return None


def _origin_of(before: str) -> str | None:
    """45% in 由45%提高到60%."""
    origin = ORIGIN.search(before)
    return _UP_TO.split(origin[0])[0].lstrip("从由的") if origin else None


def _cells(text: str, line: Span) -> Iterator[Span]:
    """The cells of a table's row, or the whole line, each without its number label."""
    start = line.start
    for words in line.of(text).split("\t"):
        end = start + len(words)
        label = _LABEL.match(text, start, end)
        yield Span(label.end() if label else start, end)
        start = end + 1


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in " 　、，和及与":
        start += 1
    while end > start and text[end - 1] in " 　、，":
        end -= 1
    return Span(start, end)


def find_targets(text: str, outline: tuple[Section, ...], *, issued: str | None = None) -> tuple[Target, ...]:
    """Every number that `text` promises to reach, in order of appearance.

    `outline` gives the sections (goals, background) and the path of each target; without
    it the words alone decide. `issued` is the plan's ISO date; it tells history from
    promise and is guessed from the text when absent. Spans are offsets into `text`.
    A deadline governs what follows it in its paragraph, and among goals in their section.
    """
    return tuple(_Reader(text, outline, issued).targets())
