"""Time in a plan's prose: by when, how often, measured from when.

A `TimeMark` is one expression of time with its place. Years are compared with the date
of issue, so that 2023年 in a plan of 2024 is history and 2026年 a promise.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .numerals import parse_number
from .quantities import Names

DUE, PAST, BASE, START = "due", "past", "base", "start"


@dataclass(frozen=True, slots=True)
class TimeMark:
    """An expression of time.

    `kind`: DUE (to be reached by `due`), PAST (history), BASE (a change is measured from it) or START (begins then). `due` is an ISO date.
    """

    kind: str
    start: int
    end: int
    due: str | None = None


_CN_YEAR = r"二[〇零○][一二三四五六七八九〇零○]{2}"
_YEAR = rf"(?:20\d\d|{_CN_YEAR})"
_TO = r"(?:—{1,2}|-{1,2}|–|―{1,2}|~|～|－|至|到)"
_RANGE = re.compile(rf"(?P<first>{_YEAR})年?{_TO}(?P<last>{_YEAR})年(?P<cut>底|末)?(?!度?以来)")
_DATE = re.compile(
    rf"(?<![\d〔])(?P<to>(?<!达)到|至|截至|截止)?(?P<year>{_YEAR})年"
    r"(?:(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?P<day>\d{1,2})日|(?P<tenday>上旬|中旬|下旬|底|末))?"
    r"|(?P<part>上半年|下半年|年?底|年?末|年中|第?[一二三四1-4]季度末?))?"
    r"(?P<before>之前|以前|前)?(?P<since>度?(?:起|以来|以后|之后|始|开始))?"
)
_FIVE = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_FIVE_YEAR = re.compile(
    r"(?P<to>到)?“?(?P<which>十[一二三四五六]?)五”?(?P<phase>期间|时期末|时期|期末|末期|末|规划期|以来|中期)"
)
_SPAN_OF_YEARS = re.compile(
    r"(?:今后|未来|用|力争用|通过|经过|再用)?\s?(?P<low>\d{1,2}|[一二两三四五六七八九十]{1,2})(?:[—\-–至到](?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2}))?"
    r"(?:个)?年(?P<kind>内|之内|以内|左右的?时间|时间|(?:左右)?的?努力)"
)
_SPAN_FROM = re.compile(
    r"(?P<year>20\d\d)年度?起[，,]?(?:今后|未来|用)?(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})年(?:内|时间)"
)
_ANNUAL = re.compile(
    r"^(?!.*20\d\d年?(?:[—–\-~～至]|年)20)[^\n，。；]{0,40}?(?P<year>20\d\d)年(?:度)?(?![—–\-~～至底末前初起])[^\n，。；]{0,30}(?:要点|工作计划|行动计划|工作方案|实施方案|重点工作|重点任务|任务分工|任务清单|工作安排)[^\n，。；]{0,8}$",
    re.MULTILINE,
)
_HEAD_OF_TEXT = 1500
_TITLE = 200
_NEXT_YEARS = re.compile(r"(?:今后|未来)(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})年")
_THIS_YEAR = re.compile(
    r"(?:到)?(?:(?P<next>明年)(?:年?底|年?末)?前?|今年(?:年?底|年?末|内)?前?|本年度|全年(?![无龄天])|(?<![\d年今明每])年底前|(?<![\d年今明每两三五])年内)"
)
_BARE_YEARS = re.compile(
    r"(?<![^，。；：、\n）　 ])(?P<n>[两二三四五六七八九十]|\d{1,2})年(?=内?(?:累计|共|培养|培训|建成|新增|培育|完成|引进|打造|投入|实现|新建|选派|建设|改造|推广|遴选|组织|举办|发放|整治|治理|力争|要|将))"
)
# a part of the year of issue, named without the year; each year's (每年2月底前) is no deadline
_PART_OF_YEAR = re.compile(
    r"(?<![年\d每])(?:(?P<quarter>第?[一二三四1-4]季度)末?(?:之?前|以前)?|(?P<half>上半年|下半年)(?:之?前)?|(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|底)(?:之?前|以前)?)(?=[，、]|[^，。；]{0,6}(?:建|完成|新|实现|出台|制定|启动|印发|投|上线|开))"
)
_BASE = re.compile(
    rf"(?:(?<=由)|(?<=从)|(?<=达到)|(?<=超过)|相当于|巩固|延续|启动于)(?:{_YEAR}年|上年|去年)(?:年?底|年?末|度)?(?:的)?(?=约?[\d一二三四五六七八九十两]|达标|成果)"
    rf"|(?:较|比|相比|与|同|在|以|相对于?|相较于?|对照|对比)(?:“?十[一二三四五六]五”?(?:末|期末|时期末|时期)|(?:{_YEAR}年|上年|去年|上一年|基期)(?:年?底|年?末|度)?|20\d\d年?)"
    r"(?:同期|年均|水平|的基础上|基础上|为基期|为基数|相比|实际)?(?!之前|前|以前)"
)
_CADENCES = (
    ("yearly", re.compile(r"每年|年均|逐年|每个?年度|每一年|(?<![上同两本])年度(?=新增|培育|引进|建设|布局)")),
    ("quarterly", re.compile(r"每个?季度?|季均|按季")),
    ("monthly", re.compile(r"每个?月(?!球)|月均|按月")),
)


def find_times(text: str, issued: str | None = None, names: Names | None = None) -> list[TimeMark]:
    """All marks of `text`, in order, not overlapping; `issued` is an ISO date."""
    names = names or Names(text)
    issue = date.fromisoformat(issued) if issued else None
    taken: list[TimeMark] = []
    for finder in (_bases, _ranges, _dates, _five_years, _spans, _this_year, _parts_of_year):
        taken += finder(text, issue)
    marks: list[TimeMark] = []
    # on equal start the longer reading wins
    for mark in sorted(taken, key=lambda m: (m.start, -m.end)):
        # “十四五” is quoted by custom: its own quotes do not make it a name
        if names.cover(mark.start) and not text[mark.start : mark.end].lstrip("到").startswith("“"):
            continue
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    return marks


def cadence_of(text: str) -> str | None:
    """yearly, quarterly or monthly if the words say so."""
    for name, pattern in _CADENCES:
        if pattern.search(text):
            return name
    return None


def guess_issued(text: str) -> str | None:
    """The date of the text itself when no header gave one.

    The last date standing alone on a line, else the year of its document number, else of
    its title's period.
    """
    alone = re.findall(r"^[ \u3000\t]*(20\d\d)年(\d{1,2})月(\d{1,2})日[ \u3000\t]*$", text, re.MULTILINE)
    if alone:
        year, month, day = (int(part) for part in alone[-1])
        return _iso(year, month, day)
    number = re.search(r"〔(20\d\d)〕\d{1,4}号", text[:600])
    if number:
        return _iso(int(number[1]), 12, 31)
    period = _RANGE.search(text[:_TITLE])
    return _iso(_year(period["first"]), 1, 1) if period else None


def annual_mark(text: str) -> TimeMark | None:
    """The end of the one year that the title of an annual paper names (2025年工作要点)."""
    title = _ANNUAL.search(text, 0, _HEAD_OF_TEXT)
    return TimeMark(DUE, title.start("year"), title.end("year"), _iso(int(title["year"]), 12)) if title else None


def _year(text: str) -> int:
    return int(parse_number(text))


def _iso(year: int, month: int, day: int | None = None) -> str | None:
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, min(day or last, last)).isoformat()


def _bases(text: str, _issue: date | None) -> list[TimeMark]:
    return [TimeMark(BASE, m.start(), m.end()) for m in _BASE.finditer(text)]


def _ranges(text: str, issue: date | None) -> list[TimeMark]:
    return [_years_mark(m.start(), m.end(), _year(m["last"]), issue) for m in _RANGE.finditer(text)]


def _dates(text: str, issue: date | None) -> list[TimeMark]:
    found = []
    for m in _DATE.finditer(text):
        due = _last_day(m)
        if m["since"]:
            kind = PAST if "来" in m["since"] else START
        elif _is_over(m, due, issue):
            kind = PAST
        else:
            kind = DUE
        if due:
            found.append(TimeMark(kind, m.start(), m.end(), due if kind == DUE else None))
    return found


def _is_over(m: re.Match[str], due: str | None, issue: date | None) -> bool:
    if m["to"] in ("截至", "截止"):
        return issue is None or _year(m["year"]) <= issue.year
    return issue is not None and due is not None and due < issue.isoformat()


def _last_day(m: re.Match[str]) -> str | None:
    """The last day of the date as written: 2025年6月底前 is 2025-06-30."""
    year = _year(m["year"])
    if m["month"]:
        month = int(parse_number(m["month"]))
        tenday = {"上旬": 10, "中旬": 20}.get(m["tenday"] or "")
        return _iso(year, month, int(m["day"]) if m["day"] else tenday)
    part = m["part"] or ""
    if part in ("上半年", "年中"):
        return _iso(year, 6)
    if "季度" in part:
        quarter = int(parse_number(part.lstrip("第")[0]))
        return _iso(year, 3 * quarter)
    return _iso(year, 12)


def _years_mark(start: int, end: int, year: int, issue: date | None) -> TimeMark:
    if issue and year < issue.year:
        return TimeMark(PAST, start, end)
    return TimeMark(DUE, start, end, _iso(year, 12))


def _five_years(text: str, issue: date | None) -> list[TimeMark]:
    found = []
    for m in _FIVE_YEAR.finditer(text):
        year = _FIVE.get(m["which"])
        if year is None:
            continue
        if m["phase"] == "以来":
            found.append(TimeMark(PAST, m.start(), m.end()))
        else:
            found.append(_years_mark(m.start(), m.end(), year - 2 if m["phase"] == "中期" else year, issue))
    return found


def _spans(text: str, issue: date | None) -> list[TimeMark]:
    """三年内 and the like count from the date of issue, 2012年起5年内 from the start of 2012.

    Where one span of a text, or the period of its title, names its start, others of the same length share it.
    """
    found = []
    period = _RANGE.search(text[:_TITLE])
    named = {_year(period["last"]) - _year(period["first"]) + 1: _year(period["first"])} if period else {}
    named |= {int(parse_number(m["n"])): int(m["year"]) for m in _SPAN_FROM.finditer(text)}
    for pattern in (_SPAN_OF_YEARS, _NEXT_YEARS, _BARE_YEARS):
        for m in pattern.finditer(text):
            years = int(parse_number(m.groupdict().get("n") or m.groupdict().get("low") or "0"))
            due = _iso(issue.year + years, issue.month, issue.day) if issue and 0 < years <= 50 else None
            if years in named:
                due = _iso(named[years] + years - 1, 12)
            found.append(TimeMark(DUE, m.start(), m.end(), due))
    return found


def _this_year(text: str, issue: date | None) -> list[TimeMark]:
    found = []
    for m in _THIS_YEAR.finditer(text):
        due = _iso(issue.year + bool(m["next"]), 12) if issue else None
        found.append(TimeMark(DUE, m.start(), m.end(), due))
    return found


def _parts_of_year(text: str, issue: date | None) -> list[TimeMark]:
    """第三季度末前 in a yearly plan means the year of issue, or the next if that is over."""
    found = []
    for m in _PART_OF_YEAR.finditer(text):
        if m["quarter"]:
            month = 3 * int(parse_number(m["quarter"].lstrip("第")[0]))
        elif m["half"]:
            month = 6 if m["half"] == "上半年" else 12
        else:
            month = int(parse_number(m["month"]))
        due = _iso(issue.year, month) if issue else None
        if issue and due and due < issue.isoformat():
            due = _iso(issue.year + 1, month)
        found.append(TimeMark(DUE, m.start(), m.end(), due))
    return found
