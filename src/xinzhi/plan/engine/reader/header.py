"""Who wrote what to whom, when: title, document number, issuer, addressees, date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .departments import split_list
from .model import Section
from .outline import chinese_number, lines_of

_GENRE = (
    r"(?:方案|规划|计划|意见|通知|办法|措施|纲要|决定|细则|要点|分工|条例|规定|若干政策|政策|行动|清单|通告|公告|指引|指南"
    r"|批复|函|报告|任务书|路线图|安排|举措|条|事项|蓝图|设想|公报|目录|倡议|建议|分解表|分解|分工表|任务|制度|实施办法|工程|章程|答复|请示|决议|战略|导则|规范|攻坚战|标准)"
)
_TAIL = r"(?:（[^（）]{1,30}）|《[^》]*》)*"
_TITLE = re.compile(rf".{{2,}}?{_GENRE}{_TAIL}$")
GENRE_WORD = re.compile(
    r"方案|规划|计划|意见|通知|办法|措施|纲要|决定|细则|要点|任务分工|条例|规定|政策|行动|举措|任务清单|任务分解|报告|公告"
)
NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,12}?(?:（[^（）]{1,6}）)?[\u4e00-\u9fff]{0,6})[ ]?[〔\[【（〈「]([12]\d{3})年?[〕\]】）〉」][ ]?第?(\d{1,4})号"
)
_YEAR = r"(\d{4}|[一二三四五六七八九〇零Oo0]{4})"
_DATE = re.compile(
    rf"{_YEAR}年 ?(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月 ?(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})日"
)
_DATE_LINE = re.compile(rf"[（(]?{_DATE.pattern}(?:印发|发布|起施行)?[）)]?")
# 云川省人民政府2025年6月30日印发, （2025年6月30日云川省人民政府公布 云政字〔2025〕33号）
_BESIDE = re.compile(
    rf"[（(]?(?P<before>[^\d（()）]{{2,40}}?)?[ \t]*{_DATE.pattern}[ \t]*(?P<after>[\u4e00-\u9fff（）]{{2,40}}?)?"
    r"(?:印发|发布|公布|发)?(?:[ ，,].{1,30})?[）)]?"
)
_MONTH_LINE = re.compile(
    rf"[（(]?([^\d（()）]{{2,40}}?)?[ \t]*{_YEAR}年 ?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月[）)]?"
)
_NUMERIC_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_BODY_NAME = re.compile(
    r"(?:(?:中共|中国|国务院|国家|中央|最高)?[\u4e00-\u9fff（）]{0,30}"
    r"(?:政府|办|集团|联社|大学|联席会议|专班|办公厅|办公室|委员会|管委会|厅|局|部|委|署|院|领导小组|指挥部|银行|总工会|协会|联合会|中心|工委|党委|党组|秘书处|公司|法院|检察院|学会|国务院|省委|市委|县委|区委))"
)
_META = re.compile(
    r"^【?(?P<key>发文字号|文号|发文机关|发布机构|发文单位|发文机构|制发机关|成文日期|发文日期|印发日期|发布日期|公布日期|生成日期|成文时间|印发时间|发布时间|发文时间|公布时间"
    r"|标题|名称|公文名称|信息名称)】?[:：\t ]+(?P<value>.+)$"
)
_FORWARDS = re.compile(r"印发|转发|批转|发布|下发")
_NOTICES = ("通知", "函", "公告", "通告", "决定")
_TIMES = ("成文时间", "印发时间", "发文时间", "发布时间", "公布时间")
_AUDIENCE = re.compile(r"各|人民政府|部门|单位|直属|委办局|公司|机构|院校|企业")
_ISSUED_BY = re.compile(r"^(.{2,40}?)(?:关于|印发|转发|批转)")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands around a plan's body; None or empty where the text does not say."""

    title: str = ""
    number: str | None = None
    issuer: str | None = None
    issued: str | None = None
    addressees: tuple[str, ...] = ()
    notice_title: str | None = None
    dates: tuple[str, ...] = ()


