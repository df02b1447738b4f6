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


Identities = dict[tuple[str, ...], tuple[str, ...]]  # attributes -> their folded values, surest first


class Existing:
    """The entries there are, found by any identity of the schema. Values are machine values, as exports write them."""

    def __init__(self, schema: Schema, entries: Iterable[tuple[str, Mapping[str, Any]]] = ()) -> None:
        """Index (key, values) pairs; the values hold every attribute that is to be compared."""
        self.values: dict[str, Mapping[str, Any]] = {}
        self._own: dict[str, Identities] = {}
        self._index: dict[tuple[tuple[str, ...], tuple[str, ...]], set[str]] = {}
        for key, values in entries:
            self.values[key] = values
            self._own[key] = identities(schema, values)
            for identity in self._own[key].items():
                self._index.setdefault(identity, set()).add(key)

    def find(self, own: Identities) -> tuple[list[str], list[str]]:
        """The keys of the entries meant by the surest identity, and of those that only share a less sure one."""
        met = [sorted(self._index.get(identity, ())) for identity in own.items()]
        meant = next((found for keys in met if (found := [k for k in keys if is_same(own, self._own[k])])), [])
        return meant, sorted({k for keys in met for k in keys if not is_same(own, self._own[k])})


@dataclass(slots=True)
class Seen:
    """The rows before: for each identity the first line, what it said, and all its identities."""

    rows: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[int, bytes, Identities]] = field(default_factory=dict)

    def first(self, own: Identities) -> tuple[int, bytes]:
        """The line that named the same thing before, and what it said; 0 where there is none."""
        for identity in own.items():
            line, said, others = self.rows.get(identity, (0, b"", {}))
            if line and is_same(own, others):
                return line, said
        return 0, b""

    def add(self, line: int, said: bytes, own: Identities) -> None:
        """Remember a row."""
        for identity in own.items():
            self.rows.setdefault(identity, (line, said, own))


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
    seen = Seen()
    reader = RowReader(mapping, schema, book)
    for row in table.rows():
        if row.is_blank:
            yield RowOutcome(row.line, State.BLANK)
        else:
            yield decide(reader.read(row), schema, existing, seen)


def decide(row: ReadRow, schema: Schema, existing: Existing, seen: Seen) -> RowOutcome:
    """The outcome of a row that was read; the row is added to those seen."""
    problems = list(row.problems)
    own, said = identities(schema, row.values), _fingerprint(row)
    first, said_first = seen.first(own)
    seen.add(row.line, said, own)
    keys, namesakes = existing.find(own)
    if namesakes:
        problems.append(_namesake(row.line, namesakes))
    if len(keys) > 1:
        problems.append(_several(row.line, keys))
    if not keys:
        problems += [_lacks(row.line, a.key) for a in schema.attributes if a.required and a.key not in row.values]
    is_bad = any(p.is_error for p in problems)
    if first:
        problems.append(_repeats(row.line, first, same=said_first == said))
    entry = keys[0] if len(keys) == 1 else ""
    now = existing.values.get(entry, {})
    changes = {k: (now.get(k), v) for k, v in row.values.items() if not same(now.get(k), v)} if entry else {}
    if is_bad:
        state = State.BAD
    elif first:
        state = State.DUPLICATE
    else:
        state = State.NEW if not entry else State.CHANGED if changes else State.UNCHANGED
    return RowOutcome(row.line, state, row.values, entry, changes, row.kept, tuple(problems), first)


def identities(schema: Schema, values: Mapping[str, Any]) -> Identities:
    """Every identity the values give, surest first: only those of which all attributes are there."""
    return {
        names: tuple(fold(as_text(values[n])) for n in names)
        for names in schema.identities
        if all(values.get(n) not in (None, "", []) for n in names)
    }


def is_same(one: Identities, other: Identities) -> bool:
    """Whether two sets of identities mean one thing: the surest that both have decides."""
    return next((values == other[names] for names, values in one.items() if names in other), False)


def same(now: Any, then: Any) -> bool:
    """Whether two machine values are one: 5 and Decimal("5.0") are, nothing and "" are."""
    if now == then or (now in (None, "", []) and then in (None, "", [])):
        return True
    return as_text(now) == as_text(then)


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


def _namesake(line: int, keys: list[str]) -> Problem:
    reason = Message(
        gettext_noop("Entries with the same name are there, with another number: %(keys)s."), {"keys": ", ".join(keys)}
    )
    remedy = Message(gettext_noop("See whether the row means one of them."))
    return Problem(line, "", "", "namesake", reason, remedy, "warning")


def _several(line: int, keys: list[str]) -> Problem:
    reason = Message(gettext_noop("The row may mean several entries: %(keys)s."), {"keys": ", ".join(keys)})
    remedy = Message(gettext_noop("Give the key of the one that is meant."))
    return Problem(line, "", "", "several_entries", reason, remedy)


def _lacks(line: int, attribute: str) -> Problem:
    reason = Message(gettext_noop("A new entry needs «%(attribute)s»."), {"attribute": attribute})
    remedy = Message(gettext_noop("Fill the cell, or map the column that holds it."))
    return Problem(line, attribute, "", "missing", reason, remedy)
