"""Question sheets of a pack (`<pack>/delphi/<key>.toml`): reading them, and saying what is wrong by file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xinzhi.core.packs import PackError, Problem
from xinzhi.core.packs.check import check_file
from xinzhi.core.packs.document import Document
from xinzhi.core.packs.schema import SLUG, Key, Table

from .sheet import CHOICE, KINDS, ROLES, SCALE, TIME, Sheet

FOLDER = "delphi"
_TEXT = Key()
_MAYBE = Key(required=False)
_OPTION = Table(
    {
        "key": Key(pattern=SLUG),
        "name": _TEXT,
        "name_en": _TEXT,
        "value": Key("int", required=False),
        "index": Key("number", required=False),
        "weight": Key("number", required=False),
    }
)
SHEET_FILE = {
    "sheet": Table(
        {
            "key": Key(pattern=SLUG),
            "name": _TEXT,
            "name_en": _TEXT,
            "weighting": Key(required=False, choices=("none", "expertise")),
            "answers_least": Key("int", required=False),
        },
        one=True,
    ),
    "stopping": Table(
        {
            "stability": Key("number", required=False),
            "agreement": Key("number", required=False),
            "rounds_least": Key("int", required=False),
            "rounds_most": Key("int", required=False),
            "needs_stability": Key("bool", required=False),
        },
        one=True,
        required=False,
    ),
    "question": Table(
        {
            "key": Key(pattern=SLUG),
            "kind": Key(choices=KINDS),
            "role": Key(required=False, choices=ROLES),
            "name": _TEXT,
            "name_en": _TEXT,
            "help": _MAYBE,
            "help_en": _MAYBE,
            "required": Key("bool", required=False),
            "judged": Key("bool", required=False),
            "iqr": Key("number", required=False),
            "agree": Key("any", required=False),
            "most": Key("int", required=False),
            "first": Key("int", required=False),
            "last": Key("int", required=False),
            "step": Key("int", required=False),
            "options": Key("tables", required=False, table=_OPTION),
        }
    ),
}


def check_sheets(root: Path) -> list[Problem]:
    """Every problem of the pack's question sheets; [] when all are sound. For `xinzhi pack check`."""
    return [p for file in sorted((root / FOLDER).glob("*.toml")) for p in check_sheet(file)]


def check_sheet(file: Path) -> list[Problem]:
    """Every problem of one sheet file, with file, line, field, reason and remedy."""
    return check_file(f"{FOLDER}/{file.name}", file.read_bytes(), SHEET_FILE, lambda found: _check(found, file.stem))


def read_sheet(file: Path) -> tuple[dict[str, Any], Sheet]:
    """The document (plain JSON) and the sheet of a file. Raises PackError with every problem."""
    if problems := check_sheet(file):
        raise PackError(f"{file.name} has {len(problems)} problem(s):", tuple(problems))
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    return document, Sheet.parse(document)


def sheets_of(root: Path) -> dict[str, dict[str, Any]]:
    """Key to document of every sheet of a pack. Raises PackError where one is faulty."""
    files = sorted((root / FOLDER).glob("*.toml"))
    return {document["sheet"]["key"]: document for document, _sheet in map(read_sheet, files)}


def _check(document: Document, stem: str) -> Iterator[Problem]:
    """What the schema cannot say: how keys of one sheet go together."""
    data = document.data

    fault = document.problem
    if data["sheet"]["key"] != stem:
        yield fault(("sheet", "key"), "the key is not the file's name", f"Write {stem!r}, or rename the file")
    if data["sheet"].get("answers_least", 5) < 3:
        yield fault(("sheet", "answers_least"), "fewer than 3 answers tell who gave them", "Give 3 or more")
    stopping = data.get("stopping", {})
    for key in ("stability", "agreement"):
        if not 0 < stopping.get(key, 0.5) <= 1:
            yield fault(("stopping", key), "a share lies above 0 and at most at 1", "Give for instance 0.15")
    if not 1 <= stopping.get("rounds_least", 2) <= stopping.get("rounds_most", 3) <= 9:
        yield fault(("stopping",), "rounds_least must lie from 1 to rounds_most, this at most at 9", "Correct them")
    seen: set[str] = set()
    for n, question in enumerate(data["question"]):
        at = ("question", n)
        if question["key"] in seen:
            yield fault((*at, "key"), f"the key {question['key']!r} stands twice", "Give each question its own")
        seen.add(question["key"])
        for path, reason, remedy in _question_faults(question):
            yield fault((*at, *path), reason, remedy)
    if not any(q.get("judged") for q in data["question"]):
        yield fault(("question", 0), "no question is judged", "Set judged = true on one: the stopping rule needs it")


def _question_faults(question: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    kind, options = question["kind"], question.get("options", [])
    if kind == TIME:
        if not 1900 < question.get("first", 0) < question.get("last", 0) < 2200 or question.get("step", 5) < 1:
            yield ("first",), "a question of time needs first and last year, and a step of years", "Give all three"
        if options:
            yield ("options",), "a question of time has no options", "Take them away"
        return
    if len(options) < 2:
        yield (), "a question of this kind needs two options or more", "Add [[question.options]]"
    names = [o["key"] for o in options]
    if len(set(names)) < len(names):
        yield ("options",), "two options have one key", "Give each its own"
    values = [o.get("value") for o in options]
    if kind == SCALE and (None in values or values != sorted(set(values))):
        yield ("options",), "the values of a scale must rise", "Give each option a value, the lowest first"
    agree = question.get("agree", [])
    if kind == SCALE and (not isinstance(agree, list) or not set(agree) <= set(values)):
        yield ("agree",), "agree names values that the scale has not", "List values of its options"
    if question.get("judged") and (kind == CHOICE or (kind == SCALE and not agree)):
        yield ("judged",), "only scales with agree, and times, can be judged", "Take judged away, or add agree"
    if question.get("role") == "expertise" and any(o.get("weight") is None for o in options):
        yield ("options",), "the options of expertise need weights", "Give each a weight from 0"
