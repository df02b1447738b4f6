"""What an amount counts: its quantity, the place it is said of, and the kind of change."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .model import Target
from .phrases import action, following_noun, growth, scope_of, strip_left, subject, topic_of
from .segments import ORIGIN, Segment, follows_noun
from .series import LEVEL_ONLY, Shared, ellipsis

_BARE_ATTRIBUTE = re.compile(
    r"^(?:(?:年均)?增速(?:[高快]于[^，。、]{2,14})?|年均增长率|增长率|增幅|占比|比重|年均|复合增长率|占[^，。、]{2,20}(?:比重|比例|的?比)|总数|总量|总面积|总规模|人均)$"
)
_RANKING = re.compile(
    r"(?:继续)?(?:保持|进入|位居|跻身|位列|位于|居于|稳居|居|排名|列)(?:在)?(?:全国|全省|全球|世界|[一-鿿]{2,6})?$"
)
_AT_LEAST = re.compile(r"(?:至少|最少)[^，。、]{1,6}$")
_HAS_WORD = re.compile(r"[一-鿿]{2,}|[A-Za-z]{2,}|县（")
_EVERY_YEAR = re.compile(r"(?<=.{2})(?:每年|逐年|平均每年)$")
_YEARLY_DOING = re.compile(
    r"^[^，。]{2,12}?(?:平均)?每年(?:承担|举办|组织|完成|新增|培育|引进|发布|安排|培养)(?=[^，。]{2,}$)"
)
_SHARE_OF = re.compile(r"^(?P<whole>[^，。；]{2,30}?)(?:达到|占到?|超过|不低于|不少于|达)(?P<part>[^，。；]{2,24})的$")
_FOR_EACH = re.compile(r"(?<=.{2})(?:达到|提高到|增加到|不低于|不少于|超过|突破|达)(?:每[一-鿿]{1,4}|人均|平均)$")
_AMONG = re.compile(r"^[、，和及]?(?:其中)?(?=.{2,4}$)")
_DOES = re.compile(r"(?:建成|建设|新建|培育|打造|引进|设立|组建|创建|形成|举办|遴选|推广|攻克|发布|培养|制定|开展)$")
_ON_TOP = re.compile(r"(?<=.{2})在?\d[^，。]{0,10}的?基础上[^，。]{0,4}$")
_REACHES = re.compile(r"(?<=.{2})(?:达到|超过)$")
_NEEDS = re.compile(r"(?:约|需要?|应当?|要|占)+$")
_COVERS = re.compile(r"覆盖|辐射")
_LONGEST_QUANTITY = 45

_RATES = ("%", "百分点", "番", "倍", "‰")
_WEAK_CUES = frozenset(("", "分别", "各", "共", "约", "近", "为"))


@dataclass(frozen=True, slots=True)
class Name:
    """`change` is total, new or growth; `scope` a place or None."""

    quantity: str
    scope: str | None
    change: str
    comparator: str


@dataclass(frozen=True, slots=True)
class Context:
    """What stands before an amount.

    `last` is the target before it in its sentence, `found` are those of its paragraph,
    `earlier` gives the words of its sentence before its clause.
    """

    last: Target | None
    found: Sequence[Target]
    earlier: Callable[[], str]


def name_amount(text: str, part: Segment, before: str, context: Context, shared: Shared | None) -> Name | None:
    """The name of `part`'s amount, or None when its words name nothing.

    `before` are its own words in front of it, without dates; `shared` tells what a 分别 gives it.
    """
    amount = part.amount
    share = _SHARE_OF.match(before) if amount.unit == "%" else None
    if share:  # 面积达到建成区面积的20%
        scope, whole = scope_of(strip_left(share["whole"]))
        return Name(f"{_NEEDS.sub('', whole)}占{share['part']}比例", scope, "total", amount.comparator or "≥")
    before, comparator, reached = _measured(part, before, shared)
    noun_first = reached or amount.cue not in _WEAK_CUES
    words, grows = growth(_subject(text, part, before, noun_first=noun_first))
    words = _YEARLY_DOING.sub("", _EVERY_YEAR.sub("", words))
    change = _change(amount.unit, grows=grows)
    after = part.after(text)
    noun = following_noun(after) if follows_noun(text, amount, part.right) else ""
    if shared and (shared.name or shared.back):
        quantity = shared.name or (context.found[-shared.back].quantity if len(context.found) >= shared.back else "")
        change = "growth" if shared.grows else change
    elif noun and _COVERS.fullmatch(words):
        quantity = words + noun  # 覆盖不少于6个行业
    elif noun and not (noun_first and words and not after.startswith("的") and not _DOES.search(before)):
        quantity = _with_attribute(noun, words, after)
    else:
        quantity = _subject_or_topic(words, part, context)
    if context.last and context.last.unit == amount.unit and (noun_first or _AMONG.match(before)):
        place = ellipsis(quantity, context.last, among="其中" in before)
        if place:
            return Name(place[0], place[1] and place[1].removeprefix("其中"), change, comparator)
    quantity, scope = _placed(quantity, before, noun)
    if len(quantity) > _LONGEST_QUANTITY or not _HAS_WORD.search(quantity):
        return None
    return Name(quantity, scope, change, comparator)


def _measured(part: Segment, before: str, shared: Shared | None) -> tuple[str, str, bool]:
    """The words before without origin, rank or denominator, the comparator, and whether 达到 stood in them."""
    amount = part.amount
    comparator = amount.comparator or (shared.comparator if shared else "≥" if _AT_LEAST.search(before) else "=")
    origin, each = ORIGIN.search(before), _FOR_EACH.search(before)
    if origin:  # 由45%提高到60%
        return before[: origin.start()], amount.comparator or ("=" if amount.cue.endswith("为") else "≥"), False
    on_top, again = _ON_TOP.search(before), _REACHES.search(before)
    if on_top:  # 产值在100亿元的基础上翻一番
        return before[: on_top.start()], comparator, False
    if again and amount.comparator is None:  # 达到2022年的2倍
        return before[: again.start()], ">" if again[0] == "超过" else "≥", True
    if each:  # 密度达到每万人500台
        return before[: each.start()], amount.comparator or "≥", True
    return (_RANKING.sub("", before) if amount.cue == "前" else before), comparator, False


def _subject(text: str, part: Segment, before: str, *, noun_first: bool) -> str:
    amount = part.amount
    words = subject(before, verbal=not noun_first and not follows_noun(text, amount, part.right))
    if not amount.unit.endswith("次"):
        return words
    return words if noun_first and words else action(before)


def _change(unit: str, *, grows: bool) -> str:
    if grows and not unit.endswith(_RATES):
        return "new"  # 增加50家
    return "growth" if grows or unit.endswith(("百分点", "番")) else "total"


def _placed(quantity: str, before: str, noun: str) -> tuple[str, str | None]:
    """Quantity without its place, and the place; the one of the verb's phrase counts too."""
    around = scope_of(strip_left(before) + "其他")[0]
    if noun and quantity.startswith(noun[:2]):
        return (strip_left(quantity) if around else quantity), around
    scope, quantity = scope_of(quantity)
    scope = scope or around
    return (strip_left(quantity) if scope else quantity), scope


def _subject_or_topic(words: str, part: Segment, context: Context) -> str:
    """The subject, completed from what came before where it is missing or only an attribute."""
    last = context.last
    if words and not _BARE_ATTRIBUTE.match(words) and not (last and LEVEL_ONLY.match(words)):
        return words
    if last and LEVEL_ONLY.match(words):
        return words + last.quantity.split("级", 1)[-1]
    if last:
        return last.quantity + words
    before = context.found[-1] if context.found and not words else None
    if before and before.unit == part.amount.unit:  # 建成平台3个；2027年再建设5个
        return before.quantity
    for clause in reversed(re.split(r"[，：]", context.earlier().rstrip("，：、 "))):
        topic = topic_of(clause)
        if len(topic) >= 2:
            return topic + words
    return words


def _with_attribute(noun: str, attribute: str, after: str) -> str:
    """总规模100亿元的产业基金 counts the fund's size."""
    if after.startswith("的") and attribute.endswith(("规模", "投资", "装机", "面积", "产能", "里程", "容量")):
        return noun + attribute
    return noun
