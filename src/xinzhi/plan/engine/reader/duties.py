"""Responsibility notes: finding them and reading who leads, supports or shares.

A note is a bracket （…） 【…】 [ … ], a labelled line (责任单位：…), or a closing sentence
that says nothing but who does the work. Its words must parse completely and its
members must look like departments; anything else in brackets is an explanation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .departments import VAGUE, is_department, split_list
from .model import Span
from .outline import lines_of

_LONGEST_NOTE = 1000
_LEAD, _SUPPORT, _SHARED = "lead", "support", "shared"

LABEL = re.compile(
    r"【?(?P<label>[^\s，。；：:、（）【】]{0,8}?(?:单位|部门|处室|科室|主体|机构|地区|县区|区县|市县|地方|分工|责任|牵头|配合|参与|负责|主办|协办|承办|主责)"
    r"(?:（[^（）]{1,8}）|[/和及、](?:[^\s，。；：:（）【】]{0,6}?)(?:单位|部门))?)(?:[：:]】?|】[：:]?|(?<=单位|部门)为(?!牵头|主))[ ]*"
)
_TIME_LABEL = re.compile(
    r"【?(?:计划|预计)?(?:完成|推进|实施|办结)?(?:时限|时间|期限|年限|进度|时间节点|时限要求|时间要求)(?:[：:]】?|】[：:]?)"
)
_PERSON_LABEL = re.compile(r"(?:责任领导|分管领导|牵头领导|责任人|联系人|责任处长|市级领导|省级领导)[：:]")
_IS_DUTY = re.compile(r"牵头|责任|主责|主办|配合|参与|协办|协助|负责|落实|实施|承办|支持|参加|协同|指导|分工")
_QUICK = re.compile(r"负责|牵头|配合|参与|责任|落实|实施|指导|协办|协助|承办|主办|单位：|部门：")
_BY_DUTY = r"(?:(?:按照?|依照?|依据|根据)(?:各自)?(?:职责|职能|任务|工作)(?:职责)?(?:分工|任务)?|分工|分别|共同|具体|各自|分头|联合|协同|统筹|主要|全面|密切|积极|参与)"
_DOING = r"(?:做好|抓好|开展|推进|推动|完成|统筹|总体|协调|资金|督促|督导|本地区|本区域|本辖区|本行业|属地)"
_VERB = re.compile(
    rf"(?P<lead>(?:为|作为)?(?:总|共同|联合|分别)*(?:牵头|主办|主责|抓总)(?:单位|部门|抓总|负责|组织|实施|推进|推动|落实|承担|协调|抓好)*)"
    rf"|(?P<support>{_BY_DUTY}*(?:配合|参与|协助|协办|协同|支持|参加|指导|督导|监督)(?:单位|部门|配合|参与|落实|实施|推进|负责|支持)*)"
    rf"|(?P<shared>{_BY_DUTY}*(?:负责|承担|承办|组织实施|抓好落实|推进落实|贯彻落实|落实|实施|推进)(?:落实|组织实施|实施|推进)*|{_BY_DUTY}+(?=$|{_DOING}))"
    rf"|(?P<jointly>会同|会商|商(?=[省市国财发工科教农人]))"
)
_TIME = re.compile(
    r"(?:(?:到|力争|确保|于)?(?:20\d\d年|\d{1,2}月|“?十[四五六]五”?|年|当年|长期|持续|全年|每年)[^，；。]{0,14}(?:完成|前|底|实施|推进|坚持|启动)?"
    r"|(?:长期|持续|常态化)(?:坚持|推进|实施|开展)|近期|中长期|立即)"
)
# Words of duty inside a body's name are no verbs: 市推进办, 监督管理局, 联合会, 各项目牵头单位.
_IN_NAME = re.compile(
    r"(?:推进|推动|落实|实施|协同|支持|指导|监督|参与|联合|全面|统筹|共同)[^、，；。：\s（）]{0,24}?"
    r"(?:办公室|领导小组|专班|指挥部|委员会|联席会议|总局|监管局|管理局|协会|联合会|联盟|中心|办(?![法理]))"
    r"|监督管理|监督局|监督所|联合会|联合(?=国|大学|体)|协调(?=办|小组|局)"
    r"|各[^、，；。：\s（）]{0,8}?(?:牵头|责任|配合|负责|参与|实施|承担|承办|主管|主办|建设)(?:单位|部门|处室)"
)
# 各区县〔含高新区，以下统称各区县〕政府
_INCLUDING = re.compile(r"[〔（](?:含|包括|不含|以下)[^〔〕（）]*[〕）]")
# A field of another kind inside a note, up to the next field: 适用范围：…
_FIELD = re.compile(r"(?:^|[，；。\s])[^\s，；。、：（）【】]{2,8}：")
# What may follow the last verb: 配合做好资金保障, 负责统筹协调; not 负责解释.
_TAIL = re.compile(rf"等?(?:工作|任务)?|{_DOING}[^、，]{{0,20}}")
_REMARK = re.compile(r"下同|不再列出|逐一列出|不再一一|以下(?:均|任务|各项)|除外")
CONVENTION = re.compile(
    r"(?:排|列|居|排名|名列)(?:名|在|于)?(?:首|第一|第1|最前|前)[^，。；）]{0,10}?(?:为|是)[^，。；）]{0,4}?牵头"
    r"|(?:第一|首)(?:个|位|家)?(?:责任)?(?:部门|单位)[^，。；）]{0,6}?(?:为|是)[^，。；）]{0,4}?牵头"
)
_CONVENTION_CLAUSE = re.compile(rf"[，；。、]?[^，；。、]{{0,12}}(?:{CONVENTION.pattern})[^，；。]*")
_MANY = re.compile(
    r"^(?:国务院|省级|省直|省|市级|市直|市|区直|区|县直|县|州)?(?:各|有关|相关)|^[省市区县]属(?:国有)?企业"
)  # 各市人民政府 are many, though one name
_BARE = re.compile(r"(?:部|委|厅|局|办|署|政府|委会|员会|办公室|中心|各区|各市|各县|区县)(?:（[^（）]+）)?$")


@dataclass(frozen=True, slots=True)
class Duty:
    """Who owes what, as read from one note; names as printed."""

    span: Span
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    deadline: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        return self.lead + self.support + self.shared


class _Roles:
    """Collects names by role while the clauses of a note are read in order."""

    def __init__(self) -> None:
        self.by: dict[str, list[str]] = {_LEAD: [], _SUPPORT: [], _SHARED: []}
        self.pending = ""
        self.last: str | None = None
        self.deadline = ""
        self.strange = 0

    def add(self, role: str, words: str) -> None:
        names = split_list(self.pending + words)
        self.pending = ""
        for name in names:
            if name not in self.by[role]:
                self.by[role].append(name)
        self.last = role

    def wait(self, words: str) -> None:
        self.pending += words + "，"

    def finish(self) -> None:
        if self.pending and self.last:
            self.add(self.last, "")

    def duty(self, span: Span) -> Duty:
        names = [name for role in self.by.values() for name in role]
        clear = any(not VAGUE.fullmatch(name) and not name.startswith("各") for name in names)
        lead, support, shared = (
            tuple(name for name in self.by[role] if not (clear and VAGUE.fullmatch(name)))
            for role in (_LEAD, _SUPPORT, _SHARED)
        )
        if not lead and len(shared) == 1 and not _MANY.search(shared[0]):
            lead, shared = shared, ()  # one department alone leads, whatever the words
        support = tuple(name for name in support if name not in lead)
        return Duty(span, lead, support, tuple(name for name in shared if name not in lead), self.deadline)


def _clauses(words: str) -> list[str]:
    """The note's clauses: cut at ，；。 that stand outside inner brackets."""
    parts, depth, start = [], 0, 0
    for i, ch in enumerate(words):
        if ch in "（〔":
            depth += 1
        elif ch in "）〕":
            depth = max(0, depth - 1)
        elif depth == 0 and ch in "，；;。,\n":
            parts.append(words[start:i])
            start = i + 1
    parts.append(words[start:])
    return [part.strip(" \t：:") for part in parts if part.strip(" \t：:")]


