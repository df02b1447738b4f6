"""The clean name of what an amount counts, from the words before or behind it."""

from __future__ import annotations

import re

from .lexicon import words

_LEFT_WORDS = words(
    "力争 确保 争取 努力 预计 累计 总共 总计 合计 全面 加快 持续 基本 积极 大力 重点 着力 进一步 稳步 逐步 不断 深入 推动 推进 带动 使 将 其中 并且 并 且 同时 以及 和 及 与 "
    "各类 分别 约 共 再 新 已 要 每年 年均 逐年 每季度 每月 平均每年 全年 当年 届时 至少 最少 不少于 建成投用 建成 新建 扩建 改扩建 培育壮大 培育形成 培育发展 培育 打造 引进 引育 "
    "招引 新布局 布局建设 布局 形成 实现 新增 推广 遴选 发布 组织实施 组织 举办 开展 突破 攻克 创建 争创 设立 组建 推出 新认定 认定 支持 培养 集聚 汇聚 "
    "制定 制修订 制订 研制 开发 部署 启动 完成 构建 建立 获批 吸引 壮大 储备 扶持 签约 拥有 取得 承担 揭榜 选派 选树 建设 实施 牵头 新培育 新引进 新设 达到 优选 "
    "推进 发展 推介 引导 开放 参与 主导 转化 孵化 招募 募集 撬动 安排 提供 保持 力促 促进 促成 选育 入选 累计实现 做大 做强 做优 初步 惠及 改造 应用 开行 开通 改建 投放 投入 更新 安装 铺设 架设 吸纳 创作 种植 压缩 开拓 发表 创办 聚集 直接服务 资助 选拔 评选 选拔资助 评选资助 扶持 遴选扶持 引进扶持 筹建 替代 抢救 复壮 抚育 限期 分批 发动 推动实现 率先 超额 有序 成功 滚动 梯次 分批 新改扩建 提档升级 规划建设 规划布局 谋划实施 并投用 创成 共建 投用 投产 建成投产 或 收集 征集 接入 保藏 整治 发放 对外 对接 上线 整治修复 保护修复 治理修复"
)
# These verbs also begin nouns (开放平台, 发展基金, 转化基地): as a noun's head they stay.
_NOUNY = {
    "开放",
    "发展",
    "参与",
    "转化",
    "孵化",
    "建设",
    "实施",
    "组织",
    "推广",
    "主导",
    "安排",
    "提供",
    "新",
    "牵头",
    "开发",
    "保持",
    "促进",
    "引导",
    "支持",
    "重点",
    "基本",
    "构建",
    "部署",
    "年均",
    "改造",
    "应用",
    "投入",
    "更新",
    "创作",
    "签约",
}
_NOUN_AFTER = re.compile(
    r"^(?:的|场景|活动|共享|金额|额|基金|平台|机构|中心|基地|企业|人才|主体|载体|大会|者|投资|项目|资金|能力|水平|指数|园区|研究|服务|标准|环境|强度|规模|实验室|产业|增速|增长率|增幅)"
)
# 孵化器, 覆盖率, 投入额: the verb belongs to the noun
_MAKES_NOUN = re.compile(r"率|林|库|量(?!子|产)|额|度(?!假)|器(?!件|材|官|械)|者|期(?!货|刊)|值(?!班)")
_KEY_NOUN = re.compile(r"行业|领域|产业|企业|项目|人群|园区|群体|工程|任务|区域|高校|产品|实验室|排放|单位|城市|场所")
_ITEM_MARK = re.compile(r"^[ 　]*[①-⑳㈠-㈩❶-❿]")
# an adverb before a verb, but 高质量数据集 is a kind of thing
_MANNER = re.compile(r"^(?:高标准|高水平|高质量)(?=建|推|发|打|完|实|培|规)")
_LEFT = sorted(_LEFT_WORDS, key=len, reverse=True)
SCOPE = re.compile(
    r"^(?P<scope>全(?:省|市|区|县|州|国|域|盟)|我(?:省|市|区|县)|省内|市内|区内|省域|市域|各(?:市|县|区|设区市|地|县区)(?:平均)?|每个?(?:设区市|市|县|区|领域|产业|园区|镇|乡|村)|"
    r"(?![高低优大小多少快慢以对在将从由向把使占超])[一-鿿]{2,3}(?:省|(?<!城)市|新区|自治区))(?!级|场|民|政|属|内外|重点实验室|文明|百强|一流|知名|性)"
)
_FACING = re.compile(r"^(?:面向|针对|在|对|于)(?=全|我|各|本)")
_GROWTH_TAIL = re.compile(
    r"(?P<keep>年均增速|年均增长率|年均增幅|增速|增长率|增幅)?(?P<verb>(?:实现|保持|力争|预期)?(?:年均复合增长|年均增长|复合增长|同比增长|累计增长|增长|提高|提升|增加|上升|扩大))?(?:保持在|达到|为)?$"
)
_DECLINE_TAIL = re.compile(r"(?P<verb>(?:累计|年均)?(?:下降|降低|减少|压减|削减|缩短|压缩|降))$")
_ADVERB_TAIL = re.compile(
    r"(?:也|(?<![人户年月日平])均|都|将)?(?:不断|持续|显著|明显|稳步|进一步|大幅|逐步|基本|更加|全面|快速|日益|加快|有效|实现|力争|预计|累计|总共|总体|达|共|约|分别|已|达到|超|占|率先|迈上|取得|每年|每季度|每月|每周|每天|每日|全年|年度|一般|应|应当|原则上)*$"
)
# 床位累计建成2万张, 达标率保持100%
_COUNTED = re.compile(r"(?<=.{2})\d[\d.,]*[万亿余多]*[一-鿿]{1,3}$")
_VERB_TAIL = re.compile(
    r"(?<=.{2})(?:累计|共|将|优化)?(?:建成|完成|新建|重组|整合|保持|扩大|达成|实现)(?:到|至|为|在)?$"
)
_PREDICATE = re.compile(
    r"(?:逐年|逐步)(?:提高|提升|增长|增加|下降|降低|扩大)$|(?:再?(?:压缩|压减|缩短)|不断|持续|显著|明显|稳步|进一步|大幅|逐步|基本|更加|全面|快速|日益|有效|跃上|迈上|实现)[^，]{1,14}$"
)
_RELATIVE = re.compile(
    r"^(?:具有|具备|拥有|带有|能够|可|富有|体现|符合|达到|代表|面向|适应)(?:[^，。；、]{1,24}?的(?=[^，。；、]{2,})|[^，。；的]{1,40}的(?=[^，。；、的]{2,}(?:$|[，。；])))"
)
# no verb stands before it
_NOUN_ONLY = re.compile(r"(?:城镇|农村|城乡|高校|民营|外贸|制造业|工业|年末)")
_PREPOSITION = re.compile(r"^(?:围绕|聚焦|面向|依托|针对|按照|通过|对接|支持|鼓励|引导|推动|在|以|与|由)")
_ACTION_LEAD = re.compile(
    r"^(?:力争|累计|每年|年均|年|到|共|实现|开展|组织开展|组织实施|组织|举办|完成|提供|对外|达到|形成|新增|全省|全市|全县|全区|各类|对外提供|面向[^，]{2,8}?(?=开展|提供|举办))+"
)
_STRONG = re.compile(
    r"(?:建成|培育|打造|引进|引育|新增|新建|新布局|组建|设立|创建|争创|制定|制修订|形成|攻克|突破|推出|完成|实现|发布|遴选|认定|集聚|招引|承担|取得|建设|获批|获得|入选|培养|引入|举办|组织|收集|创成|共建|推广|改造|接入|选派|保藏|整治|发放|布局|开展|培训|孵化|转化|新招|招收|投放|推动|带动|惠及|建立|建有|启动|投用|参与(?!度|者))(?=[^，。；]{2,}$)"
)
_HEAD_ALONE = re.compile(
    r"(?:投资|资金|投入|对象|面积|规模|收入|金额|总量|总额|数量|能力)(?:(?:年均|累计|同比)?(?:增长|提高|提升|增加|下降|降低))?"
)
_RIGHT = re.compile(
    r"(?:[，、]?(?:并|且|和|及|以及|与|同|或))?(?:打造|建成|培育|引进|建设|形成|新增|创建|带动|推出|实现|累计|达到|其中|攻克|突破|发布|设立|组建|新建|举办|招引|引育|争创)?[、，\s]*$"
)
# 100亿元规模的基金 counts the fund's 规模
_SIZE_OF = re.compile(r"^(总?规模|总?投资)的(.{2,})$")
_FOLLOW_STOP = re.compile(
    r"(?:，|。|；|：|\n|（|）|,|;|、(?=(?:力争|建成|打造|培育|引进|推动|实现|带动|新增|形成)))|(?:以上|左右)?(?<=.{2})(?:并|且)(?=[^，。]{2,})|(?<=.{2})(?:开展|参加|参与(?!度)|予以|进行|落户|落地(?!项目)|投入使用|建成投用|做大做强|进入(?=[^，。；]{2,10}阶段)|交付$)"
)


