"""Is this amount promised? What speaks for and what against.

A plan holds many numbers. A promise needs a verb that commits (建成, 培育 …), a word that
compares (达到, 以上 …) or a place among the goals; and it must be neither history, nor
money given to somebody, nor a condition somebody must meet, nor a count of headings.
"""

from __future__ import annotations

import re

from .lexicon import words
from .quantities import Amount
from .units import DAYS, TIMES

_COMMIT_WORDS = words(
    "建成 建设 新建 扩建 改扩建 培育 打造 引进 引育 招引 布局 形成 实现 新增 推广 遴选 发布 组织 举办 开展 实施 突破 攻克 攻关 创建 争创 设立 组建 推出 认定 建有 配备 "
    "支持 推动 培养 集聚 汇聚 孵化 转化 制定 制修订 制订 修订 研制 开发 部署 启动 完成 构建 建立 申报 获批 吸引 改造 更新 淘汰 评选 选派 选树 壮大 储备 "
    "扶持 签约 带动 增加 拥有 取得 承担 揭榜 参与 申请 授权 登记 入驻 投放 开放 征集 策划 谋划 编制 出台 推进 争取 开通 开行 开设 投产 做强 做优 引导 新上 "
    "凝练 挖掘 梳理 解决 聚集 落地 建强 选拔 入选 培训 累计 安排 募集 撬动 研发 产出 诞生 涌现 发展 扩大 覆盖 服务 达成 交易 提供 创办 牵头 新认定 新培育 "
    "新引进 新设 遴选出 保有 保障 种植 治理 修复 绿化 压减 关停 退出 节约 减排 引入 输送 选聘 招收 招聘 招募 资助 立项 开工 竣工 通车 投用 建好 办好 "
    "打通 搭建 促成 促进 推介 对接 推荐 稳定 保持 推行 试点 创作 生产 供应 筛选 选取 选择 确定 评定 命名 公布 加快 力争 确保 提升 锻造 集成 充实 冲刺 布设 铺设 架设 安装 配备 配置 压缩 缩短 惠及 吸纳 创成 共建 接入 收集 保藏 整治 疏浚 拓展 复制 核发 发放 投入 播种 回收 开拓 抢救 复壮 抚育 替代 收贮 引种 审定 建档 签订 增殖 拆除 创评 做深 扩容 联通 归集 汇交 上线 备案 通航 首发"
)
COMMIT = re.compile("|".join(sorted(set(_COMMIT_WORDS), key=len, reverse=True)))
_VERB_CLOSE = re.compile(f"(?:{COMMIT.pattern})(?:了|出|好|成|全省|全市|第)?$")
_VERB_FIRST = re.compile(f"(?:力争|争取|[^，。、]{{0,8}})?(?:{COMMIT.pattern})[^，。、]{{2,}}$")
_CHANGE_CLOSE = re.compile(r"(?:提高|提升|增长|增加|下降|降低|减少|压减|缩短|精简|压缩)$")
_ATTAIN = frozenset(
    words("达到 达 稳定在 保持在 提高到 提升到 提升至 提高至 精简为 精简到 精简至 压缩为 减少为 缩短为 整合为")
)
_JOINTS = " 　、和及与"
_MAKING = re.compile(
    r"建成|建有|制定|出台|推出|遴选|落地|认定|发布|获批|入选|开通|编制|投用|建设|新建|培育|打造|引进|布局|设立|组建|创建|争创|新增|形成|举办"
)
# Physical measures after these words are the power of a machine, not an output.
_OUTPUT = re.compile(
    r"建成|建设|新建|改建|扩建|新增|改造|铺设|形成|完成|开工|淘汰|关停|压减|退出|替代|消纳|抚育|削减|管控|压降|开放|推广|发展|播种|流转|收储|打通|升级|敷设|回收|处置|储备|更新|实现|治理|修复|绿化|种植|拓宽|疏浚|投产|整治|创建|建造|营造|打造|布局|新开|修建|恢复|保护|架设|生产|供应|开通|贯通|提升"
)
_FOUNDING = re.compile(r"(?:建成|建设|新建|创建|设立|组建|引进|争创|建好)$")
_THINGS = frozenset("个家座所处条")
_NOUN = re.compile(
    r"(?:园区?|器|基地|中心|平台|企业|机构|实验室|站|院|所|集群|项目|载体|人才|团队|人员|产品|标准|专利|工厂|车间|场景|品牌|家庭|农场|学校|社区|场馆|点)$"
)
_STRUCTURE_VERB = re.compile(
    r"(?:提出|明确|包括|包含|涵盖|涉及|分为|围绕|聚焦|面向|针对|按照|根据|依据|坚持|统筹|落实|贯彻|协调推进|把握|立足|依托|(?<!公)共(?![同享建性])|以及)[^，。]{0,12}$"
)
_STRUCTURE_NOUN = re.compile(
    r"^(?:的)?(?:(?!进入)[^，。；、]){0,8}?(?:举措|措施|要求|原则|方面|领域|方向|行动|环节|维度|意识|自信|关键词|转变|统一|结合|坚持|市场|资源|版块|板块|政策|阶段|层面|层次|抓手|步骤|要素)(?=[，。；、：:）\n]|$)"
)
_SUPPORT = re.compile(
    r"给予|奖励|补助|补贴|资助[^，。]{0,10}元|资助(?:资金|经费|额)|(?:最高|项目|研发|经费|资金)资助|奖补|减免|贴息|返还|奖金|奖补|扶持资金|免收|补偿|抵扣|加计扣除|减征|免征|减按|处以|罚款|垫付|一次性|最高不超过|每家最高|每个最高|最高可|分档|兑现|支持额度|授信|限额"
)
_RAISE = re.compile(r"设立|组建|撬动|带动|募集|引进|实现|完成|力争|投放")
_OWN_HEAD = re.compile(r"(?:率|占比|比重|产值|收入|总量|覆盖面|强度)(?:达|提|不低|不少|超|突破|稳定|保持|控制)")
_IN_ALL = re.compile(r"累计|总额|总量|规模|覆盖|惠及|[率数量](?:达|不低|不少|超|突破)")
_CONDITION = re.compile(
    r"^(?:\d[.、])?(?:对|对于|凡|凡是|符合|申报|满足|具备|须|应当?具备|注册|上年度|上一年度|当年)|注册满|成立满|不得少于|应不(?:少|低)于|须(?:达到|不)|的[，。；]?$"
)
_APPLICANT = re.compile(
    r"(?:申报|申请|参评|参选|入库|入选)(?:单位|人|企业|主体|条件|项目|材料|机构|平台)?(?:应|须|需|必须|原则上|为|：)"
)
_WHOM = re.compile(r"对|凡|申报|符合|申请")
_PROCEDURE = re.compile(
    r"工作日|个月内|日内|报送(?!率)|有效期|公示(?![率栏])|自印发|保管|受理(?![率量点])|答复(?!率)|公布之日|印发之日"
)
_BACKGROUND = re.compile(
    r"发展基础|现实基础|工作基础|产业基础$|基础条件|基本情况|现状|背景$|(?:发展|环境|保护|面临的?|外部)形势|形势(?:$| )|突出短板|积极进展|面临(?:的)?(?:形势|机遇|挑战|问题)|机遇[和与]?挑战|(?:存在|主要|突出)(?:的)?问题$|(?:发展|工作|主要|取得的?)成效|回顾|基本原则|指导思想|解读"
)
_LAYING = re.compile(r"(?:夯实|筑牢|打牢|巩固|增强|提升|强化|厚植|补齐)[^ ，]{0,10}(?:基础|短板|条件)")
_FOR_EACH = re.compile(r"同一|每[家个户人名项次]|单[个家户项次]|原则上")
_IN_ROLE = re.compile(r"[^，。；、]{0,20}为(?:重点|核心|主体|主[，。；]|载体|基础|样本|单位|抓手|引领|支撑)")
_RATES = frozenset(("番", "倍", "%", "个百分点"))
_REACHED = re.compile(r"(?:达到|不低于|不少于|超过|突破)(?:每[一-鿿]{1,4}|人均|平均)?$")
_EVERY_ONE = re.compile(r"每[个家所支][一-鿿]{1,6}")
_FOR_EVERY = re.compile(r"每(?:[十百千万]|[名张位个户所家人])")
_LASTS = re.compile(r"时延|延迟|时间|时长|时限|周期|间隔|响应")
_RESEARCH = re.compile(r"研制|研发|攻克|突破|开发|攻关|支持|级")
_IN_ORDER = re.compile(r"(?:为|为了|围绕|对照)(?:实现|完成|确保)?")
_MANY = 5  # fewer names than this before a number are rather what it counts
_BETTER_THAN = re.compile(r"(?:均|都|也)?(?:高于|低于|快于|优于|高出|好于)[^，。；]{2,}$")
_ACHIEVE = re.compile(
    r"建成|建设|新建|培育|打造|引进|设立|组建|创建|争创|新增|形成|举办|完成|实现|推动|实施|攻克|突破|制定"
)
_TOLD = re.compile(
    r"(?<!不)(?:增加|增长|减少|下降|降低|提高|提升|上升|扩大|缩短)了[^，。]{0,4}$|仅(?=减少|增长|完成|有|占|达|为|增加|下降)[^，。]*$|只(?=有|完成|占|达到)[^，。]*$|未完成[^，。]*$|首次$|违法"
)
_GOALS = re.compile(r"目标|主要指标|预期指标|发展指标|目标任务|愿景")
_SUPPORT_HEADING = re.compile(r"奖励|补助|扶持政策|支持政策|资金管理")
_CONDITION_HEADING = re.compile(r"(?:申报|申请|认定|入库|评选|遴选)(?:基本)?(?:条件|标准|要求)")


