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
from .units import COUNT, DAYS, DENOMINATORS, MEASURE

_NUMBER = r"(?:\d{1,15}(?:,\d{3})*(?:\.\d{1,9})?|[一二两三四五六七八九十百千][一二两三四五六七八九十百千零〇]{0,11})"
_SCALE = r"(?:万亿|亿|万)"
_UNIT = "(?:" + "|".join(sorted(COUNT + MEASURE, key=lambda u: -len(u.split("(")[0]))) + ")"
_PER = "(?:/(?:" + "|".join(DENOMINATORS) + "))?"
_TO = r"(?:\s?(?:—{1,2}|-{1,2}|–|―{1,2}|~|～|－|至|到)\s?)"
_AMOUNT = re.compile(
    rf"(?<![A-Za-z\d.第+×/一二两三四五六七八九十百千零〇数几])"
    rf"(?:百分之(?P<percent>{_NUMBER})"
    rf"|(?:(?P<low>{_NUMBER})(?P<few>余|多)?(?P<scale>{_SCALE})?(?P<some>余|多)?|(?P<bare>{_SCALE}))"
    rf"(?:(?:{_UNIT})?{_TO}(?P<high>{_NUMBER})(?P<top>{_SCALE})?)?"
    rf"\s?(?P<unit>{_UNIT}{_PER}))"
    rf"(?P<after>及?以上|及?以下|以内|之内|左右|上下)?(?:的?新?(?:台阶|大关|关口))?"
)
_PURE = re.compile(
    r"(?<=[至到在达过于破])(?P<n>\d{1,6}(?:\.\d{1,4})?)(?P<after>以上|以下|以内|之内|左右)?(?=[，。；、）,;\n]|$)"
)
_FOLD = re.compile(r"翻(?:了)?(?P<n>一|两|二|三)?番(?P<after>以上|左右)?")
_RANK = re.compile(
    r"前(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})(?P<unit>位|名|强|席)?(?:行列|之列|方阵)?(?=[，。；、,;）\n]|$)"
)
# Numbers in names are no amounts: “百千万”工程, 《…（2021—2025年）》, 〔2018〕.
_NAMES = re.compile(r"“[^“”\n]{1,40}”|《[^《》\n]{1,80}》|〔[^〕\n]{1,10}〕|「[^「」\n]{1,40}」")

