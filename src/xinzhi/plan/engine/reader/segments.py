"""Which words of a clause belong to which of its amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from .clauses import clause_around
from .model import Span
from .quantities import Amount
from .units import TIMES

_BRACKET = re.compile(r"（[^（）]*）")
_JOIN = re.compile(r"以及|和|及|并|与")
_SEPARATOR = re.compile(r"[、，]|以及|和|及|并|与|带动")
_BOUNDARY = "，、。；：）（！？\n,;"
_SIZE_NOUN = re.compile(
    r"^的?[^，。；、]{0,12}?(?:产值|投资|收入|销售额|营收|规模|资金|资本|基金|贷款|融资|交易额|产出|经费|增加值|成交额|保费|额度|债券|授信)"
)
_SIZE_WORD = re.compile(
    r"(?:规模|投资|装机|容量|产能|面积|里程|总量|总额|注册资本|投入)(?:达到|达|超过|超|约|不低于|为)?$"
)
_FROM = re.compile(r"(?:从|由)[^，。；、]{0,12}$")
_UP_TO = re.compile(r"[^，。；、]{0,10}(?:[到至]|(?:精简|压缩|减少|缩短|整合)为)")
# what stands before the second amount of such a pair, down to its subject
ORIGIN = re.compile(r"(?:从|由)(?:的)?[\d一二三四五六七八九十百千两][^，。；]*$")
_ALL_OF_THEM = re.compile(r"^[^，。、]{2,12}(?:均|都|各)$")  # 6个产业规模均超过500亿元
_WHERE = re.compile(r"(?:在|面向|围绕|针对)$")  # 在10个以上领域推广200个方案
_SOME = re.compile(r"一批|若干|多个|多家|一系列|一大批")


@dataclass(frozen=True, slots=True)
class Segment:
    """An amount with the words before and behind it that are its own."""

    amount: Amount
    clause: Span
    left: int
    right: int
    first: bool  # of its clause

    def before(self, text: str) -> str:
        return text[self.left : self.amount.lead]

    def after(self, text: str) -> str:
        return text[self.amount.tail : self.right]


def segments(text: str, sentence: Span, amounts: Sequence[Amount]) -> list[Segment]:
    """The segments of a sentence.

    Amounts that only describe the thing that another one counts (10家年产值50亿元以上的企业)
    get none.
    """
    clauses: list[tuple[Span, Amount]] = []
    for amount in _without_brackets(amounts):
        clause = clauses[-1][0] if clauses else Span(0, 0)
        if not (
            clause.start <= amount.lead
            and amount.tail <= clause.end
            and "（" not in text[clauses[-1][1].tail : amount.lead]
        ):
            clause = clause_around(text, sentence, amount.lead, amount.tail)
        clauses.append((clause, amount))
    found: list[Segment] = []
    for clause, group in groupby(clauses, key=lambda pair: pair[0]):
        members = _without_modifiers(text, clause, [a for _, a in group])
        cuts = [clause.start, *(_cut(text, a, b) for a, b in pairwise(members)), clause.end]
        found += [
            Segment(_as_verb(text, a, cuts[i + 1]), clause, cuts[i], cuts[i + 1], i == 0) for i, a in enumerate(members)
        ]
    return found


def _without_brackets(amounts: Sequence[Amount]) -> list[Amount]:
    """3人以上10人以下 grades a case; neither end is promised."""
    ends = {
        end.start
        for low, high in pairwise(amounts)
        if low.tail == high.start and low.after.endswith("以上") and high.after.endswith("以下")
        for end in (low, high)
    }
    return [amount for amount in amounts if amount.start not in ends]


def _as_verb(text: str, amount: Amount, right: int) -> Amount:
    """In 突破20项技术 the word is what is done, not how the number compares."""
    if amount.cue != "突破" or not follows_noun(text, amount, right):
        return amount
    return replace(amount, cue="", lead=amount.start, comparator=amount.comparator if amount.after else None)


def is_size(amount: Amount) -> bool:
    """Money, shares and measures may describe a thing; other units count it."""
    return amount.unit.endswith("元") or amount.unit[-1:] in "%‰P" or amount.measure


def follows_noun(text: str, amount: Amount, right: int) -> bool:
    """Is there a word right behind the amount, in its own clause?"""
    return amount.tail < right and text[amount.tail] not in _BOUNDARY


def _without_modifiers(text: str, clause: Span, members: list[Amount]) -> list[Amount]:
    kept = []
    for i, amount in enumerate(members):
        before = text[members[i - 1].tail if i else clause.start : amount.lead]
        after = text[amount.tail : members[i + 1].lead if i + 1 < len(members) else clause.end]
        if _is_origin(text, clause, amount, members[i + 1 : i + 2]):
            continue
        if _WHERE.search(before) and i + 1 < len(members) and not _SEPARATOR.search(after):
            continue
        if i and _ALL_OF_THEM.search(before) and not is_size(members[i - 1]):
            continue
        if is_size(amount) and _describes(amount, before, after, counted=_neighbours_count(members, i, before, after)):
            continue
        kept.append(amount)
    return kept


def _is_origin(text: str, clause: Span, amount: Amount, following: list[Amount]) -> bool:
    """The first of 从200亿元提高到500亿元 is where the growth starts, no promise."""
    if not following or not _FROM.search(text, clause.start, amount.lead):
        return False
    return bool(_UP_TO.match(text, amount.tail, following[0].start))


def _neighbours_count(members: list[Amount], i: int, before: str, after: str) -> bool:
    """Does a count stand next to it without a separator in between?"""
    left = i > 0 and not is_size(members[i - 1]) and not _SEPARATOR.search(before)
    right = i + 1 < len(members) and not is_size(members[i + 1]) and not _SEPARATOR.search(after)
    return left or right


def _describes(amount: Amount, before: str, after: str, *, counted: bool) -> bool:
    if not after or after[0] in _BOUNDARY:
        return False
    if counted:
        return True
    if _SOME.search(before):
        return True
    if amount.unit in TIMES:  # 15分钟健身圈覆盖率
        return not amount.cue
    if amount.unit.endswith("元"):
        return not (_SIZE_NOUN.match(after) or _SIZE_WORD.search(before))
    return False


def _cut(text: str, one: Amount, two: Amount) -> int:
    """Where the words of `one` end and those of `two` begin, within a clause."""
    between = text[one.tail : two.lead]
    if between[:1] == "、" or _JOIN.match(between):
        return one.tail
    between = _BRACKET.sub(lambda m: "□" * len(m[0]), between)
    ground = between.find("基础上")  # 在现有50家基础上新增20家
    if ground >= 0:
        return one.tail + ground + 3
    pause = between.rfind("、")
    if pause >= 0:
        return one.tail + pause
    joins = list(_JOIN.finditer(between))
    return one.tail + joins[-1].start() if joins else two.lead
