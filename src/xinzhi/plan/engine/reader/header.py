"""Who wrote what to whom, when: title, document number, issuer, addressees, date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .departments import split_list
from .imprint import (
    NUMBER,
    STAMP,
    Fields,
    document_number,
    imprint_line,
    is_body_name,
    is_page_field,
    number_line,
    signature,
    undated_signature,
)
from .model import Section
from .outline import lines_of

_GENRE = (
    r"(?:方案|规划|计划|意见|通知|办法|措施|纲要|决定|细则|要点|分工|条例|规定|若干政策|政策|行动|清单|通告|公告|指引|指南"
    r"|批复|函|报告|任务书|路线图|安排|举措|条|事项|蓝图|设想|公报|目录|倡议|建议|分解表|分解|分工表|任务|制度|实施办法|工程|章程|答复|请示|决议|战略|导则|规范|攻坚战|标准)"
)
_TAIL = r"(?:（[^（）]{1,30}）|《[^》]*》)*"
_TITLE = re.compile(rf".{{2,}}?{_GENRE}{_TAIL}$")
GENRE_WORD = re.compile(
    r"方案|规划|计划|意见|通知|办法|措施|纲要|决定|细则|要点|任务分工|条例|规定|政策|行动|举措|任务清单|任务分解|报告|公告"
)
_FORWARDS = re.compile(r"印发|转发|批转|发布|下发")
_NOTICES = ("通知", "函", "公告", "通告", "决定")
_AUDIENCE = re.compile(r"各|人民政府|部门|单位|直属|委办局|公司|机构|院校|企业")
_MARK = re.compile(r"^(?:[•·●▪◆■*] *|标 ?题[ ：:]+)")
_REMARK = re.compile(r"（此[件文][^（）]*）$")
_NUMBER_AFTER = re.compile(rf"(?P<title>.{{6,90}}?{_GENRE}》?)[ ]*（?(?P<number>{NUMBER.pattern})）?")
_NUMBER_BEFORE = re.compile(rf"(?P<number>{NUMBER.pattern})[ ]*(?P<title>(?:关于.{{4,}}|《.+》|.{{4,}}关于.{{4,}}))")
_REPORT = re.compile(
    r"(?:^|[，,。日前近]|[ ])(?P<body>[^，。《》]{2,60}?)(?:联合)?(?:印发|发布|出台|制定)了?《(?P<title>[^《》]{4,80})》"
)
_ISSUED_BY = re.compile(r"^(.{2,40}?)(?:关于|印发|转发|批转)")
_COLLECTIVE = re.compile(r".等(?:[一二三四五六七八九十]{1,3}|\d{1,2})个?(?:部门|单位|部委|厅局)$")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands around a plan's body; None or empty where the text does not say."""

    title: str = ""
    number: str | None = None
    issuer: str | None = None
    issued: str | None = None
    addressees: tuple[str, ...] = ()
    notice_title: str | None = None


