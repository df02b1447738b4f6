"""Series that share words: A、B分别达到X、Y and 90名国家级、150名省级人才."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .model import Span, Target
from .phrases import strip_left
from .segments import Segment

LEVEL_ONLY = re.compile(r"^[一-鿿]{1,4}级(?:及?以上)?$")
_AND = re.compile(r"、|以及|和|与|(?<!普)及")
_HOLDERS = "企业|医院|高校|学校|中小学|机构|园区|平台|产业|行业|领域|家庭|社区|乡镇|单位|人群|院校|区|县|市|村|产品|居民|农村|城镇|城市"
_HOLDER = re.compile(_HOLDERS)
_HOLDER_END = re.compile(f"(?:{_HOLDERS})$")
_UNTIED = re.compile(r"^(?:较|比)[^，。、]{2,10}$")
_GROWS = re.compile(r"分别(?:年均)?(?:增长|提高|提升|增加|下降|降低)")


@dataclass(frozen=True, slots=True)
class Shared:
    """One member of A、B分别达到X、Y.

    Without a `name` it speaks of the target `back` places before it (A达到X，B达到Y，分别增长10%和20%).
    """

    name: str
    comparator: str
    back: int
    grows: bool


def respectively(text: str, parts: list[Segment]) -> dict[int, Shared]:
    """The members of a 分别 by their index in `parts`; the first gives its comparator to all."""
    for i, part in enumerate(parts):
        words = text[part.left : part.amount.start]
        if "分别" not in words:
            continue
        names = _AND.split(strip_left(_UNTIED.sub("", words.split("分别")[0])))
        count = 1
        while i + count < len(parts) and parts[i + count].left - parts[i + count - 1].amount.tail <= 1:
            count += 1
        sign, grows = part.amount.comparator or "=", bool(_GROWS.search(words))
        if len(names) == count > 1:
            return {i + k: Shared(share_head(n, names[-1]), sign, 0, grows) for k, n in enumerate(names)}
        if names == [""] and i >= count > 1:
            return {i + k: Shared("", sign, count, grows) for k in range(count)}
    return {}


def share_head(name: str, last: str) -> str:
    """What the last member of a series says for all: 省级、市级平台, 企业、医院人工智能应用普及率."""
    if LEVEL_ONLY.match(name) and "级" in last:
        return name + last.split("级", 1)[1]
    holder = _HOLDER.search(last)
    if holder and _HOLDER_END.search(name) and len(last) - holder.end() >= 2:
        return name + last[holder.end() :]
    return name


def complete_levels(found: list[Target], span: Span) -> None:
    """90名国家级、150名省级科技人才: the first takes the noun of the second."""
    for i in range(len(found) - 2, -1, -1):
        here, after = found[i], found[i + 1]
        if here.span.start < span.start:
            return
        if LEVEL_ONLY.match(here.quantity):
            found[i] = replace(here, quantity=share_head(here.quantity, after.quantity))
