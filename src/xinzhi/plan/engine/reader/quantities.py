"""Amounts in running text: a number with its unit and the words that compare it.

`find_amounts` does not judge whether an amount is promised; see `targets`.
A Chinese numeral counts only before a unit, so that 一批, 四个全面 (no unit follows
the second) or 百千万工程 do not read as numbers where no number is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from .numerals import parse_number

# Units that count things, money and shares; `(?!…)` keeps 人工智能, 元宇宙, 家庭 … from being cut in two.
_COUNT = (
    "个百分点 百分点 人次 人年 人(?!工|形|机|类|脑|均|员|力|口|民|生|体|才) 名(?!单|录|称|优) 位(?!于|居|列) 个(?!月|工作日|自然日|百分) 家(?!庭|电(?!子|力|商|池|网|信|机|气)|族|具(?!有|备)|居|长) "
    "项(?!目) 件(?!事) 台套 台（套） 台(?!湾|风) 套(?!期) 座 条 处(?!理|置) 种(?!植|业|子|源|质) 支(?!持|撑|付) 只(?!有|要|能|需) 场次 场(?!景|所|地) 届 次 所(?!有|在|需) 户(?!外|籍|均) 例 篇 "
    "架次 架(?!构) 辆 艘 颗 枚 部(?!门|委|分|级|署) 款(?!项) 份(?!额) 门(?!类|槛|店|诊) 间(?!接|隔) 栋 列(?!入|为|车) 趟 株 羽 头(?!部|雁) 对(?!接|外|于|标|应) "
    "床 张 组(?!织|建|成|合) 标准箱 标箱 标准机架 机架 机柜 卡(?!脖) 端口 班次 班(?!子|列) 桩 项次 册 剂 亩次 人份 课时 幅 "
    "美元 欧元 港元 元人民币 元(?!宇|器|素|件|化|旦|首|月) % ‰ 倍 成(?!果|为|立|长|效|熟|功|本|员|套|都|交|型|品|分|绩|就)"
).split()
# Physical measures: they also name the power of a machine, so a promise needs more evidence.
_MEASURE = (
    "吨标准煤 吨(?!位) 公斤 千克 公里 千米 米(?!级|波) 海里 平方公里 平方千米 平方米 公顷 亩 立方米 千瓦时 千瓦 兆瓦时 兆瓦 吉瓦时 吉瓦 "
    "千伏安 kWh kW MWh MW GWh GW TWh EFLOPS PFLOPS EFlops PFlops EFLOPs PFLOPs EFLOP/s PB EB TB P E Tbps Gbps Mbps 微克 毫克 "
    "毫秒 秒 分钟 小时 天(?!然|津|使|地|文|空|基) 岁 摄氏度 桶 人公里 吨公里 度电"
).split()
_DENOMINATORS = (
    "平方公里 平方米 立方米 公顷 万人 亿元 万元 百人 千人 人 年 月 日 天 亩 家 个 台 户 吨 千瓦时 小时 次 件 秒".split()
)

_NUMBER = r"(?:\d{1,15}(?:,\d{3})*(?:\.\d{1,9})?|[一二两三四五六七八九十百千][一二两三四五六七八九十百千零〇]{0,11})"
_SCALE = r"(?:万亿|亿|万)"
_UNIT = "(?:" + "|".join(sorted(_COUNT + _MEASURE, key=lambda u: -len(u.split("(")[0]))) + ")"
_PER = "(?:/(?:" + "|".join(_DENOMINATORS) + "))?"
_TO = r"(?:\s?(?:—{1,2}|-{1,2}|–|―{1,2}|~|～|－|至|到)\s?)"
_AMOUNT = re.compile(
    rf"(?<![A-Za-z\d.第+×/一二两三四五六七八九十百千零〇数几])"
    rf"(?:百分之(?P<percent>{_NUMBER})"
    rf"|(?:(?P<low>{_NUMBER})(?P<few>余|多)?(?P<scale>{_SCALE})?(?P<some>余|多)?|(?P<bare>{_SCALE}))"
    rf"(?:(?:{_UNIT})?{_TO}(?P<high>{_NUMBER})(?P<top>{_SCALE})?)?"
    rf"\s?(?P<unit>{_UNIT}{_PER}))"
    rf"(?P<after>及?以上|及?以下|以内|之内|左右|上下)?"
)
_FOLD = re.compile(r"翻(?:了)?(?P<n>一|两|二|三)番(?P<after>以上|左右)?")
_RANK = re.compile(
    r"前(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})(?P<unit>位|名|强|席)?(?:行列|之列|方阵)?(?=[，。；、,;）\n]|$)"
)
# Numbers in names are no amounts: “百千万”工程, 《…（2021—2025年）》, 〔2018〕.
_NAMES = re.compile(r"“[^“”\n]{1,40}”|《[^《》\n]{1,80}》|〔[^〕\n]{1,10}〕|「[^「」\n]{1,40}」")

_POST = {"以上": "≥", "及以上": "≥", "以下": "≤", "及以下": "≤", "以内": "≤", "之内": "≤", "左右": "≈", "上下": "≈"}
_PRE = {
    "≥": "不少于 不低于 不小于 不亚于 至少 最少 达到 达 达成 提高到 提高至 提升到 提升至 增加到 增加至 增长到 增长至 扩大到 扩大至 增至 升至 "
    "上升到 上升至 发展到 保持在 稳定在 维持在 壮大到 拓展到 拓展至 扩展到 扩展至 上",
    ">": "超过 突破 高于 大于 多于 超出 超 逾 过 优于 跨越 迈上",
    "≈": "约 近 接近 大约 约为 将近",
    "≤": "不超过 不高于 不大于 不多于 不超 控制在 控制到 降至 降到 降低到 降低至 下降到 下降至 压缩至 压缩到 缩短至 缩短到 缩减至 减少到 减少至 "
    "压减至 压减到 限制在 最多 控制",
    "<": "低于 少于 小于",
    "": "为 共 共计 分别 各 总计 合计",
}
_CUES = sorted(((word, sign) for sign, words in _PRE.items() for word in words.split()), key=lambda c: -len(c[0]))
_LONGEST_CUE = max(len(word) for word, _ in _CUES)
# The weaker cue only says that the number is reached; a stronger one beside it decides.
_WEAK = {"达到", "达", "保持在", "稳定在", "维持在", "为", "共", "共计", "分别", "各", "总计", "合计", "控制在"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with unit. Offsets are code points: `start`–`end` is the number and unit,
    `lead` and `tail` reach over the comparing words before and after it.

    `comparator` is None for a bare number. `cue` is the comparing word before it, as
    written ("" if none); `after` that behind it. `spelled`: written in Chinese numerals.
    `measure`: the unit is a physical one.
    """

    value: float
    unit: str
    start: int
    end: int
    lead: int
    tail: int
    comparator: str | None = None
    high: float | None = None
    cue: str = ""
    after: str = ""
    spelled: bool = False
    measure: bool = False