def is_goal_heading(titles: str) -> bool:
    """Do the headings above say that goals follow?"""
    return bool(_GOALS.search(titles))


def is_background(titles: str) -> bool:
    """Do the headings above announce history, circumstances or principles?"""
    return bool(_BACKGROUND.search(_LAYING.sub("", titles))) and not is_goal_heading(titles)


def is_support_heading(titles: str) -> bool:
    """Do the headings above announce benefits?"""
    return bool(_SUPPORT_HEADING.search(titles))


def is_condition_heading(titles: str) -> bool:
    """Do the headings above announce what applicants must meet?"""
    return bool(_CONDITION_HEADING.search(titles))


def is_ruled_out(amount: Amount, before: str, after: str, clause: str, sentence: str) -> bool:
    """Does anything in the words speak against a promise?

    `before` and `after` are the amount's own words in its `clause`.
    """
    return (
        is_support(amount, sentence, clause)
        or is_condition(clause, sentence)
        or is_rule(amount, before, after)
        or is_listing(amount, before, clause)
        or is_told(before + amount.cue)
        or is_structure(amount, before, after)
    )


def is_support(amount: Amount, sentence: str, clause: str) -> bool:
    """Money, shares or counts that are given to somebody or asked of somebody."""
    if amount.unit not in DAYS and _PROCEDURE.search(clause):
        return True
    if not _SUPPORT.search(sentence):
        return False
    if _SUPPORT.search(clause) or _CONDITION.search(clause):
        return not (amount.comparator and _IN_ALL.search(clause))
    # money and shares beside a grant belong to it, unless they have a verb or a head of their own
    raised = _RAISE.search(clause) or (amount.cue and _OWN_HEAD.search(clause))
    return (amount.unit.endswith("元") or amount.unit in ("%", "倍")) and not raised