def _label_role(label: str) -> str:
    if re.search(r"牵头|主责|主办|主管|第一责任|抓总", label):
        return _LEAD
    if re.search(r"配合|参与|协办|协同|协助|支持|参加|指导", label):
        return _SUPPORT
    return _SHARED


def _read_clause(clause: str, roles: _Roles, default: str | None) -> None:
    """One clause into `roles`; `default` is the role given by a label before it, if any."""
    if _REMARK.search(clause) or CONVENTION.search(clause):
        return
    if _TIME.fullmatch(clause):
        roles.deadline = clause
        return
    verbs = list(_VERB.finditer(_IN_NAME.sub(lambda match: "\x02" * len(match[0]), clause)))
    if not verbs or not _TAIL.fullmatch(clause[verbs[-1].end() :]):
        if default:
            roles.add(default, clause)
        else:
            roles.wait(clause)
        return
    at, joint = 0, False
    for verb in verbs:
        words = clause[at : verb.start()].strip()
        role = verb.lastgroup or _SHARED
        if role == "jointly":
            roles.add(_LEAD, words)
            joint = True
        elif words or roles.pending:
            if re.search(rf"{_BY_DUTY}", verb[0]) and role == _SHARED and default:
                role = default
            roles.add(_SUPPORT if joint else role, words)
            joint = False
        elif roles.last is None and not joint:
            roles.strange += 1
        at = verb.end()