class Names:
    """Answers whether an offset lies inside a quoted name or a title."""

    def __init__(self, text: str) -> None:
        spans = [m.span() for m in _NAMES.finditer(text)]
        self._starts = [s for s, _ in spans]
        self._ends = [e for _, e in spans]

    def cover(self, offset: int) -> bool:
        i = bisect_right(self._starts, offset) - 1
        return i >= 0 and offset < self._ends[i]


def find_amounts(text: str, names: Names | None = None) -> Iterator[Amount]:
    """Every amount of `text` in order, except those inside quoted names and titles."""
    names = names or Names(text)
    found = [a for m in _AMOUNT.finditer(text) if (a := _amount(text, m)) and not names.cover(m.start())]
    found += [_fold(m, text) for m in _FOLD.finditer(text) if not names.cover(m.start())]
    found += [_rank(m, text) for m in _RANK.finditer(text) if not names.cover(m.start())]
    last = 0
    for amount in sorted(found, key=lambda a: a.start):
        if amount.start >= last:  # 前3位 is read once
            yield amount
            last = amount.end


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    number = match["percent"] or match["low"] or ""
    scale = match["top"] or match["scale"] or match["bare"] or ""
    unit = "%" if match["percent"] else scale + match["unit"]
    # without its own digits (万元产值能耗, 百万千瓦级) it is an amount only when something compares it: 超万亿元
    rhetorical = not number or not set(number) - set("十百千")
    low = match.start()
    lead, cue, sign = comparing_words(text, low, allow_short=rhetorical or unit.endswith("元"))
    some = bool(match["few"] or match["some"])
    after = match["after"] or ""
    if rhetorical and not (cue or some or (after and number)) and number != "十":
        return None
    if text[match.end() : match.end() + 1] == "级" and not after:
        return None
    value, high = _values(number, match["high"])
    if high is not None and text[low - 1 : low] in ("从", "由"):  # 从50家到100家 promises the second
        value, high, sign = high, None, "≥"
    if high is not None and match["scale"] and match["top"] and match["scale"] != match["top"]:
        value = value * _factor(match["scale"]) / _factor(match["top"])
    comparator = _POST.get(after) or (">" if some else sign or None)
    end = match.end() - len(after)
    bare_unit = (match["unit"] or "%").split("/")[0]
    measure = bare_unit in _PHYSICAL
    spelled = not number[:1].isdecimal()
    return Amount(value, unit, low, end, lead, match.end(), comparator, high, cue, after, spelled, measure)


