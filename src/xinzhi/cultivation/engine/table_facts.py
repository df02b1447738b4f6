"""A table of facts that an agency hands in for a batch: a row a firm, a column a fact of the rules."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

from xinzhi.core.tabular import TableError, open_source
from xinzhi.incentives.engine import FirmError, RuleBook, read_firm

from .payments import Said, nested

ID = "id"
MOST_ROWS = 100_000
_YES, _NO = ("true", "yes", "1", "是"), ("false", "no", "0", "否")


class FactTableError(ValueError):
    """A table of facts cannot be used; `problems` says row, column, reason and remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_fact_table(file: IO[bytes], name: str, book: RuleBook, on: dt.date) -> dict[str, dict[str, list[Said]]]:
    """Firm's key or credit code to its facts by column, each said by its row of this file. Empty cells say nothing.

    CSV, XLSX or JSON with a heading. Raises FactTableError: no column id, unknown facts, a firm twice, values that cannot be.
    """
    problems: list[str] = []
    found: dict[str, dict[str, list[Said]]] = {}
    try:
        with open_source(file, name) as source:
            records = source.records()
            heading = [cell.strip() for cell in next(records).cells]
            flags = _flags(heading, book, problems)
            for record in records if not problems else ():
                row = dict(zip(heading, (cell.strip() for cell in record.cells), strict=False))
                if any(row.values()):
                    _read(row, f"{name} row {record.line}", book, on, flags, found, problems)
    except (TableError, StopIteration) as error:
        raise FactTableError(
            [f"{name} cannot be read as a table. {error} Give CSV, XLSX or JSON with a heading."]
        ) from error
    if len(found) > MOST_ROWS:
        problems = [f"The table has more than {MOST_ROWS:,} rows. Split it."]
    elif not found and not problems:
        problems = ["The table has no row. Give a row for each firm."]
    if problems:
        raise FactTableError(problems[:50])
    return found


def _flags(heading: list[str], book: RuleBook, problems: list[str]) -> set[str]:
    """The columns that hold yes or no; what is wrong with the heading goes to `problems`."""
    if ID not in heading:
        problems.append(f"The heading lacks the column {ID}. It holds the firm's key or its credit code.")
    flags = set()
    for name in heading:
        key, _dot, year = name.partition(".")
        fact = book.facts.get(key)
        if name == ID or not name:
            continue
        if fact is None:
            problems.append(f"Column {name}: there is no such fact. See xinzhi incentives facts.")
        elif fact.yearly != bool(year):
            problems.append(f"Column {name}: write {key}{'.2025' if fact.yearly else ''}.")
        elif fact.type in {"flag", "title"}:
            flags.add(name)
    return flags


def _read(
    row: dict[str, str],
    origin: str,
    book: RuleBook,
    on: dt.date,
    flags: set[str],
    found: dict[str, dict[str, list[Said]]],
    problems: list[str],
) -> None:
    key = row.pop(ID, "")
    if not key or key in found:
        problems.append(f"{origin}: {'the id is empty' if not key else f'the firm {key} is there twice'}.")
        return
    values = {name: _value(text, flag=name in flags) for name, text in row.items() if name and text}
    try:
        read = read_firm(book.facts, nested(values), on).values
    except FirmError as error:
        problems += [f"{origin}, {problem}" for problem in error.problems]
        return
    found[key] = {c: [Said(v.isoformat() if isinstance(v, dt.date) else v, origin)] for c, v in read.items()}


def _value(text: str, *, flag: bool) -> Any:
    if flag and text.lower() in (*_YES, *_NO):
        return text.lower() in _YES
    return int(text) if not flag and text.lstrip("-").isdigit() else text
