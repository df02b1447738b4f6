"""Results of a survey as CSV, XLSX and Word: the figures of the page, never an answer of one voice."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.documents import add_table, document_bytes, new_document
from xinzhi.core.formats import colon, local_date, percent
from xinzhi.core.lists.export import Export, csv_lines, xlsx_file

from .models import DelphiStatement, DelphiSurvey
from .queries.delphi import last_report, reasons_of, reports_of
from .words_delphi import figure, option_names, outcome_words, question_name, side_words

FORMATS = ("csv", "xlsx", "docx")
_MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COLUMNS = tuple(
    Export(key, label, itemgetter(key))
    for key, label in (
        ("statement", gettext_lazy("number of what is asked")),
        ("name", gettext_lazy("name")),
        ("name_en", gettext_lazy("English name")),
        ("outcome", gettext_lazy("outcome")),
        ("question", gettext_lazy("key of the question")),
        ("round", gettext_lazy("last round in which it was asked")),
        ("n", gettext_lazy("answers")),
        ("median", gettext_lazy("median; never is later than any year")),
        ("q1", gettext_lazy("first quartile")),
        ("q3", gettext_lazy("third quartile")),
        ("agreement", gettext_lazy("share that agrees")),
        ("index", gettext_lazy("index, 0 to 100")),
        ("never", gettext_lazy("share of «never»")),
        ("answer", gettext_lazy("key of the answer")),
        ("count", gettext_lazy("how many gave it")),
        ("simulated", gettext_lazy("simulated")),
    )
)


def export(survey: DelphiSurvey, kind: str, *, inside: bool) -> tuple[bytes, str]:
    """The file's bytes and its type. KeyError for a kind that is not in FORMATS."""
    if kind == "csv":
        return "".join(csv_lines(COLUMNS, _rows(survey))).encode(), _MIME[kind]
    if kind == "xlsx":
        with xlsx_file(COLUMNS, _rows(survey), survey.label) as file:
            return file.read(), _MIME[kind]
    return _document(survey, inside=inside), _MIME[kind]


def _rows(survey: DelphiSurvey) -> Iterator[dict[str, Any]]:
    """One row for each answer that could be given to each question: its count, and the figures of the question."""
    rounds = reports_of(survey)
    for statement in survey.statements.order_by("number"):
        number, told = last_report(rounds, statement)
        head = {
            "statement": statement.number,
            "name": statement.name,
            "name_en": statement.name_en,
            "outcome": statement.outcome,
            "round": number or None,
            "simulated": survey.simulated,
        }
        for question in survey.sheet.questions:
            stats = told.get("questions", {}).get(question.key, {})
            keys = ("n", "median", "q1", "q3", "agreement", "index", "never")
            own = {**head, "question": question.key, **{k: stats.get(k) for k in keys}}
            for answer, count in stats.get("counts", {}).items() or [(None, None)]:
                yield {**own, "answer": answer, "count": count}


def _document(survey: DelphiSurvey, *, inside: bool) -> bytes:
    document = new_document(survey.label)
    if survey.simulated:
        document.add_paragraph(_("Simulated: answered by demonstration accounts."))
    if survey.introduction:
        document.add_paragraph(survey.introduction)
    rounds = reports_of(survey)
    said = {"body": survey.organisation.label, "day": local_date(survey.closed_at), "n": len(rounds)}
    document.add_paragraph(_("Conducted by %(body)s; closed on %(day)s after %(n)d rounds.") % said)
    head = [
        _("No."),
        _("Statement"),
        _("Importance"),
        _("Agreement"),
        _("Year"),
        _("Middle half"),
        _("Never"),
        _("Outcome"),
    ]
    told = [(s, last_report(rounds, s)[1].get("questions", {})) for s in survey.statements.order_by("number")]
    add_table(document, head, [_line(survey, statement, stats) for statement, stats in told])
    reasons = reasons_of(survey) if inside else {}
    for statement, stats in told:
        document.add_heading(f"{statement.number}. {statement.label}", level=1)
        if statement.description:
            document.add_paragraph(statement.description)
        _choices(document, survey, stats)
        for reason in reasons.get(statement.pk, []):
            side = side_words(reason["side"])
            text = f"{reason['text']} ({side})" if side else reason["text"]
            document.add_paragraph(text, style="List Bullet")
    return document_bytes(document)


def _line(survey: DelphiSurvey, statement: DelphiStatement, stats: dict[str, Any]) -> list[Any]:
    importance, time = (
        stats.get(question.key, {}) if (question := survey.sheet.by_role(role)) else {}
        for role in ("importance", "time")
    )
    return [
        statement.number,
        statement.label,
        figure(importance.get("median")),
        percent(importance.get("agreement")),
        figure(time.get("median")),
        f"{figure(time.get('q1'))}–{figure(time.get('q3'))}" if "median" in time else "—",
        percent(time.get("never")),
        outcome_words(statement.outcome),
    ]


def _choices(document: Any, survey: DelphiSurvey, stats: dict[str, Any]) -> None:
    for question in survey.sheet.questions:
        own = stats.get(question.key, {})
        if question.kind == "choice" and own.get("ranked"):
            names = option_names(question)
            shares = [f"{names[k]} {percent(own['shares'][k])}" for k in own["ranked"]]
            document.add_paragraph(f"{question_name(question)}{colon()}{_('; ').join(shares)}")
