"""Is this text a plan? Evidence is counted, so that a plan may lack any one sign."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .duties import Duty
from .header import GENRE_WORD, Header
from .model import Measure, NotAPlan, Section, Target
from .outline import walk

_HEADINGS = re.compile(
    r"总体要求|指导思想|基本原则|工作原则|发展目标|工作目标|主要目标|行动目标|总体目标|重点任务|主要任务|工作任务|重点工作|保障措施|组织实施"
    r"|组织保障|推进措施|工作措施|主要措施|工作要求|政策措施|任务分工|组织领导|重点领域|重点工程|实施步骤|进度安排|有关要求|总体思路|目标任务"
)
_VERBS = re.compile(r"加快|推进|推动|建设|强化|完善|支持|鼓励|建立|健全|培育|提升|促进|加强|落实|优化|打造|引导")
_NEWS = re.compile(r"本报讯|本报记者|讯（|[社网]\S{0,8}\d+月\d+日电|记者\S{0,6}(?:报道|获悉|从)")
# What is no plan by its kind, whatever it is about.
_LAW = re.compile(r"(?:条例|办法|规定|细则|规则|章程)(?:（[^（）]*）)?(?:$|第一章)")
_ACT = re.compile(
    r"(?:通报|批复|公示|公告|复函|答复|答复函|预案|(?:奖励|表彰|表扬|任免|嘉奖|修改|废止)[^的]{0,12}的?决定)(?:（[^（）]*）)?$"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def evidence(
    text: str,
    header: Header,
    outline: Sequence[Section],
    notes: Sequence[Duty],
    tabled: Sequence[Measure],
    targets: int,
) -> int:
    """Points for being a plan; three or more with any structure make one."""
    duties = len(notes) + len(tabled)
    sections = list(walk(outline))
    titled = sum(1 for section in sections if len(section.title) <= 30 and _HEADINGS.search(section.title))
    verbs = len(_VERBS.findall(text))
    characters = max(1, len(_CHINESE.findall(text)))
    points = 3 if duties >= 2 else 2 * duties
    points += 2 if header.number else 0
    points += 2 if header.title and GENRE_WORD.search(header.title) else 0
    points += 1 if header.addressees else 0
    points += 1 if len(sections) >= 2 else 0
    points += min(2, titled)
    points += 1 if verbs * 1000 >= 8 * characters and verbs >= 2 else 0
    points += 1 if targets else 0
    # A report of what was done has numbers and verbs too, and a newspaper says that it is one.
    return points - (2 if _NEWS.search(text[:400]) else 0)


def require_plan(
    text: str,
    header: Header,
    outline: Sequence[Section],
    notes: Sequence[Duty],
    tabled: Sequence[Measure],
    targets: Sequence[Target],
) -> None:
    """Raise NotAPlan, saying what was missing, unless the text shows enough of the genre."""
    visible = len(re.sub(r"\s", "", text))
    if not visible:
        raise NotAPlan("The text is empty. Give a plan's text with its numbered headings.")
    if len(_CHINESE.findall(text)) * 5 < visible:
        raise NotAPlan(
            "This is not a Chinese text. The reader reads official Chinese plans (方案, 规划, 意见, 通知 …)."
        )
    kind = _other_kind(header.title, outline)
    if kind and len(notes) + len(tabled) < 2 and not any(target.due for target in targets):
        raise NotAPlan(
            f"This is {kind}, not a plan: it names neither who does what nor numbers to reach by a date."
            " Give a plan (方案, 规划, 意见, 措施 …)."
        )
    structure = bool(outline or notes or tabled or targets)
    if not structure or evidence(text, header, outline, notes, tabled, len(targets)) < 3:
        message = (
            "This does not look like an official plan: numbered headings (一、（一）1.), targets and responsibility notes"
            "（…牵头，…配合）are missing or too few. Check that the whole document was given, with its headings."
        )
        raise NotAPlan(message)


def _other_kind(title: str, outline: Sequence[Section]) -> str:
    """What the document is instead of a plan, in words for the message; empty when nothing says so."""
    articles = sum(1 for section in walk(outline) if section.number.endswith("条"))
    if articles >= 5 and (not title or _LAW.search(title)):
        return "a regulation in articles"
    return "a decision on one case (通报, 批复, 公告 …)" if _ACT.search(title) else ""