def strip_left(text: str) -> str:
    """Without leading adverbs, connectives and verbs of doing: 累计培育壮大高新技术企业 → 高新技术企业."""
    text = _MANNER.sub("", _ITEM_MARK.sub("", text))
    text = text.strip(" 　、，“”") if text.count("“") != text.count("”") else text.strip(" 　、，")
    while True:
        for word in _LEFT:
            if text.startswith(word) and len(text) >= len(word):
                rest = text[len(word) :]
                if _MAKES_NOUN.match(rest):
                    continue
                if (word in _NOUNY and _NOUN_AFTER.match(rest)) or (word == "重点" and _KEY_NOUN.match(rest)):
                    continue
                if word in (
                    "新",
                    "共",
                    "将",
                    "并",
                    "或",
                    "要",
                    "再",
                    "已",
                    "和",
                    "与",
                    "及",
                    "约",
                    "使",
                ) and not _single(word, rest):
                    continue
                text = rest.lstrip(" 　、，")
                break
        else:
            return text


def _single(word: str, rest: str) -> bool:
    """One-character words belong to longer ones: 新能源, 要素, 共享, 和平, 与会, 约束, 再制造."""
    belong = {
        "新": "能型材兴一药品技产业消城质制媒闻工基疆冠生经农型零时职三业区增",
        "要": "素闻地点",
        "共": "享建性有同和识",
        "并": "购网行联",
        "再": "生制造贷融利",
        "已": "",
        "或": "者",
        "将": "来军",
        "和": "平谐",
        "与": "会",
        "及": "时格",
        "约": "束定",
        "使": "用命领",
    }
    return rest[:1] not in belong[word]


