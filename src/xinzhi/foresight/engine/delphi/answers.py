"""Answers to a question sheet: what may be said, and its typed form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .sheet import SCALE, TIME, Question, Sheet

NEVER, UNKNOWN = "never", "unknown"
Value = int | str | list[str]


class Reply(NamedTuple):
    """What one voice said of one statement in one round.

    `values`: key of the question to its answer: an option's key, a year, «never», «unknown», or a list of options' keys.
    """

    statement: str
    voice: str
    values: Mapping[str, Value]
    group: str = ""


def typed(sheet: Sheet, values: Mapping[str, Any]) -> dict[str, Value]:
    """The answers that stand, in their typed form: nothing for questions left open. ValueError for a flawed one."""
    if flaws := flaws_of(sheet, values):
        raise ValueError(str(flaws))
    found: dict[str, Value] = {}
    for question in sheet.questions:
        raw = values.get(question.key)
        if raw in (None, "", []):
            continue
        if question.kind == SCALE:
            found[question.key] = str(raw)
        elif question.kind == TIME:
            found[question.key] = str(raw) if raw in {NEVER, UNKNOWN} else int(raw)
        else:
            order = [o.key for o in question.options]
            found[question.key] = sorted(set(raw), key=order.index)
    return found


def flaws_of(sheet: Sheet, values: Mapping[str, Any], *, whole: bool = False) -> dict[str, str]:
    """Key of the question to the code of its flaw: unknown (no such question or option), year, many; missing if `whole`."""
    found = {key: "unknown" for key in values if not any(q.key == key for q in sheet.questions)}
    for question in sheet.questions:
        raw = values.get(question.key)
        if raw in (None, "", []):
            if whole and question.required:
                found[question.key] = "missing"
        elif flaw := _flaw(question, raw):
            found[question.key] = flaw
    return found


def _flaw(question: Question, raw: Any) -> str:
    if question.kind == TIME:
        if raw in {NEVER, UNKNOWN}:
            return ""
        year = str(raw)
        is_year = year.isascii() and year.isdigit() and len(year) == 4
        return "" if is_year and question.first <= int(year) <= question.last else "year"
    keys = {o.key for o in question.options}
    if question.kind == SCALE:
        return "" if str(raw) in keys else "unknown"
    if isinstance(raw, str) or not set(raw) <= keys:
        return "unknown"
    return "many" if question.most and len(set(raw)) > question.most else ""