def is_condition(clause: str, sentence: str) -> bool:
    """年销售收入2000万元以上的、 对…的企业 …: what somebody must meet."""
    return bool(_APPLICANT.match(sentence)) or bool(_CONDITION.search(clause) and _WHOM.match(sentence))


def is_rule(amount: Amount, before: str, after: str) -> bool:
    """3家及以上的，; 同一企业最多不超过10名; 高于全省平均2个百分点: a case, a limit for each, a comparison."""
    if re.match(r"的[，；、。]", after) or (_IN_ORDER.match(before) and re.match(r"的[^，。]{0,4}目标", after)):
        return True
    if amount.cue.startswith(("不超过", "最多")) and _FOR_EACH.search(before):
        return True
    if _IN_ROLE.match(after) or (amount.unit in ("人", "名") and _EVERY_ONE.fullmatch(before.strip(_JOINTS))):
        return True
    return amount.unit.endswith("百分点") and bool(_BETTER_THAN.match(before.strip(" 　，")))


def is_listing(amount: Amount, before: str, clause: str) -> bool:
    """质量、效率、满意度等3个方面, 甲、乙两个地区: a count of what was just listed."""
    if amount.comparator is not None or _ACHIEVE.search(clause):
        return False
    return before.endswith("等") or (
        amount.value >= _MANY and before.count("、") + 2 >= amount.value > before.count("、")
    )


