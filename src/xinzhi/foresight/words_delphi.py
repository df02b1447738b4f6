"""Words that several faces of Delphi surveys show."""

from typing import Any

from django.utils.translation import gettext as _

from xinzhi.core.formats import in_language, number

from .engine.delphi import NEVER, UNKNOWN
from .engine.delphi.sheet import TIME, Question, Sheet

TONES = {"consensus": "ok", "majority": "info", "bipolar": "warn", "dissent": "warn", "few": "mute"}


def outcome_words(key: str) -> str:
    """What stood when a statement was closed."""
    words = {
        "consensus": _("consensus"),
        "majority": _("majority"),
        "bipolar": _("two camps"),
        "dissent": _("dissent"),
        "few": _("too few answers"),
    }
    return words.get(key, key)


def why_words(key: str) -> str:
    """Why the stopping rule proposes to close a statement, or to ask again."""
    words = {
        "stable": _("answers are stable: close"),
        "agreed": _("experts agree: close"),
        "rounds": _("the last round is over: close"),
        "again": _("ask again"),
        "few": _("too few answers: ask again"),
    }
    return words.get(key, key)


def kind_words(kind: str) -> str:
    """The quarters of the map of influence and dependence."""
    words = {"driver": _("driver"), "relay": _("relay"), "outcome": _("outcome"), "apart": _("apart")}
    return words.get(kind, kind)


def side_words(side: str) -> str:
    """Where an answer lies against the middle half."""
    words = {
        "low": _("below the middle half"),
        "high": _("above the middle half"),
        "middle": _("within the middle half"),
    }
    return words.get(side, "")


def question_name(question: Question) -> str:
    return in_language(question.name, question.name_en)


def option_names(question: Question) -> dict[str, str]:
    """Key of each answer of a question to its words, in order; for times the bins, never and unknown."""
    if question.kind == TIME:
        names = {str(y): f"{y}–{min(y + question.step - 1, question.last)}" for y in question.bins}
        return {**names, NEVER: _("never comes"), UNKNOWN: _("do not know")}
    return {o.key: in_language(o.name, o.name_en) for o in question.options}


def value_words(question: Question, value: Any) -> str:
    """An answer in words: the option's, a year, never, do not know; several with commas."""
    if isinstance(value, list):
        names = option_names(question)
        return str(_(", ")).join(names.get(str(v), str(v)) for v in value)
    if question.kind == TIME:
        return {NEVER: _("never comes"), UNKNOWN: _("do not know")}.get(str(value), str(value))
    return option_names(question).get(str(value), str(value))


def figure(value: Any) -> str:
    """A median or quartile: a number without thousands separators, or «never»."""
    if value == NEVER:
        return _("never comes")
    return "—" if value is None else number(value, 1).replace(",", "")


def weighting_words(sheet: Sheet) -> str:
    """How answers are weighted."""
    if sheet.weighting == "expertise":
        return _("Medians and shares are weighted by self-rated familiarity.")
    return _("Every expert counts the same; the weighted median stands beside.")