def parse_duty(words: str, span: Span) -> Duty | None:
    """The duty that a note's words state, or None when they are something else."""
    if not _QUICK.search(words) or len(words) > _LONGEST_NOTE:
        return None
    words = _own_fields(_INCLUDING.sub("", _CONVENTION_CLAUSE.sub("", words)))
    roles = _Roles()
    labels = [m for m in LABEL.finditer(words) if _IS_DUTY.search(m["label"])]
    first = labels[0].start() if labels else len(words)
    for clause in _clauses(_take_times(words[:first], roles)):
        _read_clause(clause, roles, None)
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        listed = words[label.end() : following.start() if following else len(words)]
        for clause in _clauses(_take_times(listed.strip(" 】"), roles)):
            _read_clause(clause, roles, _label_role(label["label"]))
    roles.finish()
    duty = roles.duty(span)
    if roles.pending or roles.strange or not _plausible(duty, labelled=bool(labels)):
        return None
    return duty


def _own_fields(words: str) -> str:
    """The words without fields that name neither debtors, times nor persons (适用范围：…)."""
    fields = list(_FIELD.finditer(words))
    kept = [words[: fields[0].start()] if fields else words]
    for match, following in zip(fields, [*fields[1:], None], strict=False):
        name = match[0]
        if _IS_DUTY.search(name) or _TIME_LABEL.search(name) or _PERSON_LABEL.search(name) or LABEL.search(name):
            kept.append(words[match.start() : following.start() if following else len(words)])
    return "".join(kept)


def _take_times(words: str, roles: _Roles) -> str:
    """The words without a labelled deadline, which goes to `roles`; persons' names are left out too."""
    person = _PERSON_LABEL.search(words)
    if person:
        words = words[: person.start()]
    match = _TIME_LABEL.search(words)
    if not match:
        return words
    rest = _clauses(words[match.end() :])
    roles.deadline = rest[0] if rest else ""
    after = words.find(roles.deadline, match.end()) + len(roles.deadline)
    return words[: match.start()] + words[after:]


def _plausible(duty: Duty, *, labelled: bool) -> bool:
    names = duty.named
    if not names or any(len(re.sub(r"（[^（）]*）", "", name)) > 30 for name in names):
        return False
    known = sum(1 for name in names if is_department(name))
    if labelled:
        return known * 3 >= len(names)
    if not duty.lead and not duty.shared and not all(_BARE.search(name) for name in names):
        return False
    return is_department(names[0]) and known * 2 >= len(names)


def _bare_list(text: str, span: Span) -> Duty | None:
    """A bracket that closes a paragraph and holds nothing but departments: （市科委、各区政府）."""
    line_end = text.find("\n", span.end)
    after = text[span.end : line_end if line_end >= 0 else len(text)]
    words = text[span.start + 1 : span.end - 1]
    if text[span.start - 1 : span.start] != "。" or after.strip(" 。") or len(words) > 300 or span.start == 0:
        return None
    names = split_list(words)
    if not names or not _BARE.search(names[0]) or not all(is_department(name) for name in names):
        return None
    roles = _Roles()
    roles.add(_SHARED, words)
    return roles.duty(span)