def is_told(before: str) -> bool:
    """增加了27%, 仅减少2%, 只完成目标的60%: what was, not what will be."""
    return bool(_TOLD.search(before))


def is_structure(amount: Amount, before: str, after: str) -> bool:
    """16项举措, 两个市场: counts of headings and slogans."""
    if _STRUCTURE_NOUN.match(after) and amount.comparator is None:
        return True
    return amount.comparator is None and bool(_STRUCTURE_VERB.search(before)) and not COMMIT.search(before)


def is_committed(
    amount: Amount, before: str, after: str, *, goal: bool, dated: bool, chained: bool, governor: str = ""
) -> bool:
    """Do the words commit to this amount? `before` and `after` are the rest of the clause.

    `goal`: it stands among goals. `dated`: a deadline or cadence governs it. `chained`:
    an earlier amount of the same sentence is promised. `governor`: the words that govern a list
    in which this amount has none of its own (建设100个基地、1000公里隔离带).
    """
    follows = after[:1] not in ("", "，", "、", "。", "；", "）", "（")
    if _is_property(amount, governor + before + after, follows=follows, timely=goal or dated):
        return False
    if amount.round:  # 打造百家企业, 百个园区, but not 百家争鸣
        return follows and bool(_VERB_CLOSE.search(before) or (chained and not before.strip("、和及")))
    if amount.spelled and amount.comparator is None and amount.unit not in ("番", "%"):
        return _spelled_out(amount, before, follows=follows, timely=goal or dated, governed=chained)
    if amount.value == 1 and amount.comparator is None and amount.unit not in _RATES and not (goal or dated):
        return bool(_MAKING.search(governor + before)) or bool(_FOR_EVERY.match(before.lstrip(_JOINTS)))
    if goal or dated or chained or _CHANGE_CLOSE.search(before) or COMMIT.search(before) or _REACHED.search(before):
        return True
    return amount.unit == "番" or (not follows and (amount.comparator in ("≥", ">", "≤", "<") or amount.cue in _ATTAIN))


def _is_property(amount: Amount, words: str, *, follows: bool, timely: bool) -> bool:
    """300米以下空域, 15分钟服务圈, 10兆瓦风机: a measure that describes a thing."""
    if amount.unit in TIMES:
        if follows and amount.after == "以上" and COMMIT.search(words):
            return False  # 提供100小时以上服务
        return follows or (amount.cue == "不超过" and not timely and not _LASTS.search(words))
    if not amount.measure or not follows:
        return False
    in_bulk = amount.unit[:1] in "万亿" and COMMIT.search(words) and not _RESEARCH.search(words)
    return amount.after == "以下" or not (in_bulk or _OUTPUT.search(words))


def _spelled_out(amount: Amount, before: str, *, follows: bool, timely: bool, governed: bool) -> bool:
    """A number in Chinese numerals needs its verb close by: 打造三个集群, 建成园区两个."""
    if amount.value == 1 and amount.unit[:1] not in "万亿":
        return follows and timely and amount.unit in _THINGS and bool(_FOUNDING.search(before))
    if governed and not before.strip("、和及"):  # 建成三个中心、十二个站点
        return True
    if not follows:  # 园区两个
        own = bool(_VERB_FIRST.match(before)) and "、" not in before
        return own or bool(_CHANGE_CLOSE.search(before)) or ((timely or governed) and bool(_NOUN.search(before)))
    return bool(_VERB_CLOSE.search(before))