def iso_date(words: str) -> str | None:
    """ISO form of a date such as 2024年12月4日, 二〇二四年十二月四日 or 2024-12-04; None if there is none."""
    match = _DATE.search(words) or _NUMERIC_DATE.search(words)
    if not match:
        return None
    year = match[1].replace("O", "〇").replace("o", "〇")
    try:
        return dt.date(chinese_number(year), chinese_number(match[2]), chinese_number(match[3])).isoformat()
    except ValueError:
        return None


def document_number(words: str) -> str | None:
    """Document number in the form 国办发〔2018〕121号, whatever brackets it was written in."""
    match = NUMBER.search(words)
    return f"{match[1].strip()}〔{match[2]}〕{match[3]}号" if match else None


def _is_body_name(line: str) -> bool:
    line = re.sub(r"等[\d一二三四五六七八九十]{1,3}个?(?:部门|单位)$", "", line)  # 工业和信息化部等六部门
    names = re.sub(r"(?<![^ ])([^ ]) (?=[^ ](?: |$))", r"\1", line).replace("、", " ").split()  # 农业农村部 科 技 部
    return bool(names) and len(line) <= 60 and all(_BODY_NAME.fullmatch(name) for name in names)


def _plain(line: str) -> bool:
    """Whether the line can be part of a title: no date, number, addressee, body's name or sentence."""
    if len(line) > 100 or line[-1] in "。；：:！？" or line.count("。") or "\t" in line:
        return False
    if _DATE_LINE.fullmatch(line) or (NUMBER.search(line) and len(NUMBER.sub("", line)) < 4) or _META.match(line):
        return False
    return not (
        re.fullmatch(r"[（(【].*[）)】]", line) or _is_body_name(line) or re.match(r"附件|抄送|来源|索引号|目录", line)
    )


def _titles(lines: Sequence[str]) -> list[tuple[int, int, str]]:
    """Possible titles as (first line, line after the last, words), longest first at each place."""
    found = []
    i = 0
    while i < len(lines):
        if not _plain(lines[i]):
            i += 1
            continue
        best = 0
        words = ""
        for j in range(i, min(i + 5, len(lines))):
            if not _plain(lines[j]) and not re.fullmatch(r"（[^（）]{1,30}）", lines[j]):
                break
            words += lines[j]
            tail = re.fullmatch(
                r"（(?:试行|草案|征求意见稿|修订|修订版|修订稿|暂行|审议稿|送审稿|节选|摘要|第[^（）]{1,3}[批版]|[^（）]*?\d{4}[^（）月日]*年?[^（）日]*)）",
                lines[j],
            )
            if len(words) >= 4 and _TITLE.match(words) and (tail or _plain(lines[j])):
                best = j + 1
                if _closes(words, lines, j + 1):
                    break
        if best:
            found.append((i, best, "".join(lines[i:best])))
            i = best
        else:
            i += 1
    return found


def _closes(words: str, lines: Sequence[str], after: int) -> bool:
    """Whether a title that reads complete is complete: no further line carries it on."""
    if after >= len(lines) or lines[after].startswith(("（", "的")):
        return after >= len(lines)
    following = lines[after]
    if len(re.sub("（.*?）", "", following)) < 12 and following[:4] != words[:4] and _TITLE.match(following):
        return False
    waits_for_notice = _FORWARDS.search(words) and not words.endswith(_NOTICES)
    return not waits_for_notice and words.count("《") == words.count("》")


def _choose(titles: Sequence[tuple[int, int, str]]) -> tuple[str, str | None]:
    """(plan's title, notice's title or None)."""
    if not titles:
        return "", None
    notice = titles[0][2]
    forwarded = _FORWARDS.search(notice)
    if not (forwarded and notice.endswith(_NOTICES)):
        return notice, None
    named = re.search(r"《(.+?)》", notice) if notice.count("《") > 1 else re.search(r"《(.+)》", notice)
    inner = named[1] if named else re.sub(r"的?(?:通知|函|公告|通告|决定)$", "", notice[forwarded.end() :])
    wanted = re.sub(r"\W", "", inner)
    for _, _, words in titles[1:]:
        bare = re.sub(r"\W", "", words)
        if bare != re.sub(r"\W", "", notice) and (bare in wanted or wanted in bare):
            return words, notice
    return inner or notice, notice


