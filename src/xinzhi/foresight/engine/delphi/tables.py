"""Answers as a table (round, statement, expert, question, value), one answer a row, with faults told by line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from .answers import Reply, flaws_of, typed
from .sheet import CHOICE, Sheet

COLUMNS = ("round", "statement", "expert", "question", "value")
GROUP = "group"


class TableError(ValueError):
    """A table of answers cannot be used; the message gives file, line, field, reason and what to do."""


def read_answers(file: Path, sheet: Sheet) -> list[list[Reply]]:
    """The replies of each round, in order. Several choices stand in one cell with semicolons; `group` is optional.

    Raises TableError at the first row that is not an answer to the sheet.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{file.name}: cannot be read as UTF-8 ({error}). Save it as CSV in UTF-8.") from error
    rows = csv.DictReader(io.StringIO(text))
    if missing := [c for c in COLUMNS if c not in (rows.fieldnames or ())]:
        raise TableError(
            f"{file.name}:1: no column {', '.join(missing)}. The first row must name {', '.join(COLUMNS)}."
        )
    found: dict[int, dict[tuple[str, str], dict[str, object]]] = {}
    groups: dict[str, str] = {}
    for row in rows:
        at = f"{file.name}:{rows.line_num}"
        number = (row["round"] or "").strip()
        if not (number.isascii() and number.isdigit() and 0 < int(number) < 100):
            raise TableError(f"{at}: round: {number!r} is no round. Give 1, 2, …")
        statement, expert, key = ((row[c] or "").strip() for c in ("statement", "expert", "question"))
        if not statement or not expert:
            raise TableError(f"{at}: statement or expert is empty. Give both.")
        value = _value(sheet, key, (row["value"] or "").strip(), at)
        said = found.setdefault(int(number), {}).setdefault((statement, expert), {})
        if key in said:
            raise TableError(f"{at}: question: {expert} answered {key} on {statement} twice. Keep one row.")
        said[key] = value
        groups[expert] = (row.get(GROUP) or "").strip() or groups.get(expert, "")
    if not found:
        raise TableError(f"{file.name}: no answers. Add rows.")
    if sorted(found) != list(range(1, len(found) + 1)):
        raise TableError(f"{file.name}: rounds {sorted(found)} have a gap. Number them 1, 2, …")
    return [
        [Reply(s, e, typed(sheet, values), groups[e]) for (s, e), values in said.items()]
        for _number, said in sorted(found.items())
    ]


def _value(sheet: Sheet, key: str, text: str, at: str) -> object:
    try:
        question = sheet.question(key)
    except KeyError:
        known = ", ".join(q.key for q in sheet.questions)
        raise TableError(f"{at}: question: the sheet asks no {key!r}. It asks {known}.") from None
    value: object = [v.strip() for v in text.split(";") if v.strip()] if question.kind == CHOICE else text
    if flaw := flaws_of(sheet, {key: value}).get(key):
        allowed = f"a year from {question.first} to {question.last}, never or unknown" if flaw == "year" else ""
        allowed = allowed or (
            f"at most {question.most}" if flaw == "many" else ", ".join(o.key for o in question.options)
        )
        raise TableError(f"{at}: value: {text!r} is no answer to {key}. Give {allowed}.")
    return value
