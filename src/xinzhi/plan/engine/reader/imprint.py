"""A document's imprint: number, bodies that sign it, dates, and the fields that web pages print around it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon import words
from .outline import chinese_number

NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,12}?(?:（[^（）]{1,6}）)?[\u4e00-\u9fff]{0,6})[ ]?[〔\[【（〈「]([12]\d{3}|[一二][一二三四五六七八九〇零]{3})年?[〕\]】）〉」][ ]?第?(\d{1,4}|[一二三四五六七八九十百零〇]{1,5})号"
)
_YEAR = r"(\d{4}|[一二三四五六七八九〇零Oo0]{4})"
_DATE = re.compile(
    rf"{_YEAR}年 ?(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月 ?(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日"
)
_MONTH = re.compile(rf"{_YEAR}年 ?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月(?!\d|[一二三四五六七八九十])")
_ACTS = re.compile(r"文件|印发|发布|公布|签发|起施行|^于|[\[\]【】（）()〔〕，,；。|/—]|(?<=[\u4e00-\u9fff])发$")
_ACT_OF = re.compile(r"(?:^|[（日，, ])([\u4e00-\u9fff]{4,40})(?:印发|发布|公布)")
_NUMERIC_DATE = re.compile(r"(\d{4}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{1,2})")
_DIGITS_DATE = re.compile(r"(20\d\d)([01]\d)([0-3]\d)")
_BODY_NAME = re.compile(
    r"(?:(?:中共|中国|国务院|国家|中央|最高)?[\u4e00-\u9fff（）“”]{0,36}"
    r"(?:政府|办|集团|联社|大学|联席会议|专班|办公厅|办公室|委员会|管委会|厅|局|部|委|署|院|领导小组|指挥部|银行|总工会|协会|联合会|中心|工委|党委|党组|秘书处|公司|法院|检察院|学会|国务院|省委|市委|县委|区委"
    r"|常委会|证监会|银保监会|联盟|海关|工商联|残联|妇联|文联|科协|贸促会|供销社|团中央|分行|支行|办事处|研究室|督查室|兵团|小组|工作组|推进组|研究所|协调机制))"
)
_MANY_BODIES = re.compile(
    r" ?等(?:[\d一二三四五六七八九十]{1,3}个?)?(?:有关)?(?:部门|单位|委办局|部委)$"
)  # 工业和信息化部等六部门
STAMP = re.compile(r"[（(](?:印章|公章|盖章|章|签章)[）)]")
_ON_BEHALF = re.compile(r"[（(].{0,40}代章[）)]")


def _spread(listed: Sequence[str]) -> str:
    """Alternatives that also match with a blank between the characters (索 引 号)."""
    return "|".join(" ?".join(word) for word in sorted(listed, key=len, reverse=True))


_NUMBER_KEYS = words("发文字号 文件字号 文件编号 公文编号 文号 发文号 发文编号 编号")
_DATE_KEYS = words(
    "成文日期 成文 发文日期 印发日期 成文时间 印发时间 发文时间 签发日期 发布日期 公布日期 生成日期 发布时间 公布时间 日期 时间"
)
_BODY_KEYS = words("发文机关 制发机关 发文单位 发文机构 印发单位 印发机关 制定机关 发布机构 发布机关 发布单位 印发")
_TITLE_KEYS = words("公文名称 信息名称 文件名称 标题 名称")
_KEY = re.compile(
    rf"(?:^|(?<=[\s；，。|【（•]))(?P<key>{_spread([*_NUMBER_KEYS, *_DATE_KEYS, *_BODY_KEYS, *_TITLE_KEYS])})】?(?:[ ]?[：:\t]|$|(?<=\S)[ ]+(?=\S))[ ]*"
)
# Where a field's value ends: at a tab, or where the next field begins.
_VALUE_END = re.compile(
    r"\t|[ ；，](?=[\u4e00-\u9fff]{2,8}[：:\t]|[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}(?: |[：:]|$))|[ ；](?=有效性|时效|主题)"
)
_FIELD = re.compile(
    r"(?:索 ?引 ?号|信息索引|主题分类|体裁分类|分类|有 ?效 ?性|时 ?效|公开方式|公开类型|统一编号|规范性文件|浏览|阅读|点击|访问|来源|字体|字号|分享|打印|日期|时间|编号|废止|有效期|签发人|责任编辑|当前位置|您的位置"
    rf"|{_spread([*_NUMBER_KEYS, *_DATE_KEYS, *_BODY_KEYS])})[^：:，。]{{0,4}}[：:\t]"
)
_LONGEST = 300  # characters; a longer line is prose
_CRUMBS = re.compile(r"^>|首页.*>|>.*>|https?://|www\.|^首页$|\d\d:\s?\d\d")


def iso_date(text: str) -> str | None:
    """ISO form of a date such as 2024年12月4日, 二〇二四年十二月四日 or 2024-12-04; None if there is none."""
    match = _DATE.search(text) or _NUMERIC_DATE.search(text) or _DIGITS_DATE.fullmatch(text.strip())
    if not match:
        return None
    year = match[1].replace("O", "〇").replace("o", "〇")
    try:
        return dt.date(chinese_number(year), chinese_number(match[2]), chinese_number(match[3])).isoformat()
    except ValueError:
        return None


def document_number(text: str) -> str | None:
    """Document number in the form 国办发〔2018〕121号, whatever brackets it was written in."""
    match = NUMBER.search(text)
    if not match:
        return None
    year, number = (part if part.isdecimal() else chinese_number(part) for part in (match[2], match[3]))
    return f"{match[1].strip()}〔{year}〕{number}号"


def is_body_name(line: str) -> bool:
    """Whether the line is nothing but names of official bodies."""
    line = _MANY_BODIES.sub("", line)
    names = re.sub(r"(?<![^ ])([^ ]) (?=[^ ](?: |$))", r"\1", line).replace("、", " ").split()  # 农业农村部 科 技 部
    if len(line) > 80 or re.search("关于|印发|转发", line):
        return False
    return bool(names) and all(_BODY_NAME.fullmatch(name) for name in names)


def is_page_field(line: str) -> bool:
    """Whether a web page, not the document, prints the line: fields (also empty ones), bread crumbs, addresses."""
    key = _KEY.match(line)
    empty = key and re.sub(r" ", "", key["key"]) not in _TITLE_KEYS
    return bool(empty or re.match(r"索 ?引 ?号", line) or _FIELD.search(line) or _CRUMBS.search(line))


class Fields:
    """The fields that pages print around a document (发文字号：…, 成文日期：…); the first of each kind counts."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.values: dict[str, str] = {}
        for i, line in enumerate(lines):
            if len(line) > _LONGEST:
                continue
            following = lines[i + 1][:_LONGEST] if i + 1 < len(lines) else ""
            for match in _KEY.finditer(line):
                end = _VALUE_END.search(line, match.end())
                value = line[match.end() : end.start() if end else len(line)].strip(" 】")
                if match.end() >= len(line) and not is_page_field(following) and not _KEY.match(following):
                    value = following
                if value:
                    self.values.setdefault(match["key"].replace(" ", ""), value)

    def _first(self, keys: Sequence[str]) -> str:
        return next((self.values[key] for key in keys if key in self.values), "")

    @property
    def number(self) -> str | None:
        return document_number(self._first(_NUMBER_KEYS))

    @property
    def issued(self) -> str | None:
        dates = (iso_date(self.values[key]) for key in _DATE_KEYS if key in self.values)
        return next((date for date in dates if date), None)

    @property
    def issuer(self) -> str | None:
        name = re.sub(r"（.*）$", "", self._first(_BODY_KEYS)).strip("| ")
        return name or None

    @property
    def title(self) -> str:
        return self._first(_TITLE_KEYS)


