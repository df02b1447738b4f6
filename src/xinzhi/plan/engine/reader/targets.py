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
from .indicators import find_indicators
from .model import Section, Span, Target
from .phrases import action, following_noun, growth, scope_of, strip_left, subject, topic_of
from .promises import (
    is_background,
    is_committed,
    is_condition,
    is_condition_heading,
    is_listing,
    is_rule,
    is_told,
    is_goal_heading,
    is_structure,
    is_support,
    is_support_heading,
)
from .quantities import Amount, Names, find_amounts
from .segments import ORIGIN, Segment, follows_noun, is_size, segments
from .series import LEVEL_ONLY, Shared, complete_levels, ellipsis, respectively

_PAST_SENTENCE = re.compile(
    r"目前|截至(?:去年|上年)|近年来|以来|已经|连续[一二两三四五六七八九十\d]+年(?=保持|位居|居|增长)|(?:全[省市区县]|我[省市])[^，。]{0,6}(?:共有|拥有|共)"
)
_PAST_CLAUSE = re.compile(
    r"现有|已建成|已建|已有|已达|已形成|已培育|已累计|已突破|已超过|已成为|已实现|已拥有|已获批|已引进|已集聚|原有|"
    r"(?:达到|实现|建成|突破|取得|形成|完成|增长|超过|获批|培育|引进|集聚|拥有|新增|推出)了"
)
_FORETELLS = re.compile(r"目标|预期|力争|争取|确保|预计")
_NEW = re.compile(
    r"新增|新建|新布局|新培育|新引|新设|新认定|新获批|净增|新签|新开|新创|新上|新组建|新遴选|新入|新招|新登记|新注册|新投|新改"
)
_ASPIRE = re.compile(r"力争|争取(?=到|在|实现|达到|突破|建成|年)|努力(?=实现|达到|建成)|冲刺")
_FINISHED = re.compile(r"^(?:全部|全面|基本)?(?:完成|建成|实现|投用|投产|达到|达标|落地|到位)|^）")
_BARE_ATTRIBUTE = re.compile(
    r"^(?:年均增速|增速|年均增长率|增长率|增幅|占比|比重|年均|复合增长率|占[^，。、]{2,20}(?:比重|比例|的?比)|总数|总量|总面积|总规模)$"
)
_RANKING = re.compile(
    r"(?:继续)?(?:保持|进入|位居|跻身|位列|位于|居于|稳居|居|排名|列)(?:在)?(?:全国|全省|全球|世界|[一-鿿]{2,6})?$"
)
_AT_LEAST = re.compile(r"(?:至少|最少)[^，。、]{1,6}$")
_HAS_WORD = re.compile(r"[一-鿿]{2,}|[A-Za-z]{2,}|县（")
_LABEL = re.compile(
    r"[ 　]*(?:\d{1,3}[.．、](?=\D|20\d\d年|[3456]G)|（[一二三四五六七八九十\d]{1,3}）|[一二三四五六七八九十]{1,3}、)"
)
_UP_TO = re.compile(r"提高|提升|增加|扩大|增长|上升|下降|降低|减少|压缩|压减|缩短|拓展|发展|[到至]")
_BASE_WORD = re.compile(r"^(?:较|比|相比|与|同|在|以)|(?:水平|的?基础上|为基期|为基数|相比|实际|年均)$")
_EVERY_YEAR = re.compile(r"(?<=.{2})(?:每年|逐年|平均每年)$")
_SHARE_OF = re.compile(r"^(?P<whole>[^，。；]{2,30}?)(?:达到|占到?|超过|不低于|不少于|达)(?P<part>[^，。；]{2,24})的$")
_FOR_EACH = re.compile(r"(?<=.{2})(?:达到|提高到|增加到|不低于|不少于|超过|突破|达)(?:每[一-鿿]{1,4}|人均|平均)$")
_AMONG = re.compile(r"^[、，和及]?(?:其中)?(?=.{2,4}$)")
_NEEDS = re.compile(r"(?:约|需要?|应当?|要|占)+$")
_LONGEST_QUANTITY = 45


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
        if (mark and mark.kind == PAST) or self._is_past(part, mark, state):
            return None
        clause = part.clause.of(text)
        if is_support(amount, state.words, clause) or is_condition(clause, state.words):
            return None
        before, after = self._untimed(part.left, amount.lead), part.after(text)
        if stretch.support and not own and is_size(amount):
            return None
        cadence = self._cadence(part, mark, state)
        chained = state.last is not None and state.last.span.start >= state.span.start
        if is_rule(amount, before, after) or is_listing(amount, before, clause) or is_told(before + amount.cue):
            return None
        if is_structure(amount, before, after) or not is_committed(
            amount,
            before,
            after,
            goal=stretch.goal,
            dated=own or bool(cadence or _ASPIRE.search(clause)),
            chained=chained,
        ):
            return None
        name = self._name(part, before, after, state, stretch, shared)
        if name is None:
            return None
        quantity, scope, change, comparator = name
        if part.first or part.clause != state.last_clause:
            state.verb_new = False
        state.verb_new = state.verb_new or bool(_NEW.search(before))
        if change == "total" and state.verb_new:
            change = "new"
        state.scope = scope or state.scope
        span = _trim(text, Span(part.left, part.right))
        return Target(
            quantity=quantity,
            comparator=comparator,
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

    def _is_past(self, part: Segment, mark: TimeMark | None, state: _Sentence) -> bool:
        since = max(state.span.start, mark.start if mark else 0)
        if _PAST_SENTENCE.search(self.text, since, part.amount.start):
            return True
        since_last_year = self.text.rfind("同比", max(since, part.clause.start), part.amount.start)
        if since_last_year >= 0 and not self._foretold(part, mark, state):
            return True
        stock = _PAST_CLAUSE.search(self.text, max(since, part.clause.start), part.amount.start)
        # 在现有50家基础上新增20家 promises the second
        return stock is not None and "基础上" not in self.text[stock.end() : part.amount.start]

    def _foretold(self, part: Segment, mark: TimeMark | None, state: _Sentence) -> bool:
        """同比增长7%以上, 预期目标是…: a comparison with last year that looks ahead."""
        ahead = part.amount.after in ("以上", "左右") or (mark is not None and mark.kind == DUE and bool(mark.due))
        return ahead or bool(_FORETELLS.search(self.text, state.span.start, part.amount.start))

    def _cadence(self, part: Segment, mark: TimeMark | None, state: _Sentence) -> str | None:
        """每年 governs the rest of its sentence, 年均 and the like only their clause."""
        here = cadence_of(self.text[part.clause.start : part.amount.start])
        if here:
            return here
        since = max(state.span.start, mark.start if mark else 0)
        earlier = self.text[since : part.clause.start]
        return cadence_of(earlier) if "每" in earlier and "年均" not in earlier else None

    def _untimed(self, start: int, end: int) -> str:
        """The words between two places without their expressions of time."""
        pieces, at = [], start
        for mark in self.times_in(Span(start, end)):
            pieces.append(self.text[at : mark.start])
            at = min(mark.end, end)
        words = "".join([*pieces, self.text[at:end]])
        return re.sub(r"^(?:力争)?(?:到|在|于|至)?[，、]?(?:的|之?前|，)?", "", words)

    def _name(
        self, part: Segment, before: str, after: str, state: _Sentence, stretch: _Stretch, shared: Shared | None
    ) -> tuple[str, str | None, str, str] | None:
        """Quantity, scope, kind of change and comparator."""
        amount = part.amount
        comparator = amount.comparator or (shared.comparator if shared else "≥" if _AT_LEAST.search(before) else "=")
        origin = ORIGIN.search(before)
        if origin:
            before, comparator = before[: origin.start()], amount.comparator or "≥"
        elif amount.cue == "前":
            before = _RANKING.sub("", before)
        each = _FOR_EACH.search(before)
        if each:  # 密度达到每万人500台
            before, comparator = before[: each.start()], amount.comparator or "≥"
        share = _SHARE_OF.match(before) if amount.unit == "%" else None
        if share:  # 面积达到建成区面积的20%
            scope, whole = scope_of(strip_left(share["whole"]))
            return f"{_NEEDS.sub('', whole)}占{share['part']}比例", scope, "total", amount.comparator or "≥"
        noun_first = bool(each or amount.cue) and amount.cue not in ("分别", "各", "共", "约", "近", "为")
        subject_words = subject(before, verbal=not noun_first and not follows_noun(self.text, amount, part.right))
        if amount.unit.endswith("次") and not noun_first:
            subject_words = action(before)
        elif amount.unit.endswith("次"):
            subject_words = subject_words or action(before)
        subject_words, grows = growth(subject_words)
        change = "growth" if grows or amount.unit.endswith(("百分点", "番")) else "total"
        if grows and not amount.unit.endswith(("%", "百分点", "番", "倍", "‰")):
            change = "new"
        subject_words = _EVERY_YEAR.sub("", subject_words)
        noun = following_noun(after) if follows_noun(self.text, amount, part.right) else ""
        if shared and (shared.name or shared.back):
            quantity = shared.name or (
                stretch.found[-shared.back].quantity if len(stretch.found) >= shared.back else ""
            )
            change = "growth" if shared.grows else change
        elif noun and not (noun_first and subject_words and not after.startswith("的")):
            quantity = _with_attribute(noun, subject_words, after)
        else:
            quantity = self._subject_or_topic(subject_words, part, state, stretch)
        place = ellipsis(quantity, state.last) if self._resumes(part, state) and (noun_first or _AMONG.match(before)) else None
        if place:
            quantity, scope = place[0], place[1].removeprefix("其中")
            return quantity, scope, change, comparator
        if noun and quantity.startswith(noun[:2]):
            scope, _ = scope_of(strip_left(before) + "其他")
        else:
            scope, quantity = scope_of(quantity)
            scope = scope or scope_of(strip_left(before) + "其他")[0]
        quantity = strip_left(quantity) if scope else quantity
        if len(quantity) > _LONGEST_QUANTITY or not _HAS_WORD.search(quantity):
            return None
        return quantity, scope, change, comparator

    def _resumes(self, part: Segment, state: _Sentence) -> bool:
        """Does the amount before it in the sentence have the same unit?"""
        return state.last is not None and state.last.unit == part.amount.unit

    def _subject_or_topic(self, words: str, part: Segment, state: _Sentence, stretch: _Stretch) -> str:
        """The subject, completed from earlier clauses where it is missing or only an attribute."""
        if words and not _BARE_ATTRIBUTE.match(words) and not (state.last and LEVEL_ONLY.match(words)):
            return words
        if state.last and LEVEL_ONLY.match(words):
            return words + state.last.quantity.split("级", 1)[-1]
        if state.last:
            return state.last.quantity + words
        before = stretch.found[-1] if stretch.found and not words else None
        if before and before.unit == part.amount.unit:  # 建成平台3个；2027年再建设5个
            return before.quantity
        earlier = self._untimed(state.span.start, part.clause.start).rstrip("，：、 ")
        for clause in reversed(re.split(r"[，：]", earlier)):
            topic = topic_of(clause)
            if len(topic) >= 2:
                return topic + words
        return words

    def _base(self, clause: Span) -> str | None:
        for mark in self.times_in(clause):
            if mark.kind == BASE:
                return _BASE_WORD.sub("", _BASE_WORD.sub("", self.text[mark.start : mark.end]))
        return None


def _origin_of(before: str) -> str | None:
    """45% in 由45%提高到60%."""
    origin = ORIGIN.search(before)
    return _UP_TO.split(origin[0])[0].lstrip("从由的") if origin else None


def _with_attribute(noun: str, attribute: str, after: str) -> str:
    """总规模100亿元的产业基金 counts the fund's size."""
    if after.startswith("的") and attribute.endswith(("规模", "投资", "装机", "面积", "产能", "里程", "容量")):
        return noun + attribute
    return noun


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