SIGNS_AFTER = {
    "以上": "≥",
    "及以上": "≥",
    "以下": "≤",
    "及以下": "≤",
    "以内": "≤",
    "之内": "≤",
    "左右": "≈",
    "上下": "≈",
}
_PRE = {
    "≥": "不少于 不低于 不小于 不亚于 至少 最少 达到 达 达成 提高到 提高至 提升到 提升至 增加到 增加至 增长到 增长至 延长到 延长至 扩大到 扩大至 增至 升至 "
    "上升到 上升至 发展到 壮大到 拓展到 拓展至 扩展到 扩展至 上",
    ">": "超过 突破 高于 大于 多于 超出 超 逾 过 优于 跨越 迈上",
    "≈": "约 近 接近 大约 约为 将近",
    "≤": "不超过 不高于 不大于 不多于 不超 控制在 控制到 降至 降到 降低到 降低至 下降到 下降至 压缩至 压缩到 缩短至 缩短到 缩减至 减少到 减少至 "
    "压减至 压减到 压降至 压降到 压至 压到 减至 减到 缩至 降为 限制在 最多 控制",
    "<": "低于 少于 小于",
    "": "保持在 稳定在 维持在 精简为 精简到 精简至 压缩为 减少为 缩短为 整合为 为 共 共计 分别 各 总计 合计",
}
_CUES = sorted(((word, sign) for sign, words in _PRE.items() for word in words.split()), key=lambda c: -len(c[0]))
_SHORTER = ("压", "缩", "减", "降", "控制")
_LONGEST_CUE = max(len(word) for word, _ in _CUES)
# The weaker cue only says that the number is reached; a stronger one beside it decides.
_WEAK = {"达到", "达", "保持在", "稳定在", "维持在", "为", "共", "共计", "分别", "各", "总计", "合计", "控制在"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with unit.

    Offsets are code points: `start`–`end` is the number and unit, `lead` and `tail` reach
    over the comparing words before and after it.

    `comparator` is None for a bare number. `cue` is the comparing word before it, as
    written ("" if none); `after` that behind it. `spelled`: written in Chinese numerals.
    `measure`: the unit is a physical one. `round`: a round word stands for the number (百项).
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
    round: bool = False


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
    found += [_fold(m) for m in _FOLD.finditer(text) if not names.cover(m.start())]
    found += [a for m in _PURE.finditer(text) if (a := _pure(m, text)) and not names.cover(m.start())]
    found += [_rank(m) for m in _RANK.finditer(text) if not names.cover(m.start())]
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
    only_round = rhetorical and not (cue or some or (after and number)) and number != "十"
    if only_round and (not number or scale or match["unit"] in _PHYSICAL):
        return None
    if text[low - 1 : low] == "每" or (text[match.end() : match.end() + 1] == "级" and not after):
        return None
    if match["unit"] in DAYS and not cue.startswith(_SHORTER):
        return None
    value, high = _values(number, match["high"])
    if (unit == "%" and value >= _ODD_SHARE) or (high is not None and not match["top"] and high < value):
        return None  # figures of a table that ran together
    if high is not None and text[low - 1 : low] in ("从", "由"):  # 从50家到100家 promises the second
        value, high, sign = high, None, "≥"
    if high is not None and match["scale"] and match["top"] and match["scale"] != match["top"]:
        value = value * _factor(match["scale"]) / _factor(match["top"])
    comparator = SIGNS_AFTER.get(after) or (">" if some else sign or None)
    end = match.end("unit") if match["unit"] else match.end("percent")
    bare_unit = (match["unit"] or "%").split("/")[0]
    measure = bare_unit in _PHYSICAL
    spelled = not number[:1].isdecimal()
    return Amount(value, unit, low, end, lead, match.end(), comparator, high, cue, after, spelled, measure, only_round)


def _values(number: str, high: str | None) -> tuple[float, float | None]:
    """Lower and upper value; 三五 and 七八 are ranges of their own."""
    if high is None and len(number) == 2 and all(c in _DIGIT_ORDER for c in number):
        first, second = (_DIGIT_ORDER.index(c) for c in number.replace("两", "二"))
        if first < second:
            return float(first), float(second)
    return (parse_number(number) if number else 1.0), (parse_number(high) if high else None)


_ODD_SHARE = 1e5
_DIGIT_ORDER = "〇一二三四五六七八九两"
_PHYSICAL = frozenset(u.split("(")[0] for u in MEASURE)


def _factor(scale: str) -> float:
    return {"万": 1e4, "亿": 1e8, "万亿": 1e12}[scale]


def _fold(match: re.Match[str]) -> Amount:
    """翻一番: the number of doublings, unit 番."""
    after = match["after"] or ""
    end = match.end() - len(after)
    return Amount(
        parse_number(match["n"] or "一"),
        "番",
        match.start(),
        end,
        match.start(),
        match.end(),
        SIGNS_AFTER.get(after),
        after=after,
    )


def _pure(match: re.Match[str], text: str) -> Amount | None:
    """A number without unit (PUE控制在1.2以内) counts behind a clear comparing word."""
    lead, cue, sign = comparing_words(text, match.start())
    if len(cue) < 2 or not sign:
        return None
    after = match["after"] or ""
    end = match.end() - len(after)
    comparator = SIGNS_AFTER.get(after) or sign
    return Amount(float(match["n"]), "", match.start(), end, lead, match.end(), comparator, cue=cue, after=after)


def _rank(match: re.Match[str]) -> Amount:
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