def _first_words(lines: Sequence[str]) -> str:
    """The first lines that can be a title at all, for a title without a word of the genre."""
    words = ""
    for line in lines[:8]:
        if _plain(line) and len(line) <= 50:
            words += line
        elif words:
            break
    return words if 4 <= len(words) <= 80 and lines[1:] else ""


def _addressees(lines: Sequence[str]) -> tuple[str, ...]:
    for line in lines:
        if line.endswith(("：", ":")) and 3 < len(line) < 300 and _AUDIENCE.search(line) and "。" not in line:
            words = line[:-1]
            if _META.match(line) or re.match(r".{0,4}(?:责任|牵头|配合)", words):
                continue
            parts = [part for part in re.split("[，；]", words) if part]
            if len(parts) > 1:
                return tuple(parts)
            names = split_list(words)
            return names if all(name.startswith(("各", "有关")) for name in names) else (words,)
    return ()


def _signature(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """(issuer, date) of the first signature: names of bodies with a date below or beside them."""
    fallback, early = None, None
    for i, line in enumerate(lines):
        month = _MONTH_LINE.fullmatch(line)
        if month and early is None:  # no day, so no date; but the body named with it is the issuer
            name = (month[1] or (lines[i - 1] if i else "")).strip()
            early = name if _is_body_name(name) else None
        if len(line) > 80 or not (_DATE.search(line) or _NUMERIC_DATE.fullmatch(line)):
            continue
        beside = _BESIDE.fullmatch(line)
        name = (beside["before"] or beside["after"] or "").strip() if beside else ""
        if name and _is_body_name(name):
            return name, iso_date(line)
        if not (_DATE_LINE.fullmatch(line) or _NUMERIC_DATE.fullmatch(line)):
            if line.startswith("（") and line.endswith("）"):
                fallback = fallback or iso_date(line)
            continue
        names: list[str] = []
        for above in reversed(lines[max(0, i - 8) : i]):
            if not _is_body_name(above):
                break
            names.insert(0, above)
        if names:
            return " ".join(names), iso_date(line)
        fallback = fallback or iso_date(line)
    return early, fallback


def read_header(text: str, outline: Sequence[Section]) -> Header:
    """Title, number, issuer, addressees and date of the normalised text."""
    first = outline[0].heading.start if outline else len(text)
    lines = [span.of(text) for span in lines_of(text[:first])][:120]
    everything = [span.of(text) for span in lines_of(text)]
    meta = {match["key"]: match["value"].strip() for line in everything[:60] if (match := _META.match(line))}
    title, notice = _choose(_titles(lines))
    if not title:
        title = _first_words(lines) or next(
            (meta[key] for key in ("标题", "名称", "公文名称", "信息名称") if key in meta), ""
        )
    issuer, issued = _signature(everything)
    number = next((document_number(meta[key]) for key in ("发文字号", "文号") if key in meta), None)
    number = number or _number_line(lines) or _number_line(everything[-12:])
    for key in ("成文日期", "发文日期", "印发日期", "发布日期", "公布日期", "生成日期", *_TIMES):
        issued = issued or (iso_date(meta[key]) if key in meta else None)
    for key in ("发文机关", "发布机构", "发文单位", "发文机构", "制发机关"):
        issuer = issuer or meta.get(key)
    if not issuer:
        named = _ISSUED_BY.match(notice or title)
        issuer = named[1] if named and _is_body_name(named[1]) else _masthead(lines)
    return Header(title, number, issuer, issued, _addressees(lines), notice)


def _masthead(lines: Sequence[str]) -> str | None:
    """The body named above the title: 云川省人民政府, 云川省人民政府文件."""
    names = (line.removesuffix("文件").strip() for line in lines[:3])
    return next((name for name in names if _is_body_name(name)), None)


def _number_line(lines: Sequence[str]) -> str | None:
    for line in lines:
        match = NUMBER.search(line)
        spare = 50 if line.startswith("（") and line.endswith("）") else 14
        if match and len(line) - len(match[0]) <= spare and "《" not in line and "。" not in line:
            return document_number(line)
    return None