def scope_of(text: str) -> tuple[str | None, str]:
    """The place the figure is said of, and the text without it."""
    place = _FACING.sub("", text)
    match = SCOPE.match(place)
    if match and len(place) - match.end() >= 2:
        return match["scope"], place[match.end() :].removeprefix("的").removeprefix("范围内")
    return None, text


def following_noun(after: str) -> str:
    """The noun phrase right behind an amount, cut at the end of the clause or at a new verb."""
    after = _RELATIVE.sub("", after.removeprefix("的").lstrip(" 　"))
    text = re.sub(r"（(市、区|市|区|县|县、区|套|县、市)）", r"〔\1〕", after.removeprefix("的"))
    stop = _FOLLOW_STOP.search(text)
    phrase = text[: stop.start()] if stop else text
    phrase = _RELATIVE.sub("", phrase.strip(" 　"))
    size = _SIZE_OF.match(phrase)
    if size:
        phrase = size[2] + size[1]
    return _RIGHT.sub("", phrase).strip(" 　、，和与及").replace("〔", "（").replace("〕", "）")


def subject(before: str, *, verbal: bool) -> str:
    """The noun phrase in front of an amount.

    `verbal`: no 达到 stands between, so the last strong verb of the clause governs it (牵头建设创新联合体10家).
    """
    text = _ADVERB_TAIL.sub("", before.rstrip(" 　（(“")).strip(" 　、，")
    text = _VERB_TAIL.sub("", text)
    if _PREPOSITION.match(text) and not verbal:
        text = _circumstance(text)
    text = strip_left(text)
    if verbal:
        for match in reversed(list(_STRONG.finditer(text))):
            if match.start() and _HEAD_ALONE.fullmatch(text, match.end()):
                continue  # 工业技术改造投资
            if match[0] == "新增" and _NOUN_ONLY.fullmatch(text[: match.start()]):
                return text  # 城镇新增就业
            return strip_left(text[match.end() :])
    return _RELATIVE.sub("", text)


def _circumstance(text: str) -> str:
    """Without a leading 围绕飞控、航电 … when a verb of doing follows it."""
    verbs = list(_STRONG.finditer(text))
    return text[verbs[-1].start() :] if verbs else text


def action(before: str) -> str:
    """What units such as 人次 count is done, not made: 每年培训 stays 培训."""
    text = _ADVERB_TAIL.sub("", before).strip(" 　、，")
    stripped = _ACTION_LEAD.sub("", _ITEM_MARK.sub("", text))
    return stripped or text


def growth(before: str) -> tuple[str, bool]:
    """Subject without its word of growth, and whether there was one. A decline stays named."""
    tail = _DECLINE_TAIL.search(before)
    if tail:
        return before, True
    tail = _GROWTH_TAIL.search(before)
    if tail and (tail["keep"] or tail["verb"]):
        return before[: tail.start("verb")] if tail["verb"] else before, True
    return before, False


def topic_of(clause: str) -> str:
    """What an earlier clause speaks of: 产业规模不断壮大 → 产业规模."""
    return strip_left(_COUNTED.sub("", _PREDICATE.sub("", clause).strip(" 　、，")))