@dataclass(frozen=True, slots=True)
class ImprintLine:
    """A line that holds nothing but a body's name, a document number and a date, each of them or some."""

    name: str
    number: str | None
    date: str | None
    dated: bool  # a month without a day is a date that cannot be given in full


def imprint_line(line: str) -> ImprintLine | None:
    """The line's parts, or None when it has neither date nor number, or says more than that.

    云川省人民政府2025年6月30日印发; （2025年6月30日云川省人民政府公布 云政字〔2025〕33号).
    """
    if len(line) > 120:
        return None
    number = document_number(line)
    rest = NUMBER.sub(" ", line)
    date = iso_date(rest)
    undone = _DATE.sub(" ", _NUMERIC_DATE.sub(" ", _DIGITS_DATE.sub(" ", rest, count=1), count=1), count=1)
    bare = _MONTH.sub(" ", undone, count=1)
    dated = bare != rest
    name = re.sub(r" +", " ", _ACTS.sub("", _ACTS.sub(" ", bare).strip())).strip()
    if not (number or dated) or (name and not is_body_name(name)):
        return None
    return ImprintLine(name, number, date, dated)


def signature(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """(issuer, date) of the first signature: names of bodies with a date below or beside them."""
    lines = [line for line in (STAMP.sub("", line).strip() for line in lines) if not _ON_BEHALF.fullmatch(line)]
    fallback, early = None, None
    for i, line in enumerate(lines):
        found = imprint_line(line)
        if not found or not found.dated:
            early = early or (found.name if found else None) or None  # a name beside the number
            if line.startswith("（") and line.endswith("）") and len(line) <= 80 and iso_date(line):
                fallback = fallback or iso_date(line)
                act = _ACT_OF.search(line)
                early = early or (act[1] if act and is_body_name(act[1]) else None)
            continue
        names = found.name or _names_above(lines, i)
        if names and found.date:
            return names, found.date
        early = early or names or None  # no day, so no date; but the body named with it is the issuer
        fallback = fallback or found.date
    return early, fallback


def _names_above(lines: Sequence[str], at: int) -> str:
    names: list[str] = []
    for above in reversed(lines[max(0, at - 12) : at]):
        if not is_body_name(above):
            break
        names.insert(0, above)
    return " ".join(names)


def undated_signature(lines: Sequence[str]) -> str | None:
    """Bodies that close the document without a date, below a finished sentence."""
    rest = [line for line in lines[-20:] if not re.match(r"（[^（）]*）$|抄送|附件", line)]
    names = _names_above(rest, len(rest))
    above = rest[-1 - len(names.split())] if names and len(rest) > len(names.split()) else ""
    return names if above.endswith(("。", "）")) else None


def number_line(lines: Sequence[str]) -> str | None:
    """The number that stands on a line of its own, or with little beside it."""
    for line in lines:
        found = imprint_line(line)
        if found and found.number:
            return found.number
        match = NUMBER.search(line)
        spare = 50 if line.startswith("（") and line.endswith("）") else 14
        if match and len(line) - len(match[0]) <= spare and "《" not in line and "。" not in line:
            return document_number(line)
    return None