def _values(number: str, high: str | None) -> tuple[float, float | None]:
    """Lower and upper value; 三五 and 七八 are ranges of their own."""
    if high is None and len(number) == 2 and all(c in _DIGIT_ORDER for c in number):
        first, second = (_DIGIT_ORDER.index(c) for c in number.replace("两", "二"))
        if first < second:
            return float(first), float(second)
    return (parse_number(number) if number else 1.0), (parse_number(high) if high else None)


_DIGIT_ORDER = "〇一二三四五六七八九两"
_PHYSICAL = frozenset(u.split("(")[0] for u in _MEASURE)


def _factor(scale: str) -> float:
    return {"万": 1e4, "亿": 1e8, "万亿": 1e12}[scale]


def _fold(match: re.Match[str], text: str) -> Amount:
    """翻一番: the number of doublings, unit 番."""
    after = match["after"] or ""
    end = match.end() - len(after)
    return Amount(
        parse_number(match["n"]), "番", match.start(), end, match.start(), match.end(), _POST.get(after), after=after
    )


def _rank(match: re.Match[str], text: str) -> Amount:
    """全国前3位: the worst rank that keeps the promise, unit 位."""
    return Amount(parse_number(match["n"]), "位", match.start(), match.end(), match.start(), match.end(), "≤", cue="前")


def comparing_words(text: str, start: int, *, allow_short: bool = False) -> tuple[int, str, str]:
    """The comparing words that end at `start`: their offset, the deciding word, its sign.

    Words may follow each other (达到不低于); 过 and 上 count only when `allow_short`.
    """
    lead, cue, sign = start, "", ""
    for _ in range(3):
        word, found = _cue_before(text, lead, allow_short)
        if not word:
            break
        lead -= len(word)
        if not cue or (cue in _WEAK and word not in _WEAK):
            cue, sign = word, found
    return lead, cue, sign


def _cue_before(text: str, end: int, allow_short: bool) -> tuple[str, str]:
    window = text[max(0, end - _LONGEST_CUE) : end]
    for word, sign in _CUES:
        if window.endswith(word) and (allow_short or word not in ("过", "上")):
            before = text[end - len(word) - 1 : end - len(word)]
            if before and before in _NOT_BEFORE.get(word, ""):
                continue
            return word, sign
    return "", ""


# 成为, 作为 … are verbs of their own
_NOT_BEFORE = {"为": "成作认", "共": "公", "近": "最附", "超": "赶", "达": "发到抵"}
