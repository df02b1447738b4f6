"""What can be asked of surveys: feedback for the panel, results for pages and exports, and a summary for dossiers.

Nothing here goes from a person to an answer but `own_answers`, which is for the person alone.
"""

from collections import defaultdict
from typing import Any

from xinzhi.foresight.engine.delphi import NEVER, Sheet
from xinzhi.foresight.engine.delphi.statistics import number_of
from xinzhi.foresight.models import (
    DelphiAnswer,
    DelphiRound,
    DelphiSeat,
    DelphiStatement,
    DelphiSurvey,
    StatementState,
)

LOW, MIDDLE, HIGH = "low", "middle", "high"


def own_answers(seat: DelphiSeat, number: int) -> dict[int, DelphiAnswer]:
    """An expert's own answers of a round by statement; {} once the survey is closed. Only for the expert's own pages."""
    voice = getattr(seat, "voice", None)
    if voice is None:
        return {}
    return {a.statement_id: a for a in voice.answers.filter(round__number=number, round__survey=seat.survey_id)}


def last_closed(survey: DelphiSurvey) -> DelphiRound | None:
    """The last round that was closed."""
    return survey.rounds.filter(closed_at__isnull=False).order_by("-number").first()


def reports_of(survey: DelphiSurvey) -> list[DelphiRound]:
    """The closed rounds, the first one first."""
    return list(survey.rounds.filter(closed_at__isnull=False).order_by("number"))


def report_in(round_: DelphiRound | None, statement: DelphiStatement) -> dict[str, Any]:
    """What a round says of a statement; {} where it was not asked or nobody answered."""
    return dict(round_.report.get("statements", {}).get(str(statement.pk), {})) if round_ else {}


def last_report(rounds: list[DelphiRound], statement: DelphiStatement) -> tuple[int, dict[str, Any]]:
    """The last round's number in which the statement was asked, and what it says of it; (0, {}) where none."""
    for round_ in reversed(rounds):
        if told := report_in(round_, statement):
            return round_.number, told
    return 0, {}


def is_outside(sheet: Sheet, values: dict[str, Any], report: dict[str, Any]) -> list[str]:
    """Keys of the judged questions on which the values lie outside the middle half of a report."""
    found = []
    for question in sheet.judged:
        stats = report.get("questions", {}).get(question.key, {})
        if question.key in values and side_of(question, values[question.key], stats) in {LOW, HIGH}:
            found.append(question.key)
    return found


def side_of(question: Any, value: Any, stats: dict[str, Any]) -> str:
    """Where a value lies: low, middle or high against the quartiles; "" where either is not known."""
    number = number_of(question, value)
    if number is None or "q1" not in stats:
        return ""
    q1, q3 = (float("inf") if stats[k] == NEVER else float(stats[k]) for k in ("q1", "q3"))
    return LOW if number < q1 else HIGH if number > q3 else MIDDLE


def reasons_of(survey: DelphiSurvey, number: int | None = None) -> dict[int, list[dict[str, Any]]]:
    """Reasons given in closed rounds (or one of them) by statement: text, side, round, and the answer's random key.

    Only of statements on which enough experts answered, without those withheld, in an order that tells nothing (by the
    text itself). `side` is against the first judged question's middle half.
    """
    rounds = {r.pk: r for r in reports_of(survey) if number in (None, r.number)}
    question = survey.sheet.judged[0]
    rows = DelphiAnswer.objects.filter(round__in=rounds, hidden=False, counted=True).exclude(reason="")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values("pk", "round", "statement", "values", "reason"):
        round_ = rounds[row["round"]]
        told = round_.report["statements"].get(str(row["statement"]), {})
        stats = told.get("questions", {}).get(question.key, {})
        if not told or stats.get("few"):
            continue
        value = row["values"].get(question.key)
        side = side_of(question, value, stats) if value is not None else ""
        reason = {"key": str(row["pk"]), "text": row["reason"], "side": side, "round": round_.number}
        found[row["statement"]].append(reason)
    for reasons in found.values():
        reasons.sort(key=lambda r: (-r["round"], r["text"], r["key"]))
    return dict(found)


def turnout_of(round_: DelphiRound) -> dict[int, str]:
    """Seat to how far it has come in the round: all that is known of who answered."""
    return dict(round_.turnout.values_list("seat", "state"))


def results_for(subject_kind: str, subject_key: str) -> dict[str, Any] | None:
    """The summary of the newest approved results on a subject, for its dossier; None where there are none.

    Keys: survey (id, name, as_of, rounds, simulated, public), statement (id, number, name), outcome, n, importance
    (median, iqr, index, agreement, counts), time (median, q1, q3, iqr; never: share; unknown: count), constraints and
    measures (lists of key, name, name_en, share, the most chosen first), reasons (texts). Parts that the sheet does not ask
    for, or that too few answered, are None.
    """
    rows = DelphiStatement.objects.filter(
        subject_kind=subject_kind, subject_key=subject_key, survey__state="approved", state=StatementState.CLOSED
    )
    statement = rows.select_related("survey").order_by("-survey__decided_at", "-pk").first()
    return summary_of(statement) if statement is not None else None


def summary_of(statement: DelphiStatement, rounds: list[DelphiRound] | None = None) -> dict[str, Any]:
    """As `results_for`, of one statement. With the survey's closed `rounds` at hand nothing is read, and reasons are left out."""
    survey = statement.survey
    read = rounds is None
    rounds = reports_of(survey) if rounds is None else rounds
    _number, told = last_report(rounds, statement)
    questions = told.get("questions", {})
    sheet = survey.sheet
    importance = _stats(sheet, questions, "importance")
    return {
        "survey": {
            "id": survey.pk,
            "name": survey.label,
            "as_of": survey.closed_at.date() if survey.closed_at else None,
            "rounds": len(rounds),
            "simulated": survey.simulated,
            "public": survey.public,
        },
        "statement": {"id": statement.pk, "number": statement.number, "name": statement.label},
        "outcome": statement.outcome,
        "n": importance["n"] if importance else 0,
        "importance": importance,
        "time": _stats(sheet, questions, "time"),
        "constraints": _ranked(sheet, questions, "constraints"),
        "measures": _ranked(sheet, questions, "measures"),
        "reasons": [r["text"] for r in reasons_of(survey).get(statement.pk, [])] if read else [],
    }


def _stats(sheet: Sheet, questions: dict[str, Any], role: str) -> dict[str, Any] | None:
    question = sheet.by_role(role)
    stats = questions.get(question.key, {}) if question else {}
    return None if not stats or stats.get("few") else stats


def _ranked(sheet: Sheet, questions: dict[str, Any], role: str) -> list[dict[str, Any]] | None:
    question, stats = sheet.by_role(role), _stats(sheet, questions, role)
    if question is None or stats is None:
        return None
    named = {o.key: o for o in question.options}
    return [
        {"key": k, "name": named[k].name, "name_en": named[k].name_en, "share": stats["shares"][k]}
        for k in stats["ranked"]
    ]