def _plain(line: str) -> bool:
    """Whether the line can be part of a title: no date, number, addressee, body's name or sentence."""
    if len(line) > 100 or line[-1] in "。；：:！？" or line.count("。") or "\t" in line:
        return False
    if imprint_line(line) or (NUMBER.search(line) and len(NUMBER.sub("", line)) < 4) or is_page_field(line):
        return False
    return not (
        re.fullmatch(r"[（(【].*[）)】]|.{2,40}令|第[\d〇一二三四五六七八九十百]{1,4}[号期]", line)
        or is_body_name(line)
        or re.match(r"附件|抄送|来源|索引号|目录", line)
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
            remark = re.fullmatch(r"（[^（）]{1,30}）", lines[j]) and not imprint_line(lines[j])
            if not _plain(lines[j]) and not remark:
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
            above = _wrapped_issuers(lines, i)
            found.append(
                (
                    i,
                    best,
                    " ".join(above) + " " * (not lines[i].startswith("关于") and bool(above)) + "".join(lines[i:best]),
                )
            )
            i = best
        else:
            i += 1
    return found


def _wrapped_issuers(lines: Sequence[str], at: int) -> Sequence[str]:
    """Lines of bodies above a title that belong to it: above 关于…, or above more bodies and 关于."""
    begins = lines[at].startswith(("关于", "印发", "转发", "批转"))
    if not begins and not _named_in(lines[at]):
        return ()
    start = at
    while start and is_body_name(lines[start - 1]) and (begins or re.search("[ 、]", lines[start - 1])):
        start -= 1
    return lines[start:at]


def _closes(words: str, lines: Sequence[str], after: int) -> bool:
    """Whether a title that reads complete is complete: no further line carries it on."""
    if after >= len(lines) or lines[after].startswith(("（", "的")):
        return after >= len(lines)
    if _FORWARDS.search(words) and words.endswith(_NOTICES) and words.count("《") == words.count("》"):
        return True
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
    cut = re.fullmatch(r"《(.+)》的?(?:通知|函)?", notice) or re.fullmatch(r".{2,60}印发《(.+)》", notice)
    if cut:  # the page's headline names the plan only, or reports it
        return next((words for _, _, words in titles[1:] if _bare(words) == _bare(cut[1])), cut[1]), notice
    forwarded = _FORWARDS.search(notice)
    if not (forwarded and notice.endswith(_NOTICES)):
        return notice, None
    named = re.search(r"《(.+?)》", notice) if notice.count("《") > 1 else re.search(r"《(.+)》", notice)
    inner = named[1] if named else re.sub(r"的?(?:通知|函|公告|通告|决定)$", "", notice[forwarded.end() :])
    wanted = _bare(inner)
    for _, _, words in titles[1:]:
        bare = _bare(words)
        if (_FORWARDS.search(words) and words.endswith(_NOTICES)) or bare == _bare(notice):
            continue  # the notice's title again
        if bare in wanted or wanted in bare:
            return words, notice
    return inner or notice, notice


def _bare(words: str) -> str:
    return re.sub(r"[\W的]", "", words)


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
            if is_page_field(line[:-1] + "：") or re.match(r".{0,4}(?:责任|牵头|配合)", words):
                continue
            parts = [part for part in re.split("[，；]", words) if part]
            if len(parts) > 1:
                return tuple(parts)
            names = split_list(words)
            return names if all(name.startswith(("各", "有关")) for name in names) else (words,)
    return ()


def read_header(text: str, outline: Sequence[Section]) -> Header:
    """Title, number, issuer, addressees and date of the normalised text."""
    first = outline[0].heading.start if outline else len(text)
    raw = [span.of(text) for span in lines_of(text)]
    everything = _tidy(raw)
    lines = _tidy([span.of(text) for span in lines_of(text[:first])][:120])
    fields = Fields(raw[:60])
    title, notice = _choose(_titles(lines))
    issuer, issued = signature(everything)
    if not title:
        title, reported = _reported(lines)
        title = title or _first_words(lines) or fields.title
        issuer = issuer or reported
    number = fields.number or number_line(lines) or number_line(everything[-12:])
    issued = _near(issued, number) or _near(fields.issued, number)
    named = _named_in(notice or title)
    if named and _COLLECTIVE.search(named):  # the title's own name for those that sign one by one
        issuer = named
    issuer = issuer or named or fields.issuer or _masthead(lines) or undated_signature(everything)
    return Header(title, number, issuer, issued, _addressees(lines), notice)


def _tidy(lines: Sequence[str]) -> list[str]:
    """The lines without list marks, with what belongs on lines of its own there: number, date, remark."""
    out: list[str] = []
    for line in lines:
        bare = STAMP.sub("", _MARK.sub("", line))
        remark = _REMARK.search(bare)
        if remark and remark.start() and len(bare) < 80:
            out += [bare[: remark.start()].strip(), remark[0]]
            continue
        numbered = len(bare) < 150 and (_NUMBER_AFTER.fullmatch(bare) or _NUMBER_BEFORE.fullmatch(bare))
        if numbered and document_number(numbered["number"]):
            out += [numbered["title"].strip(), numbered["number"]]
            continue
        out.append(bare)
    return [line for line in out if line]


def _near(issued: str | None, number: str | None) -> str | None:
    """The date, unless its year is far from the document number's: then it belongs to something else in the text."""
    year = re.search(r"〔(\d{4})〕", number) if number else None
    return None if issued and year and abs(int(issued[:4]) - int(year[1])) > 1 else issued


def _named_in(title: str) -> str | None:
    named = _ISSUED_BY.match(title)
    return named[1].strip() if named and is_body_name(named[1].strip()) else None


def _reported(lines: Sequence[str]) -> tuple[str, str | None]:
    """(title, issuer) where the press reports the document: 近日，某某印发了《…》."""
    for line in lines[:6]:
        match = _REPORT.search(line)
        if match:
            name = match["body"].strip()
            return match["title"], name if is_body_name(name) else None
    return "", None


def _masthead(lines: Sequence[str]) -> str | None:
    """The body named above the title: 云川省人民政府, 云川省人民政府文件."""
    names = (line.removesuffix("文件").removesuffix("令").strip() for line in lines[:3])
    return next((name for name in names if is_body_name(name)), None)
