"""From an official Chinese plan's text to its structure.

`read(path or bytes or text)` gives a `ReadPlan`; what cannot be read raises
`UnreadableSource`, what is no plan raises `NotAPlan`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .departments import Directory
from .duties import find_notes
from .fields import find_fields
from .genre import require_plan
from .header import read_header
from .instruments import find_instruments
from .measures import convention_from, find_measures
from .model import (
    Instrument,
    Measure,
    NotAPlan,
    PlanField,
    ReadPlan,
    Section,
    Span,
    Target,
    UnreadableSource,
)
from .normalise import normalise
from .outline import find_outline
from .source import load
from .tables import find_tables, table_measures
from .targets import find_targets

__all__ = [
    "Directory",
    "Instrument",
    "Measure",
    "NotAPlan",
    "PlanField",
    "ReadPlan",
    "Section",
    "Span",
    "Target",
    "UnreadableSource",
    "read",
    "read_text",
]


def read(
    source: str | bytes | Path, *, name: str = "", departments: Directory | Iterable[object] | None = None
) -> ReadPlan:
    """Read a plan from a file's path, its bytes, or its text.

    A str is text unless it is one short line that names an existing file. `name` is the file's name where bytes are given (only used in messages).
    `departments`: (name, aliases) pairs or `[[department]]` tables of a pack.
    Raises UnreadableSource or NotAPlan, each with a message that says what to do.
    """
    if isinstance(source, str) and _names_file(source):
        source = Path(source)
    if isinstance(source, str):
        return read_text(source, departments=departments)
    return read_text(load(source, name=name), departments=departments)


def _names_file(words: str) -> bool:
    return 0 < len(words) < 250 and "\n" not in words and "\x00" not in words and Path(words).is_file()


def read_text(text: str, *, departments: Directory | Iterable[object] | None = None) -> ReadPlan:
    """Read a plan from text of any width, encoding already undone. Raises NotAPlan."""
    words = normalise(text)
    tables = find_tables(words)
    table_spans = [table.span for table in tables]
    notes = [note for note in find_notes(words) if not any(s.start <= note.span.start < s.end for s in table_spans)]
    outline = find_outline(words, [note.span for note in notes], table_spans)
    header = read_header(words, outline)
    directory = Directory.of(departments)
    tabled = table_measures(words, tables, outline, convention_from(words), directory)
    targets = find_targets(words, outline, issued=header.issued)
    require_plan(words, header, outline, notes, tabled, targets)
    return ReadPlan(
        title=header.title,
        text=words,
        number=header.number,
        issuer=header.issuer,
        issued=header.issued,
        addressees=header.addressees,
        outline=outline,
        fields=find_fields(words, outline),
        targets=targets,
        measures=find_measures(words, outline, notes, directory, tabled),
        instruments=find_instruments(words, outline),
        notice_title=header.notice_title,
        warnings=_warnings(header.title, outline),
    )


def _warnings(title: str, outline: tuple[Section, ...]) -> tuple[str, ...]:
    found = []
    if not title:
        found.append("no title found before the first heading")
    if not outline:
        found.append("no numbered headings found: measures are single paragraphs")
    return tuple(found)
