"""What an import would do: for each row new, changed, unchanged, bad or a duplicate. Nothing is written here."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from xinzhi.core.messages import Message, gettext_noop
from xinzhi.core.tabular import Problem, Table, as_text

from . import mapping as columns
from .rows import ReadRow, RowReader
from .schema import ReferenceBook, Schema, fold


class State(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BAD = "bad"
    DUPLICATE = "duplicate"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What one row would do.

    `entry` is the key of the entry it meets ("" for a new one), `changes` gives (now, then) for each attribute that
    differs, `kept` the columns without attribute, `first_line` the row that a duplicate repeats.
    """

    line: int
    state: State
    values: Mapping[str, Any] = field(default_factory=dict)
    entry: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    first_line: int = 0


class Existing:
    """The entries there are, found by any identity of the schema. Values are machine values, as exports write them."""

    def __init__(self, schema: Schema, entries: Iterable[tuple[str, Mapping[str, Any]]] = ()) -> None:
        """Index (key, values) pairs; the values hold every attribute that is to be compared."""
        self.schema = schema
        self.values: dict[str, Mapping[str, Any]] = {}
        self._index: dict[tuple[str, ...], set[str]] = {}
        for key, values in entries:
            self.values[key] = values
            for identity in identities(schema, values):
                self._index.setdefault(identity, set()).add(key)

    def find(self, identity: tuple[str, ...]) -> set[str]:
        """The keys of the entries with this identity."""
        return self._index.get(identity, set())


@dataclass
class Summary:
    """Counts over outcomes: rows by state, rows with warnings, problems by code."""

    states: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def add(self, outcome: RowOutcome) -> None:
        """Count one outcome."""
        self.rows += 1
        self.states[outcome.state] += 1
        for problem in outcome.problems:
            (self.errors if problem.is_error else self.warnings)[problem.code] += 1


def plan(
    table: Table, mapping: columns.Mapping, schema: Schema, existing: Existing, book: ReferenceBook
) -> Iterator[RowOutcome]:
    """The outcome of every row, one at a time. An empty cell says nothing: it neither sets nor clears an attribute."""
    seen: dict[tuple[str, ...], tuple[int, bytes]] = {}
    reader = RowReader(mapping, schema, book)
    for row in table.rows():
        if row.is_blank:
            yield RowOutcome(row.line, State.BLANK)
        else:
            yield decide(reader.read(row), schema, existing, seen)


def decide(
    row: ReadRow, schema: Schema, existing: Existing, seen: dict[tuple[str, ...], tuple[int, bytes]]
) -> RowOutcome:
    """The outcome of a row that was read. `seen` holds the identities of the rows before it and is added to."""
    problems = list(row.problems)
    own = identities(schema, row.values)
    print_ = _fingerprint(row)
    repeated = next((seen[i] for i in own if i in seen), None)
    for identity in own:
        seen.setdefault(identity, (row.line, print_))
    if repeated:
        problems.append(_repeats(row.line, repeated[0], same=repeated[1] == print_))
    keys = _entries(own, existing)
    if len(keys) > 1:
        problems.append(_several(row.line, keys))
    entry = keys[0] if len(keys) == 1 else ""
    if not keys:
        problems += [_lacks(row.line, a.key) for a in schema.attributes if a.required and a.key not in row.values]
    now = existing.values.get(entry, {})
    changes = {k: (now.get(k), v) for k, v in row.values.items() if not same(now.get(k), v)} if entry else {}
    if any(p.is_error for p in problems):
        state = State.DUPLICATE if repeated and row.is_good and len(keys) < 2 else State.BAD
    elif repeated:
        state = State.DUPLICATE
    else:
        state = State.NEW if not entry else State.CHANGED if changes else State.UNCHANGED
    return RowOutcome(
        row.line, state, row.values, entry, changes, row.kept, tuple(problems), repeated[0] if repeated else 0
    )


def identities(schema: Schema, values: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Every identity the values give: the attributes' names and their folded values; only where all are there."""
    return [
        (*names, *(fold(as_text(values[n])) for n in names))
        for names in schema.identities
        if all(values.get(n) not in (None, "", []) for n in names)
    ]


def same(now: Any, then: Any) -> bool:
    """Whether two machine values are one: 5 and Decimal("5.0") are, nothing and "" are."""
    if now == then or (now in (None, "", []) and then in (None, "", [])):
        return True
    return as_text(now) == as_text(then)


def _entries(own: list[tuple[str, ...]], existing: Existing) -> list[str]:
    """The entries a row meets: those of its surest identity that meets any."""
    return next((sorted(found) for i in own if (found := existing.find(i))), [])


def _fingerprint(row: ReadRow) -> bytes:
    return hashlib.blake2b(
        repr((sorted(row.values.items()), sorted(row.kept.items()))).encode(), digest_size=8
    ).digest()


def _repeats(line: int, first: int, *, same: bool) -> Problem:
    params = {"line": first}
    if same:
        reason = gettext_noop("The row says the same as line %(line)d.")
        remedy = gettext_noop("Nothing need be done: it is left out.")
        return Problem(line, "", "", "repeated", Message(reason, params), Message(remedy), "warning")
    reason = gettext_noop("The row names the same thing as line %(line)d and says something else of it.")
    remedy = gettext_noop("Keep the row that is right, or give the two different names.")
    return Problem(line, "", "", "contradicts", Message(reason, params), Message(remedy))


def _several(line: int, keys: list[str]) -> Problem:
    reason = Message(gettext_noop("The row may mean several entries: %(keys)s."), {"keys": ", ".join(keys)})
    remedy = Message(gettext_noop("Give the key of the one that is meant."))
    return Problem(line, "", "", "several_entries", reason, remedy)


def _lacks(line: int, attribute: str) -> Problem:
    reason = Message(gettext_noop("A new entry needs «%(attribute)s»."), {"attribute": attribute})
    remedy = Message(gettext_noop("Fill the cell, or map the column that holds it."))
    return Problem(line, attribute, "", "missing", reason, remedy)
