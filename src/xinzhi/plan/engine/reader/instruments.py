"""Named instruments: lists, libraries, programmes, events, platforms and places.

A name ends in a word that tells its kind (清单, 培育库, 大赛 …). It is read leftwards to
the edge of its phrase; what only names a type (创新平台, 省实验室) or a crowd (一批…) is
left out.
"""

from __future__ import annotations

import re

from .clauses import Places
from .lexicon import words
from .model import Instrument, Section, Span

_KINDS = {
    "list": "动态清单 清单 榜单 名单 目录 图谱 指数 白皮书 名录 排行榜 百强榜",
    "library": "培育库 项目库 储备库 人才库 专家库 数据库 案例库 资源库 信息库 成果库 场景库 需求库 企业库 技术库 标准库 专利库 梯队库 工具库 知识库 样本库 种质库 语料库 数据集",
    "programme": "计划 专项 工程 行动 试点 创新券 服务券 消费券 算力券 数据券",
    "event": "博览会 大会 发布会 对接会 推介会 洽谈会 交流会 大赛 挑战赛 创业赛 论坛 峰会 活动周 科普日 活动日 活动月 科技节 路演 擂台赛 展览会 展会 年会",
    "platform": "重点实验室 联合实验室 实验室 创新中心 研究中心 工程中心 超算中心 计算中心 数据中心 医学中心 中心 研究院 研究所 平台 试验基地 基地 联合基金 引导基金 基金 大市场 创新联合体 联盟 大学 学院 装置 孵化器 加速器",
    "place": "产业园区 产业园 科技园 科学城 科创城 科技城 未来城 先导区 示范区 试验区 先行区 集聚区 高新区 新区 特区 走廊 航天港 航空港 港 谷 高地 示范带 产业带 科学岛 智造岛 小镇 园区",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_NOT_BEFORE_OR_AFTER = {
    "港": "港(?![口澳资股珠币元])",
    "谷": "谷(?!物|歌|类)",
    "大赛": "大赛(?!事)",
    "学院": "(?<![科大])学院",
    "专项": "专项(?!资金|债|督查|活动|经费)",
}
_NOT_BEFORE_OR_AFTER |= {
    "计划": "计划(?!完成|管理|生育|安排|指标|单列)",
    "工程": "工程(?!化|师|机械|技术|建设|质量|项目|造价|研究|中心)",
}
_SUFFIX = re.compile("|".join(_NOT_BEFORE_OR_AFTER.get(w, w) for w in sorted(_KIND_OF, key=len, reverse=True)))
_TITLES = re.compile(r"《[^《》\n]{1,80}》")
# the phrase ends here; quotes do not end it (未来产业“硬科技”企业榜单)
_PHRASE = re.compile(r"[^，。；：、！？\n（）《》〈〉,;: 　\t]{3,80}")
_QUOTED = re.compile(r"“(?P<name>[^“”，。；、\n]{3,20})”(?P<after>.{0,6})")
_QUOTED_AFTER = re.compile(
    r"(?:系列)?(?:主题|专项|品牌)?(?P<kind>遴选|评选|评价|榜|活动|行动|计划|工程|大赛|品牌|专项|赛事|政策|服务|机制|模式)"
)
_DOING = words(
    "建立 设立 实施 启动 举办 创建 争创 组建 依托 发挥 作为 通过 纳入 办好 承办 筹建 搭建 编制 建好 用好 鼓励 支持 申报 申建 发布 制定 优化 完善 开展 建强 提升 推进 推动 深化 落实 "
    "打造 构建 参与 组织 探索 加强 利用 引进 布局 建成 新建 遴选 高标准建设 加快建设 规划建设 启用 运行 参加 做强 做优 形成 建设 借助 结合 牵头 完成 共建 统筹 扩建 推出 争取 升级 运营 整合 办成 举行 设置 开设 升格 推广 列入 入选 制订 修订 绘制 更新 动态调整 评选 认定 公布 出台 实行 试行 推行 谋划 将 把 在 以 对 从 由 向 为 与 和 及 用 给 到"
)
_GOVERNING = sorted((w for w in _DOING if len(w) >= 2), key=len, reverse=True)
_VERB = re.compile("|".join(_GOVERNING))
_LEAD = re.compile(
    "^(?:"
    + "|".join(sorted(_DOING, key=len, reverse=True))
    + r"|加快|积极|深入|全面|稳步|持续|高水平|高标准|高质量|大力|重点|着力|常态化|定期|每年|强化|培育|引导|探索|充分|推荐|进一步|扎实|有序|抓好|继续|适时|按照|根据|围绕|面向|包括|其他|以及|并|等|国内外|我[省市区])+"
)
_CROWD = re.compile(
    r"一批|更多|央企|若干|各类|多个|一系列|系列|有关|相关|有条件|各级|各市|(?<![高平对])等(?![级离])|其他|此类|该|本|上述|这些|\d+(?:个|家|项|处|场)|[一二三四五六七八九十两]+(?:个|家|项|处|场|大)|第[一二三四五六七八九十\d]+批|高水平|具有|以上|左右|多元|[A-Za-z]?N"
)
_GENERIC_WORD = re.compile(
    r"国家级?|全国|世界|全球|国际|国内|省级?|市级?|县级?|区级?|部级|央地|重点|重大|大型|创新|科技|技术|产业|研究|研发|基础|科学|未来|企业|工程|公共|服务|综合|专业化?|新型|新兴|高端|特色|开放|共享|示范|应用|转化|中试|成果|孵化|检测|检验|测试|验证|信息|"
    r"数字|智能|智慧|网络|交易|合作|交流|管理|监测|协同|联合|共性|前沿|高新|经济|开发|发展|投资|专项|引导|股权|试验|试点|先行|改革|对外|新|类|性|型|数据|人才|创业|高校|院所|机构|重要|战略|高能级|一流|标杆|核心|现代化?|集群|区域|载体|功能|支撑|"
    r"培育|推广|行业|领域|学术|教育|实训|培训|生产|制造|加工|基地|中心|平台|实验室|园区?|化|的|和|与|及|自主|自贸|综保|保税|物流|仓储|贸易|体育|文化|旅游|体系|大科学|跨境|离岸|国家|概念|全链条|资源|新城|项目|工作|行动|政策|任务|年度|实施|三年|五年|问题|责任|负面|权力|正面|事项|材料|信用|失信|社会|消费|安全|专家|场景|案例|需求|典型|清单|产品|动态|年|月|主体|骨干|龙头|优质|中小|大赛|活动|大会|会|主题|专题|精准"
)
_SLOGAN = re.compile(r"[—+＋]|先.{1,5}后|一.{1,3}一|\d|以.+代|双|三链|四链|链|化$|性$|型$|力$|特$|新$|链条$")
_LONGEST = 32
_LABEL = re.compile(r"\d{1,3}\.|[一二三四五六七八九十]{1,3}、")
_NOT_NAME = re.compile(
    r"大科学|土建工程|系统工程|代谢工程|黑名单|白名单|[仓水冷鲜调金国车入出]库$|工作计划|战略布局|新高地$|创新高地$|年度计划|[为是使让须把将]|应(?![用急])|"
    r"建立|设立|给予|提供|加大|加快|依法|实行|采取|进行|享受|具备|鼓励|融入|^(?:不|可|需|有|个|性|化|等|进入|扩大)"
)
# the words right before a name that set it up, run it or lean on it
_ESTABLISH = re.compile(
    "(?:"
    + "|".join(sorted((w for w in _GOVERNING if w not in ("以", "加强")), key=len, reverse=True))
    + ")(?:一个|好|了)?$"
)
_OWNED = re.compile(r"国家|全国|中国|中科院|省|市|自治区|山东|北京|上海")
# kinds that anybody may have: they need a verb that sets one up, or an owner
_COMMON = re.compile(r"(?:平台|中心|基地|基金|联盟|园区|集聚区|新区|小镇|孵化器|加速器|特区|高地|论坛|目录)”?$")
_VOUCHER = re.compile(r"..(?:创新|服务|消费|算力|数据)券$")


def find_instruments(text: str, outline: tuple[Section, ...]) -> tuple[Instrument, ...]:
    """Every named instrument once, in order of first appearance.

    `kind` is list, library, programme, event, platform or place; `span` covers the name
    in `text`; `path` is that of the section it stands in.
    """
    places = Places(outline)
    titles = [m.span() for m in _TITLES.finditer(text)]
    found: list[tuple[str, str, Span]] = []
    for phrase in _PHRASE.finditer(text):
        # 举办发布会、对接会: the verb before the first of a list governs them all
        chained = (
            bool(found)
            and text[phrase.start() - 1] == "、"
            and found[-1][2].end in range(phrase.start() - 6, phrase.start())
        )
        one = _in_phrase(text, phrase.start(), phrase.end(), found[-1][1] if chained else "")
        if one:
            found.append(one)
    found += [i for m in _QUOTED.finditer(text) if (i := _in_quotes(m))]
    kept: dict[str, Instrument] = {}
    last = Span(0, 0)
    for name, kind, span in sorted(found, key=lambda f: (f[2].start, -f[2].end)):
        while titles and titles[0][1] <= span.start:
            titles.pop(0)
        if (titles and titles[0][0] <= span.start) or span.end <= last.end:
            continue
        last = span
        if name.strip("“”") not in kept:
            chain = places(span.start)
            kept[name.strip("“”")] = Instrument(name, kind, span, chain[-1].path if chain else ())
    return tuple(kept.values())


def _in_phrase(text: str, start: int, end: int, chained: str) -> tuple[str, str, Span] | None:
    """The name in one phrase: it ends at the last telling word.

    `chained`: the kind of the name that the phrase continues, if any.
    """
    label = _LABEL.match(text, start, end)
    start = label.end() if label else start
    for suffix in reversed(list(_SUFFIX.finditer(text, start, end))):
        kind = _KIND_OF[suffix[0]]
        stop = suffix.end() + (text[suffix.end() : suffix.end() + 1] == "”")
        left = _left_edge(text, start, suffix)
        if left is None:
            continue
        name = text[left:stop]
        if name.count("“") != name.count("”"):
            continue
        before = text[max(0, left - 8) : left]
        governed = bool(_ESTABLISH.search(before)) or chained == kind
        heads = kind == "programme" and before[-1:] in ("", "\n", "）", ".", "、") and text[stop : stop + 1] in "。\n"
        if _is_name(name, kind, governed or heads):
            return name, kind, Span(left, stop)
    return None


def _left_edge(text: str, start: int, suffix: re.Match[str]) -> int | None:
    """Where the name begins: behind the last governing verb, the last 的 and crowd words."""
    left = start
    for verb in _VERB.finditer(text, start, suffix.start()):
        # 建设 and 推广 may belong to a name: a short rest is no name of its own
        if suffix.end() - verb.end() >= 5 and text[verb.start() - 1 : verb.start()] != "“":
            left = verb.end()
    for edge in ("的", "领域国家"):
        at = text.rfind(edge, left, suffix.start())
        if at >= 0:
            left = at + len(edge.removesuffix("国家"))
    lead = _LEAD.match(text[left : suffix.start()])
    if lead:
        left += lead.end()
    return left if suffix.end() - left >= 4 else None


def _is_name(name: str, kind: str, governed: bool) -> bool:
    if len(name) > _LONGEST or _CROWD.search(name) or _NOT_NAME.search(name):
        return False
    if _VOUCHER.search(name):
        return True
    specific = len(_GENERIC_WORD.sub("", _SUFFIX.sub("", name)).strip("“”"))
    quoted = "“" in name
    if kind in ("list", "library", "event"):
        return (governed and (specific >= 1 or len(name) >= 5)) or specific >= 4 or quoted
    if kind == "programme":
        return (governed or quoted) and (specific >= 1 or len(name) >= 6)
    return _is_place_or_platform(name, specific, governed=governed)


def _is_place_or_platform(name: str, specific: int, *, governed: bool) -> bool:
    if name.startswith("国家") and governed and len(name) >= 7:
        return True
    ownerless = _COMMON.search(name) and not (_OWNED.match(name) or "国家" in name)
    if not governed and (ownerless or re.search(r"[和与及]", name)):
        return False
    return specific >= 2 or (specific >= 1 and "“" in name)


def _in_quotes(match: re.Match[str]) -> tuple[str, str, Span] | None:
    """“山东好成果”遴选, “技术经理人山东行”活动: a quoted name that the next word explains."""
    name = match["name"]
    after = _QUOTED_AFTER.match(match["after"])
    if not after or _SLOGAN.search(name):
        return None
    kind = {
        "活动": "event",
        "大赛": "event",
        "赛事": "event",
        "遴选": "list",
        "评选": "list",
        "评价": "list",
        "榜": "list",
    }.get(after["kind"], "programme")
    if after["kind"] in ("机制", "模式", "服务", "政策", "品牌"):
        return None
    return name, kind, Span(match.start("name"), match.end("name"))
