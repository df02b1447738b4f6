"""Series that share words: A、B分别达到X、Y and 90名国家级、150名省级人才."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .deadlines import DUE, TimeMark
from .model import Span, Target
from .phrases import scope_of, strip_left
from .segments import Segment

LEVEL_ONLY = re.compile(r"^[一-鿿]{1,4}级(?:及?以上)?$")
_AND = re.compile(r"、|以及|和|与|(?<!普)及")
_HOLDERS = "企业|医院|高校|学校|中小学|机构|园区|平台|产业|行业|领域|家庭|社区|乡镇|单位|人群|院校|城区|镇区|地区|区域|县城|区|县|市|村|产品|居民|农村|城镇|城市"
_HOLDER = re.compile(_HOLDERS)
_HOLDER_END = re.compile(f"(?:{_HOLDERS})$")
# a noun that says what is measured: whoever has one needs no share of another's
_HEAD = re.compile(r"(?:率|量|值|额|数|规模|比例|比重|面积|占比|收入|投资|里程|水平|强度|覆盖面)$")
_UNTIED = re.compile(r"^(?:较|比)[^，。、]{2,10}$")
_GROWS = re.compile(r"分别(?:年均)?(?:增长|提高|提升|增加|下降|降低)(?![到至])")
_PREDICATE = re.compile(r"(?:在|较|比|实现|达到|不断|持续|进一步|显著|稳步|力争|均|将)[^，：]*$")
_PLACE = re.compile(
    r"(?:其中)?[一-鿿]{0,10}(?:地区|区域|城区|城市|农村|城镇|乡村|县城|新区|试验区|开发区|示范区|高新区|片区|流域|[省市县区镇乡])"
)
_LONGEST_PLACE = 4
_NAMED_BEFORE = 3  # clauses that 分别 may look back over for the names


@dataclass(frozen=True, slots=True)
class Shared:
    """One member of A、B分别达到X、Y.

    Without a `name` it speaks of the target `back` places before it (A达到X，B达到Y，分别增长10%和20%),
    or, with `back` 0, of what its own words say. `mark`: its own year of several.
    """

    name: str
    comparator: str
    back: int
    grows: bool
    mark: TimeMark | None = None


def respectively(
    text: str, parts: list[Segment], marks: list[TimeMark], start: int, untimed: Callable[[int, int], str]
) -> dict[int, Shared]:
    """The members of each 分别 by their index in `parts`; the first gives its comparator to all.

    `start` is where the sentence begins, `untimed` gives the words between two offsets without dates.
    """
    found: dict[int, Shared] = {}
    for i, part in enumerate(parts):
        if i not in found and "分别" in text[part.left : part.amount.start]:
            count = 1
            while i + count < len(parts) and _adjoins(parts[i + count - 1], parts[i + count]):
                count += 1
            if count > 1:
                years = _listed_years(text, [m for m in marks if m.end <= part.amount.lead])
                found |= _members(part, i, count, years, untimed, start)
    return found


def _adjoins(one: Segment, two: Segment) -> bool:
    """Do two amounts of a clause stand side by side (95%和85%)?"""
    return one.clause == two.clause and two.left - one.amount.tail <= 1


def _members(
    part: Segment, i: int, count: int, years: list[TimeMark], untimed: Callable[[int, int], str], start: int
) -> dict[int, Shared]:
    words = untimed(part.left, part.amount.start)
    sign, grows = part.amount.comparator or "=", bool(_GROWS.search(words))
    subject = strip_left(_UNTIED.sub("", words.split("分别")[0]))
    names = split_names(subject)
    if not subject and i < count:
        names = _named_before(untimed(start, part.clause.start), count)
    if len(names) == count:
        return {i + k: Shared(name, sign, 0, grows) for k, name in enumerate(share_heads(names))}
    if len(years) == count:
        return {i + k: Shared("", sign, min(k, 1), grows, years[k]) for k in range(count)}
    if not subject and i >= count:
        return {i + k: Shared("", sign, count, grows) for k in range(count)}
    return {}


def split_names(words: str) -> list[str]:
    """The members of a coordination: 城市和县城 → 城市, 县城."""
    return [name for name in _AND.split(words) if name]


def _named_before(earlier: str, count: int) -> list[str]:
    """A和B在上年基础上翻番，分别超过X和Y: the names stand in a clause before."""
    for clause in list(reversed(re.split(r"[，：]", earlier.rstrip("，： "))))[:_NAMED_BEFORE]:
        topic = _PREDICATE.sub("", strip_left(scope_of(clause)[1]))
        names = split_names(topic)
        if len(names) == count and all(len(name) >= 2 for name in names):
            return names
    return []


def _listed_years(text: str, marks: list[TimeMark]) -> list[TimeMark]:
    """The last two or more deadlines that a list joins: 2026年、2028年和2030年."""
    run: list[TimeMark] = []
    for mark in reversed(marks):
        joined = run and re.fullmatch(r"[、，]|和|及|与|以及", text[mark.end : run[0].start])
        if mark.kind != DUE or (run and not joined):
            break
        run.insert(0, mark)
    return run if len(run) > 1 else []


def ellipsis(words: str, before: Target, *, among: bool) -> tuple[str, str | None] | None:
    """城市处理率达到95%，沿江地区达到98%: quantity and place, where only the place is said anew.

    `among`: 其中 stands before, so that other holders than places count too (其中国有企业超过8%).
    """
    if among and before.unit == "%" and _HOLDER_END.search(words):
        whole = share_head(words, before.quantity)
        return (whole, None) if whole != words else None
    if not _PLACE.fullmatch(words):
        return None
    whose = _HOLDER.search(before.quantity)
    if whose and whose.end() <= _LONGEST_PLACE and not _HOLDER_END.search(before.quantity):
        return words + before.quantity[whose.end() :], words
    return before.quantity, words


def share_heads(names: list[str]) -> list[str]:
    """What the last member says for all, and the first for those behind it.

    城市、县城污水处理率 → 城市污水处理率, 县城污水处理率; 花生种植、收获机械化率 → 花生种植机械化率, 花生收获机械化率.
    """
    last = names[-1]
    shared = [share_head(name, last) for name in names[:-1]]
    first = names[0]
    if shared[0] == first + last[2:] and len(first) >= 4 and not _HOLDER.search(first) and not _HOLDER.match(last):
        return [shared[0], *(first[:-2] + name for name in [*shared[1:], last])]
    return [*shared, last]


def share_head(name: str, last: str) -> str:
    """What the last member of a series says for `name`: 省级、市级平台, 企业、医院人工智能应用普及率."""
    if LEVEL_ONLY.match(name) and "级" in last:
        return name + last.split("级", 1)[1]
    if _HEAD.search(name):
        return name
    for size in (4, 3, 2):  # 学前教育、义务教育巩固率 have 教育 in common
        at = last.find(name[-size:], 1) if len(name) > size else -1
        if at >= 0 and len(last) - at - size >= 2:
            return name + last[at + size :]
    holder = _HOLDER.search(last)
    if holder and _HOLDER_END.search(name) and len(last) - holder.end() >= 2:
        return name + last[holder.end() :]
    return name + last[2:] if _HEAD.search(last) and len(last) >= 5 and not holder else name


def complete_levels(found: list[Target], span: Span) -> None:
    """90名国家级、150名省级科技人才: the first takes the noun of the second."""
    for i in range(len(found) - 2, -1, -1):
        here, after = found[i], found[i + 1]
        if here.span.start < span.start:
            return
        if LEVEL_ONLY.match(here.quantity):
            found[i] = replace(here, quantity=share_head(here.quantity, after.quantity))
