"""What the prose of one field lists: subfields, technologies, products, applications."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import words

_VERB = (
    r"(?:重点|积极|着力|加快|加强|大力|持续|协同|全力|集中|推进|推动|推动实现|鼓励|支持|不断|优先|有序|超前|深入|围绕)*"
    r"(?:突破|攻克|攻关|强化|加强|开展|掌握|研究|研发|开发|研制|推出|发展|布局|提升|构建|打造|拓展|开放|建设|生产|推广|形成|制备|培育|丰富|创建|攻坚|创制|加速)"
)
_CLAUSE = re.compile(r"[，。；！\n]")
_HEAD = re.compile(rf"^(?P<verb>{_VERB})(?P<rest>.+)$")
_TECH_TAIL = re.compile(
    r"(?:等)?(?:方向|领域|一批)?的?(?:前沿|共性|关键|核心|基础|底层|重大|颠覆性|原创性|关键共性|关键核心|前沿引领|工程化|使能)*(?:技术|工艺|算法|理论|基础研究|技术研究|机理)(?:的)?(?:攻关|研究|研发|突破|创新|与标准研发|及装备研[究发制]|及装备研究|与装备研[究发制]|攻关与应用|及应用|研究与应用)*$|等?(?:的)?(?:技术)?(?:攻关|联合攻关|研究|技术研发)$"
)
_PRODUCT_VERB = re.compile(r"(?:研制|研发|开发|推出|生产|创制|形成|制备|构建|提升|发展|打造)$")
_PRODUCT_TAIL = re.compile(
    r"(?:等)?(?:一批)?(?:的)?(?:核心|关键|创新|重大|高端|新型|智能|典型|标志性|基础|终端|拳头|系列|重点|优质)*(?P<kind>产品|装备|设备|器件|部件|零部件|元器件|系统|终端|软件|材料|仪器|芯片|整机|平台|软硬件|试剂|药物|机器人|模组|装置|用品|药品|疫苗|无人机|传感器)(?:研制|研发|开发|制造|及软硬件系统|研究开发水平|能力|水平)?$"
)
_FOCUS = re.compile(
    r"^(?:重点|主要|着力|优先)?(?:聚焦|围绕|面向|瞄准|主攻|发展|布局|深耕|涵盖|包括|突出)(?P<items>.+?)(?:等)?(?:重点|细分|关键|前沿|优势|主要|核心)*(?:领域|方向|赛道|产业|环节|板块|技术路线|路线)$"
)
_FOCUS_BARE = re.compile(r"^(?:重点|主要|优先)(?:聚焦|围绕|发展|布局)(?P<items>[^、]+(?:、[^、]+)+?)(?:等.{0,8})?$")
_APPLY = re.compile(
    r"(?:在|赋能|面向|推广至|拓展至|向)(?P<items>[^在]+?)(?:等)?(?:重点|典型|垂直|关键|细分|多个|各|多|公共)?(?:领域|行业|场景|产业|方面|环节)(?:中)?(?:的)?.{0,14}?(?:应用|推广|示范|落地|部署|科学研究|渗透|融合|使用|$)"
)
_SCENE = re.compile(
    r"(?:构建|打造|拓展|开放|建设|开发|培育|丰富|创建|探索|推动|推进|形成)(?P<items>[^构打拓]+?)(?:等)?(?:一批)?(?:多元化?|特色|典型|示范|标杆|融合|创新|重点|新型|新)*(?:应用)?场景(?:建设|应用|落地)?$"
)
_ABILITY = re.compile(r"能力|水平|瓶颈|难题|模式|业态|环节|\d")
_SHOWN = re.compile(r"等?(?:的)?(?:规模化)?(?:应用)?示范(?:应用|项目|工程)?$")
_PLUS = re.compile(r"“([^“”]{1,10}\+[^“”]{2,12})”")
_PRE = re.compile(r"^(?:并|同时|加快|推动|推进|促进|实现|开展|鼓励|支持|持续|大力|不断|积极|一批|以及|和|及)+")


# 融合…等先进技术的高端医疗装备: the product is what follows 的
_DESCRIBED = re.compile(r"等[^、，]{0,8}的([^，]{3,})$")
_NO_ITEM = frozenset(words("融合 典型 创新 多元 多元化 特色 新型 各类 相关 重点 示范 应用 一批"))


@dataclass(frozen=True, slots=True)
class FieldProse:
    """Lists read from the prose of one field, each item once, in order."""

    subfields: tuple[str, ...]
    technologies: tuple[str, ...]
    products: tuple[str, ...]
    applications: tuple[str, ...]


def describe(prose: str) -> FieldProse:
    """Sort the enumerations of `prose` by the verb before and the noun behind them."""
    found: dict[str, list[str]] = {"subfields": [], "technologies": [], "products": [], "applications": []}
    for clause in _CLAUSE.split(prose):
        kind_items = _classify(clause.strip(" 　"))
        if kind_items:
            found[kind_items[0]] += kind_items[1]
    found["applications"] += _PLUS.findall(prose)
    return FieldProse(**{kind: tuple(dict.fromkeys(items)) for kind, items in found.items()})


def split_list(words: str, *, joined: bool, shortest: int = 3) -> list[str]:
    """Items between 、 outside brackets and quotes.

    `joined`: the last item is also split at 和 or 以及 when both halves have `shortest` characters.
    """
    items, start, depth = [], 0, 0
    for i, char in enumerate(words):
        if char in "（“《":
            depth += 1
        elif char in "）”》":
            depth = max(0, depth - 1)
        elif char == "、" and depth == 0:
            items.append(words[start:i])
            start = i + 1
    items.append(words[start:])
    if joined:
        last = items.pop()
        halves = re.split(r"以及", last, maxsplit=1)
        if len(halves) == 1 and "（" not in last and "“" not in last:
            halves = re.split(r"和", last, maxsplit=1)
        items += halves if all(len(h) >= shortest for h in halves) else [last]
    return [item.strip(" 　") for item in items if item.strip(" 　")]


def _classify(clause: str) -> tuple[str, list[str]] | None:
    """Which list the clause holds, and its items."""
    if len(clause) < 4:
        return None
    # 人工智能：聚焦… leaves the name behind
    clause = re.split(r"[：:]", clause, maxsplit=1)[-1]
    for pattern in (_FOCUS, _FOCUS_BARE):
        match = pattern.match(clause)
        if match and "应用" not in clause[match.end("items") :]:
            return "subfields", _clean(match["items"])
    match = _SCENE.search(clause)
    if match:
        return "applications", _clean(match["items"])
    match = _APPLY.search(clause)
    if match and ("应用" in clause or "赋能" in clause or "推广" in clause or "落地" in clause):
        return "applications", _clean(match["items"])
    head = _HEAD.match(clause)
    if not head:
        return None
    return _made(head["verb"], head["rest"])


def _made(verb: str, rest: str) -> tuple[str, list[str]] | None:
    """What is developed: a technology, or a product."""
    tail = _TECH_TAIL.search(rest)
    if tail and tail.start() > 0:
        return "technologies", _clean(rest[: tail.start()])
    return _product(verb, rest) or _by_verb(verb, rest)


def _product(verb: str, rest: str) -> tuple[str, list[str]] | None:
    tail = _PRODUCT_TAIL.search(rest)
    if tail and (_PRODUCT_VERB.search(verb) or tail["kind"].endswith("件")):
        described = _DESCRIBED.search(rest)
        if described:
            return "products", _clean(described[1])
        cut = rest.rfind("等") if "等" in rest else tail.end()
        return "products", _clean(rest[:cut])
    if "等" not in rest and _PRODUCT_VERB.search(verb) and verb.endswith(("研制", "研发", "开发", "创制")):
        return "products", _clean(rest)
    return None


def _by_verb(verb: str, rest: str) -> tuple[str, list[str]] | None:
    """The verb alone tells: 攻关固态电池, 推广储能示范, 布局A、B."""
    if verb.endswith(("攻关", "攻克", "突破")) and not _ABILITY.search(rest):
        return "technologies", _clean(re.split(r"等", rest)[0])
    if verb.endswith("推广") and _SHOWN.search(rest):
        return "applications", _clean(_SHOWN.sub("", rest))
    if verb.endswith(("发展", "布局")) and "、" in rest and not re.search(r"能力|水平|模式|业态", rest):
        return "subfields", _clean(re.split(r"等", rest)[0])
    return None


def _clean(items: str) -> list[str]:
    items = re.sub(r"等$", "", items)
    return [
        word
        for item in split_list(items, joined=True)
        if 2 <= len(word := _PRE.sub("", item)) <= 30 and word not in _NO_ITEM
    ]
