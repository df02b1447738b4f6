"""Fields of industry or technology that a plan names, and what it says of each.

Fields stand under a heading that announces them (重点领域, 优先发展 …): as numbered
items, as paragraphs run in with a dash or a colon, or, failing those, as one list in
a sentence (加快布局A、B、C等未来产业).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .clauses import paragraphs
from .field_prose import describe, split_list
from .model import PlanField, Section, Span
from .numerals import parse_number

PRIORITY, FRONTIER, DIRECTION = "priority", "frontier", "direction"

_ANNOUNCES = re.compile(
    r"重点(?:产业)?领域|重点产业|重点行业|重点方向|发展重点|优先发展|重点发展|赛道|主攻方向|发展方向|发展领域|产业领域|产业方向|攻关方向|研发方向|产品方向|重点产品|应用领域|推广领域|技术领域|布局(?:重点|方向|领域|产业|未来)|"
    r"(?:产业|重点|前瞻|前沿|领域|战略|集群|发展|空间与产业)布局$|产业集群$|重点集群|前沿(?:性|技术|领域|储备|方向|探索)|前瞻(?:性|储备|研究|部署|谋划|探索|跟踪|培育)|超前(?:布局|部署|谋划|研究)|长期(?:跟踪|关注|储备)|战略储备|未来方向|未来产业(?:领域|体系|方向|发展重点)|培育(?:重点|方向|领域)|细分领域|支柱产业|新兴产业$|未来产业$|先导产业$|优势产业$|传统产业$|主导产业$"
)
_NO_FIELDS = re.compile(
    r"保障|政策|主体|企业|平台|生态|机制|人才|开放|合作|要素|服务|组织|目标|要求|原则|环境|标准|场景|载体|园区|攻关行动"
)
_IS_FRONTIER = re.compile(r"前沿|前瞻|超前|跟踪|潜在|远期|谋划|探索|储备|孕育")
_LEAD_VERB = re.compile(
    r"^(?:(?:大力|加快|重点|优先|积极|培育|着力|聚力|前瞻|超前|率先|提前|抢先|加速|谋划|稳步|全力|做优|做精|做大)?(?:发展壮大|培育发展|培育壮大|做大做强|做强做优|做优做强|做强做大|发展|布局|培育|壮大|做强|做优|做特|做精|做大|抢占|谋划|攻坚|打造|聚焦|突破|推进|推动|提升))+"
)
_TAIL = re.compile(r"(?:重点)?(?:领域|方向|赛道|方面)$")
_ACTION = re.compile(
    r"^(?:完善|健全|打造|深化|强化|加强|加大|优化|拓展|提高|提升|推动|推进|开展|实施|组织|建立|建设|构建|支持|鼓励|引导|落实|促进|营造|创新(?!药)|扩大|引进|培养|统筹|坚持|释放|简化|便利|试行|允许|增强|改善|激发|搭建|夯实|突出|做好|严格|规范|制定|探索|加快|集聚|招引|畅通|保障|发挥|聚焦|依托|围绕|明确|总体|指导|基本|主要|申报|认定|附则|适用|大力|积极)"
)
# a sentence is no name, nor is the word for what is named
_SAYS = re.compile(r"取得|面临|存在|得到|进展|挑战|短板|[^电基信]是")
_KINDS = frozenset(("前沿", "未来", "重点", "产业", "技术", "方向", "其他", "新兴产业", "未来产业", "主导产业"))
_NEVER_END = re.compile(
    r"(?:主体|企业|体系|人才|生态|机制|环境|能力|政策|保障|措施|行动|工程|计划|目标|要求|原则|水平|队伍|合作|组织领导|监管|制度|方阵|高地|格局|基础|管理|领域|支撑|任务|项目|改革|开放|发展|布局)$"
)
# they may end a field (养老服务, 智能家居产业集群) where the heading above announces fields
_SELDOM_END = re.compile(r"(?:平台|载体|创新|场景|应用|服务|园区|基地|集群|标准|资源|质量|市场)$")
_COUNTER = re.compile(r"^(?:重点)?(?:方向|领域|赛道|产业)(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?:[：:、. 　]|之)*")
_CLEAR = re.compile(r"(?:重点|优先|主攻|发展|细分|前沿|产业|培育).{0,6}(?:领域|方向|产业|赛道)$")
_ENUMERATED = re.compile(
    r"(?:[①-⑳]|[一二三四五六七八九]是|(?<![\d.])\d{1,2}[.．、](?!\d)|（\d{1,2}）)(?P<name>[^。；，：\n①-⑳]{2,20})[。；：，]"
)
_GROWS = r"(?:做强|做优|做大|做精|壮大|培育|发展|布局|突破|抢占|提升|打造|巩固|拓展)"
_WITH_VERB = re.compile(rf"{_GROWS}(?:壮大|发展|提升|做优)?(?P<name>[^，。；：、\n]{{2,14}})(?=[，。；、\n]|$)")
_CLAUSES_WITH_VERBS = re.compile(rf"(?:{_GROWS}[^，。；：、\n]{{2,16}}[，、；]){{2,12}}{_GROWS}[^，。；：、\n]{{2,16}}")
_PROSE_OF_FIELD = re.compile(r"技术|聚焦|突破|攻关|研制|研发|开发|装备|器件|材料|场景|制造|产品|系统|算法")
_RUN_IN = re.compile(
    r"^[ 　]*(?:—{1,2}|[-–·•●◆■★▪]|[①-⑳]|\d{1,2}[.．、]|（\d{1,2}）|第[一二三四五六七八九十]{1,2}[，、])?[ 　]*(?:(?:方向|领域|赛道)[一二三四五六七八九十]{1,2}[：:])?(?P<name>“?[^，。：:；\n]{2,20})(?P<mark>[。：:])(?=.{4,})"
)
# a list of fields ends in 等未来产业 or 四大集群; under a heading that announces it, in anything
_LISTING = r"(?:在|对|研究|部署|预研|突破|布局|发展|培育|壮大|抢占|聚焦|围绕|瞄准|涵盖：?|包括：?|为：|打造|做强|做大|主攻|构建|面向|探索|开展|跟踪|储备|谋划|关注|推进|深耕|涉及|突出)"
_ITEMS = r"(?P<items>[^，。；：、\n]{2,24}?(?:、[^，。；：、\n]{2,24}?){1,20}?)"
_KIND_WORD = r"(?:产业集群|产业链|集群|产业|领域|赛道|方向|技术|板块|门类)"
_COUNTED = r"(?:[两二三四五六七八九十]{1,2}|\d{1,2})(?:大|个|条|类)"
_LIST = re.compile(
    rf"{_LISTING}{_ITEMS}(?P<tail>等[^，。；：\n]{{0,14}}?{_KIND_WORD}|{_COUNTED}[^，。；：\n]{{0,8}}?{_KIND_WORD})"
)
_LIST_IN_SECTION = re.compile(
    rf"{_LISTING}{_ITEMS}(?P<tail>等[^，。；\n]{{0,14}}|{_COUNTED}[^，。；\n]{{0,8}}|(?:开展|进行|加强|实施|保持|实行|竞相|协同|融合|集聚|联动|齐头)[^，。；、\n]{{2,14}}|)(?=[，。；\n]|$)"
)
_LIST_AS = re.compile(
    rf"(?:以|把|将){_ITEMS}(?P<tail>等?(?:[^，。；、\n]{{0,6}}(?:产业|领域))?(?:为|作为)(?:[^，。；、\n]{{0,8}})?(?:重点|主导|主攻|支柱|方向|特色|引领|核心|主体))"
)
_LIST_FIRST = re.compile(rf"(?<=[，。；：\n]){_ITEMS}(?P<tail>等[^，。；：\n]{{0,6}}(?:未来产业|新兴产业|主导产业))")
# 量子传感、室温超导等，按…: a list that opens its sentence
_LIST_OPEN = re.compile(rf"(?<=[，。；：\n]){_ITEMS}(?P<tail>等|列入|纳入|作为)")
_WATCHED = re.compile(r"储备|跟踪|探索|谋划|预研|前瞻|布局")
_DEVELOPS = re.compile(r"布局|发展|培育|壮大|做强|做优|做大|做精|主攻|打造|深耕|突出")
_FIRST_CHOICE = re.compile(r"(?:重点|优先|着力|集中|聚力)(?:发展|培育|打造|布局)?$")
_LIST_AFTER = re.compile(
    rf"(?:主导产业|重点产业|重点领域|主攻方向|支柱产业|重点方向|优势产业|重点赛道|“[\dN+X]{{1,3}}”)(?:(?:确定)?(?:为|是|即|指|包括|有|涵盖)：?|：|（){_ITEMS}(?P<tail>等[^，。；：\n]{{0,8}}|)(?=[，。；）\n]|$)"
)
_WORK = re.compile(
    r"(?:安全|运行|预防|治理|监管|审批|评价|咨询|执法|改革|建设|管理|评估|投资|组织|培训|宣传|质量|效率|保护|防治|修复)$"
)
# 围绕A、B、C开展前沿探索
_LIST_WATCHED = re.compile(
    rf"{_LISTING}{_ITEMS}(?P<tail>(?:等[^，。；、\n]{{0,6}})?(?:的|开展|进行|加强|实施|保持)[^，。；、\n]{{0,8}}(?:前沿|前瞻|预研|跟踪|储备|先导)[^，。；、\n]{{0,8}})"
)
_OFFICE = re.compile(r"(?:委|厅|局|部|办|政府|单位)$")
_OF_INDUSTRY = re.compile(r"产业|领域|主导|支柱|主攻|集群|赛道")
_BOX = re.compile(r"\n[ 　]*专栏")
_CHOOSES = re.compile(r"布局|发展|培育|壮大|打造|做强|做大|做优|聚焦|主攻|构建|抢占|突破|深耕|突出|推进|瞄准")
_AHEAD = re.compile(r"(?:前瞻|超前|提前|跟踪|储备|预研|谋划)[^，。；、]{0,6}$")
_FUTURE = re.compile(
    r"未来产业|新兴产业|赛道|产业集群|主导产业|重点产业|大产业|大集群|大领域|个领域|前沿.*(?:技术|领域)"
)
_A_SET = 3
_LONG_TITLE = 26


def find_fields(text: str, outline: tuple[Section, ...]) -> tuple[PlanField, ...]:
    """The fields the plan names, in order, each name once.

    `kind` is "priority" for the fields it develops, "frontier" for technologies it only
    follows (谋划布局, 前沿), "direction" for the broad directions a frontier set stands
    under. `number` is the item's number as printed, "" where it has none; `span` covers
    the item with its prose.
    """
    found: list[PlanField] = []
    for section in outline:
        found += _under(text, section, FRONTIER if _IS_FRONTIER.search(section.title) else PRIORITY)
    if not found:
        for section in _walk(outline):
            found += _siblings(text, section)
    if not any(f.kind == PRIORITY for f in found):
        found = [*_inline(text), *found]
    if not any(f.kind == PRIORITY for f in found):
        # 前瞻布局未来产业 heads the plan's own fields when it has no others
        found = [replace(f, kind=PRIORITY) if f.kind == FRONTIER and _told(f) else f for f in found]
    if not any(f.kind == FRONTIER for f in found):
        found += _watched(text)
    return _once(found)


def _watched(text: str) -> list[PlanField]:
    """Technologies that a sentence elsewhere names for long-term watching."""
    for match in [*_LIST.finditer(text), *_LIST_WATCHED.finditer(text)]:
        sentence = text[max(0, match.start() - 60) : match.end() + 40]
        named = "前沿" in match["tail"] and _WATCHED.search(sentence)
        ahead = _AHEAD.search(text[max(0, match.start() - 10) : match.start("items")])
        if match["items"].count("、") >= 2 and (named or ahead or match.re is _LIST_WATCHED):
            return _listed(match, FRONTIER)
    return []


def _walk(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.children)


def _announces(section: Section) -> bool:
    title = section.title
    if len(title) > _LONG_TITLE or not _ANNOUNCES.search(title):
        return False
    return bool(_CLEAR.search(title)) or not _NO_FIELDS.search(title)


def _under(text: str, section: Section, kind: str, *, within: bool = False) -> list[PlanField]:
    """Fields below an announcing heading; other headings are searched for one.

    `within`: it stands under one itself, so that 突破5个方向 needs no word of its own.
    """
    if not within and not _announces(section):
        return [f for child in section.children for f in _under(text, child, _kind(child, PRIORITY))]
    kind = _kind(section, kind)
    found: list[PlanField] = []
    for child in section.children:
        name = field_name(child.title, announced=True)
        if _announces(child) or (child.children and not name and not _NO_FIELDS.search(child.title)):
            found += _under(text, child, kind, within=True)
        elif name:
            found.append(
                _field(text, name, child.number, kind, Span(child.heading.start, child.body.end), child.children)
            )
    if not found:
        found += _run_in(text, section.body, kind) or _in_sentence(text, section.body, kind)
    return found


def _kind(section: Section, inherited: str) -> str:
    return FRONTIER if _IS_FRONTIER.search(section.title) else inherited


def _siblings(text: str, section: Section) -> list[PlanField]:
    """Three or more items that all look like fields, under a heading that does not say so."""
    if len(section.children) < 3:
        return []
    named = [(child, field_name(child.title)) for child in section.children]
    like = [
        (child, name)
        for child, name in named
        if name and not _ACTION.match(child.title) and _PROSE_OF_FIELD.search(child.body.of(text))
    ]
    if len(like) < 3 or len(like) < len(named) - 1:
        return []
    return [_field(text, name, c.number, PRIORITY, Span(c.heading.start, c.body.end)) for c, name in like]


def field_name(title: str, *, announced: bool = False) -> str | None:
    """The field in a heading: 大力发展量子信息 → 量子信息; None if it names none.

    `announced`: the heading above says that fields follow.
    """
    head = re.split(r"[，。：:；]", _COUNTER.sub("", title.strip()), maxsplit=1)[0]
    name = _TAIL.sub("", _LEAD_VERB.sub("", head)).strip(" 　")
    if re.fullmatch(r"“[^“”]+”", name):
        name = name[1:-1]
    if _SAYS.search(name) or name in _KINDS:
        return None
    if not 2 <= len(name) <= 20 or _ACTION.match(name) or re.search(r"一批|若干|^各类|第[一二三]|\d+[个项大家]", name):
        return None
    if _NEVER_END.search(name) or ((not announced or len(name) < 4) and _SELDOM_END.search(name)):
        return None
    return name


def _field(text: str, name: str, number: str, kind: str, span: Span, below: Sequence[Section] = ()) -> PlanField:
    """The field with what its prose lists; the items `below` it are its subfields, a box is not its prose."""
    parts = describe(_BOX.split(span.of(text), maxsplit=1)[0])
    named = [own for child in below if (own := field_name(child.title, announced=True))]
    return PlanField(
        name=name,
        number=number,
        kind=kind,
        technologies=parts.technologies,
        products=parts.products,
        applications=parts.applications,
        subfields=tuple(dict.fromkeys([*named, *parts.subfields])),
        span=span,
    )


def _run_in(text: str, body: Span, kind: str) -> list[PlanField]:
    """——量子信息。… and 量子信息：… as paragraphs of their own."""
    found, told = [], 0
    for local in paragraphs(body.of(text)):
        line = Span(body.start + local.start, body.start + local.end)
        match = _RUN_IN.match(line.of(text))
        name = field_name(match["name"], announced=True) if match else None
        if name:
            found.append(_field(text, name, "", kind, line))
            told += bool(_PROSE_OF_FIELD.search(line.of(text)))
    # one of them may say little, but a set of fields is told of in the words of technology
    is_set = len(found) >= 2 and (kind == FRONTIER or told * 2 >= len(found))
    return found if is_set else _enumerated(text, body, kind)


def _enumerated(text: str, body: Span, kind: str) -> list[PlanField]:
    """1.量子通信。2.光计算。 in one paragraph."""
    found = []
    for match in _ENUMERATED.finditer(text, body.start, body.end):
        name = field_name(match["name"], announced=True)
        if name:
            found.append(PlanField(name, "", kind, span=Span(*match.span("name"))))
    return found if len(found) >= 2 else _each_with_verb(text, body, kind)


def _each_with_verb(text: str, body: Span, kind: str) -> list[PlanField]:
    """做强海洋渔业，做优海洋旅游，培育海洋药物: a field in each clause of one sentence."""
    for sentence in _CLAUSES_WITH_VERBS.finditer(text, body.start, body.end):
        found = []
        for match in _WITH_VERB.finditer(text, *sentence.span()):
            name = field_name(match["name"], announced=True)
            if name:
                found.append(PlanField(name, "", kind, span=Span(*match.span("name"))))
        if len(found) >= _A_SET:
            return found
    return []


def _in_sentence(text: str, body: Span, kind: str) -> list[PlanField]:
    """围绕6G、光计算等前沿技术领域: each a field; a first list of 未来… are directions."""
    found = []
    lists = list(_LIST_IN_SECTION.finditer(text, body.start, body.end))
    lists = [m for m in lists if not any(map(_OFFICE.search, m["items"].split("、")))]
    lists += _LIST_AS.finditer(text, body.start, body.end)
    lists += _LIST_AFTER.finditer(text, body.start, body.end)
    if kind == FRONTIER and not lists:
        lists = list(_LIST_OPEN.finditer(text, body.start, body.end))
    tailed = [m for m in lists if m["tail"]] or [
        m for m in lists if kind == FRONTIER or _DEVELOPS.match(m[0]) or m.re is _LIST_AFTER
    ]
    if kind != FRONTIER:
        tailed = [m for i, m in enumerate(tailed) if i == 0 or not m["tail"] or re.match(_COUNTED, m["tail"])]
        tailed += [m for m in lists if tailed and m not in tailed and _goes_on(text, tailed[0], m)]
    for i, match in enumerate(tailed):
        own = DIRECTION if kind == FRONTIER and i == 0 and len(tailed) > 1 else kind
        found += _listed(match, own)
    return found


def _goes_on(text: str, first: re.Match[str], other: re.Match[str]) -> bool:
    """重点发展A、B等产业，培育C、D: a second list in the sentence of the first."""
    between = text[first.end() : other.start()]
    return bool(_DEVELOPS.match(other[0])) and other.start() > first.start() and "。" not in between


def _listed(match: re.Match[str], kind: str) -> list[PlanField]:
    fields, at = [], match.start("items")
    for raw in split_list(match["items"], joined=True, shortest=2):
        item = _TAIL.sub("", _LEAD_VERB.sub("", re.sub(r"的[^的]{2,8}$", "", raw)))
        start = match.string.find(item, at)
        name = item[1:-1] if re.fullmatch(r"“[^“”]+”", item) else item
        if start >= 0 and 2 <= len(name) <= 20:
            fields.append(PlanField(name, "", kind, span=Span(start, start + len(item))))
            at = start + len(item)
    return fields


def _inline(text: str) -> list[PlanField]:
    """The longest list of a sentence such as 加快布局A、B、C等未来产业."""
    lists = [
        m for m in _LIST.finditer(text) if _FUTURE.search(m["tail"]) or _is_first_choice(text, m) or _is_counted(m)
    ]
    lists += [m for m in _LIST_AS.finditer(text) if m["items"].count("、") >= 2 and _OF_INDUSTRY.search(m["tail"])]
    lists += [m for m in _LIST_AFTER.finditer(text) if m["items"].count("、") >= 2]
    lists = lists or list(_LIST_FIRST.finditer(text))
    lists = [m for m in lists if _is_of_fields(m)]
    if not lists:
        return []
    best = max(lists, key=lambda m: m["items"].count("、"))
    found = _listed(best, FRONTIER if "前沿" in best["tail"] else PRIORITY)
    return found + [
        f for m in _LIST.finditer(text, best.end()) if _goes_on(text, best, m) for f in _listed(m, PRIORITY)
    ]


def _is_of_fields(match: re.Match[str]) -> bool:
    """Not a list of offices, of trades to be supervised or of kinds of work."""
    items = match["items"].split("、")
    work = sum(1 for item in items if _WORK.search(item))
    return "行业" not in match["tail"] + items[-1] and not any(map(_OFFICE.search, items)) and work * 2 < len(items)


def _is_first_choice(text: str, match: re.Match[str]) -> bool:
    """重点发展A、B、C等产业: the plan's own choice, three at least."""
    before = text[max(0, match.start() - 4) : match.start()]
    of_industry = match["tail"].endswith(("产业", "集群", "产业链"))
    return bool(_FIRST_CHOICE.search(before)) and of_industry and match["items"].count("、") >= 2


def _is_counted(match: re.Match[str]) -> bool:
    """A、B、C、D四条产业链: the numeral says that this is the whole set."""
    numeral = re.match(r"[两二三四五六七八九十]{1,2}|\d{1,2}", match["tail"])
    if not numeral or not _CHOOSES.match(match[0]):
        return False
    return parse_number(numeral[0]) == len(split_list(match["items"], joined=True, shortest=2)) >= _A_SET


def _told(one: PlanField) -> bool:
    """Does the plan say more of it than its name?"""
    return bool(one.number or one.technologies or one.products or one.subfields or one.applications)


def _once(found: list[PlanField]) -> tuple[PlanField, ...]:
    """Each name once; a later mention of the same name adds what the first lacked."""
    kept: dict[str, PlanField] = {}
    for one in found:
        key = re.sub(r"[“”\s]|产业$", "", one.name)
        first = kept.get(key)
        if first is None:
            kept[key] = one
        elif not (first.technologies or first.products or first.subfields or first.applications):
            kept[key] = replace(one, kind=first.kind, name=first.name, number=first.number or one.number)
    return tuple(kept.values())