_OPENS = {"）": "（", "】": "【", "]": "[", "〕": "〔"}
_BRACKET = re.compile(r"[（）【】\[\]〔〕]|\n\n")


def _brackets(text: str) -> list[Span]:
    """Outermost bracketed spans no longer than a note can be, in order.

    One pass with a stack; an unmatched bracket is passed over, and none reaches over a blank line.
    """
    pairs: list[Span] = []
    stack: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for match in _BRACKET.finditer(text):
        mark = match[0]
        if mark == "\n\n":
            stack.clear()
            waiting.clear()
        elif mark not in _OPENS:
            stack.append((mark, match.start()))
            waiting[mark] += 1
        elif waiting[_OPENS[mark]]:
            opened, start = stack.pop()
            waiting[opened] -= 1
            while opened != _OPENS[mark]:
                opened, start = stack.pop()
                waiting[opened] -= 1
            if match.end() - start <= _LONGEST_NOTE:
                pairs.append(Span(start, match.end()))
    outermost: list[Span] = []
    for span in sorted(pairs):
        if not outermost or span.start >= outermost[-1].end:
            outermost.append(span)
    return outermost


def _labelled(text: str, line: Span) -> Span | None:
    """The part of a line that is a labelled note: from a duty label at its start or after a full stop."""
    words = line.of(text)
    if "\t" in words:
        return None
    for match in re.finditer(r"(?:^(?:\d{1,2}[.、]|（\d{1,2}）|[①-⑳])?|(?<=[。；]))[ ]*", words):
        label = LABEL.match(words, match.end())
        if label and _IS_DUTY.search(label["label"]):
            return Span(line.start + match.end(), line.end)
    return None


def _continues_note(words: str) -> bool:
    label = LABEL.match(words)
    return bool((label and _IS_DUTY.search(label["label"])) or _TIME_LABEL.match(words))


def _line_notes(text: str) -> Iterator[Duty]:
    """Notes outside brackets: labelled lines (several in a row are one note) and closing sentences."""
    lines = list(lines_of(text))
    i = 0
    while i < len(lines):
        span = _labelled(text, lines[i])
        if span:
            while i + 1 < len(lines) and len(lines[i + 1].of(text)) < 300 and _continues_note(lines[i + 1].of(text)):
                i += 1
                span = Span(span.start, lines[i].end)
            duty = parse_duty(span.of(text), span)
        else:
            duty = _closing_sentence(text, lines[i])
        if duty:
            yield duty
        i += 1


def _closing_sentence(text: str, line: Span) -> Duty | None:
    words = line.of(text).rstrip("。")
    start = words.rfind("。") + 1
    sentence = words[start:].strip()
    if not 4 < len(sentence) <= 200 or re.search(r"[要应须将“《：:（]", sentence):
        return None
    span = Span(line.start + start, line.start + len(words))
    duty = parse_duty(sentence, span)
    return duty if duty and all(is_department(name) for name in duty.named) else None


def find_notes(text: str) -> list[Duty]:
    """Every responsibility note of the text in order of place, names as printed."""
    notes: list[Duty] = []
    for bracket in _brackets(text):
        if notes and bracket.start < notes[-1].span.end:
            continue
        span, words = bracket, text[bracket.start + 1 : bracket.end - 1]
        if text[span.start] == "【" and LABEL.match(span.of(text)) and not re.search("[：:]", words):
            line_end = text.find("\n", span.end)
            span = Span(span.start, line_end if line_end >= 0 else len(text))
            words = span.of(text)
        duty = parse_duty(words.replace("\n", ""), span) or _bare_list(text, span)
        if duty:
            notes.append(duty)
    taken = [note.span for note in notes]
    at = 0
    for duty in _line_notes(text):
        while at < len(taken) and taken[at].end <= duty.span.start:
            at += 1
        if at == len(taken) or taken[at].start >= duty.span.end:
            notes.append(duty)
    return sorted(notes, key=lambda note: note.span)
