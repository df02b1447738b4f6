"""An application as it is read: by section, each question with its answer in words, tables as rows."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from xinzhi.calls.engine.answers import asked_fields, budget_sums, is_asked
from xinzhi.calls.models import Application
from xinzhi.calls.words import answer_words
from xinzhi.core.formats import in_language, money


@dataclass
class Answer:
    """A question with its answer. kind: text, long, table or files; a table has `head` and `rows`, the last its sums."""

    kind: str
    label: str
    text: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    has_sums: bool = False


@dataclass
class Read:
    """A section with its answers."""

    title: str
    answers: list[Answer]


def printed(application: Application, *, answers: Any = None, blinded: bool = False) -> list[Read]:
    """The sections that are asked for, with the answers as they stand or those given (`handed_in`).

    `blinded` leaves out what identifies the applicant (`x-blind`), files' names too.
    """
    schema = application.form.schema
    answers = application.answers if answers is None else answers
    names: dict[str, list[str]] = {}
    for slot, name in application.files.values_list("slot", "name"):
        names.setdefault(slot, []).append(name)
    sections: list[Read] = []
    for layout in schema["x-layout"]:
        if not is_asked(schema["properties"][layout["key"]], answers):
            continue
        read = Read(in_language(layout["title"], layout["title_en"]), [])
        for section, name, asked in asked_fields(schema, answers):
            if section != layout["key"] or (blinded and asked.get("x-blind")):
                continue
            value = answers.get(section, {}).get(name)
            read.answers.append(_answer(value, asked, names.get(f"{section}.{name}", []), blinded=blinded))
        if read.answers:
            sections.append(read)
    return sections


def _answer(value: Any, asked: dict[str, Any], names: list[str], *, blinded: bool) -> Answer:
    label = in_language(asked["title"], asked.get("x-label-en", ""))
    kind = asked["x-type"]
    if kind == "files":
        shown = [str(n) for n in range(1, len(names) + 1)] if blinded else names
        return Answer("files", label, "、".join(shown) or "—")
    if kind == "rows":
        columns = asked["items"]["properties"]
        head = [in_language(c["title"], c.get("x-label-en", "")) for c in columns.values()]
        rows = [[answer_words(row.get(n), c) for n, c in columns.items()] for row in value or []]
        return Answer("table", label, head=head, rows=rows)
    if kind == "budget":
        return _budget(label, value or {}, asked)
    return Answer("long" if kind == "long" else "text", label, answer_words(value, asked))


def _budget(label: str, lines: dict[str, dict[str, int]], asked: dict[str, Any]) -> Answer:
    rows = [
        [in_language(i["label"], i["label_en"]), *_amounts(line.get("grant"), line.get("own"))]
        for i in asked["x-items"]
        if (line := lines.get(i["key"]))
    ]
    sums = budget_sums(lines)
    rows.append([_("Sum"), *_amounts(sums.grant, sums.own)])
    return Answer("table", label, head=[_("Line"), _("Grant"), _("Own money"), _("Sum")], rows=rows, has_sums=True)


def _amounts(grant: int | None, own: int | None) -> list[str]:
    return [money(grant or 0), money(own or 0), money((grant or 0) + (own or 0))]


def handed_in(application: Application) -> dict[str, dict[str, Any]] | None:
    """The answers as they were handed in last: what the office and reviewers read. None before the first time."""
    last = application.submissions.order_by("-number").values_list("content", flat=True).first()
    return last["answers"] if last else None
