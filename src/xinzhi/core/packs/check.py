"""Is a pack sound? Every fault with file, line, field, reason and remedy.

`check_tables` looks at the TOML files, `check_pack` at these and the facts. Rooms that keep files of their own in a
pack (programmes/, rules/) hand in how these are checked with `also_check`: this ground floor does not know them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .check_facts import check_facts
from .document import Document, open_document
from .document import Path as KeyPath
from .model import Problem
from .rules import check_rules
from .schema import FILES, Key, Table

Keys = dict[str, set[str]]
RoomCheck = Callable[[Path, Mapping[str, set[str]]], Iterable[Problem]]
Rules = Callable[[Document], Iterable[Problem]]
_room_checks: list[RoomCheck] = []


def also_check(check: RoomCheck) -> RoomCheck:
    """Have `check_pack` ask this too, with the pack's directory and the keys of its tables. Registering twice counts once."""
    if check not in _room_checks:
        _room_checks.append(check)
    return check


def check_pack(path: Path | str) -> list[Problem]:
    """Every problem of the pack in this directory, in the order of file and line; [] when it is sound."""
    root = Path(path)
    documents, problems = _read(root)
    keys = _keys(documents)
    facts, fact_ids = check_facts(root, keys)
    problems += _check(documents, keys | {"fact": fact_ids})
    rooms = [problem for check in _room_checks for problem in check(root, keys | {"fact": fact_ids})]
    return sorted([*problems, *facts, *rooms])


def check_tables(path: Path | str) -> tuple[Problem, ...]:
    """The problems of the TOML files alone (references to facts are not followed)."""
    documents, problems = _read(Path(path))
    return tuple(sorted([*problems, *_check(documents, _keys(documents))]))


def _read(root: Path) -> tuple[list[Document], list[Problem]]:
    documents: list[Document] = []
    problems: list[Problem] = []
    for name in FILES:
        file = root / name
        if not file.is_file():
            problems.append(Problem(name, 1, "", "the file is missing", "Add it; its keys are in docs/packs.md"))
            continue
        found = open_document(name, file.read_bytes())
        if isinstance(found, Problem):
            problems.append(found)
        else:
            documents.append(found)
    for extra in sorted(root.glob("*.toml")):
        if extra.name not in FILES:
            known = ", ".join(FILES)
            problems.append(
                Problem(extra.name, 1, "", "the file is not part of a pack", f"Rename it to one of {known}")
            )
    return documents, problems


def _keys(documents: list[Document]) -> Keys:
    """What references may name: the keys of each kind of table, over all files."""
    found: Keys = {}
    for document in documents:
        for table in FILES[document.name]:
            for _, row in document.rows(table):
                if isinstance(row.get("key"), str):
                    found.setdefault(table, set()).add(row["key"])
    return found


def _check(documents: list[Document], keys: Keys) -> list[Problem]:
    problems: list[Problem] = []
    for document in documents:
        # What must hold between keys is only asked of a file whose keys are each right.
        problems += check_document(document, FILES[document.name], keys) or check_rules(document)
    return problems


def check_file(name: str, raw: bytes, known: Mapping[str, Table], rules: Rules) -> list[Problem]:
    """Every problem of a file that stands alone, sorted: its keys one by one and then, when each is right, `rules`."""
    document = open_document(name, raw)
    if isinstance(document, Problem):
        return [document]
    return sorted(check_document(document, known, {}) or list(rules(document)))


def check_document(document: Document, known: Mapping[str, Table], keys: Keys) -> list[Problem]:
    """The problems of a file's tables and keys one by one; `keys` holds what references may name, by kind of table."""
    unknown = [name for name in document.data if name not in known]
    found = [document.problem((name,), "unknown table", f"Use {', '.join(known)}") for name in unknown]
    for name, table in known.items():
        found += _check_tables_of(document, name, table, keys)
    return found


def _check_tables_of(document: Document, name: str, table: Table, keys: Keys) -> Iterator[Problem]:
    value = document.data.get(name)
    if value is None:
        if table.required:
            sign = f"[{name}]" if table.one else f"[[{name}]]"
            yield document.problem((name,), "the table is missing", f"Add {sign}")
        return
    if not _is(value, "table" if table.one else "tables"):
        sign = f"[{name}]" if table.one else f"[[{name}]]"
        yield document.problem((name,), "wrong kind of table", f"Write {sign}")
        return
    seen: dict[str, int] = {}
    for path, row in document.rows(name):
        yield from _check_table(document, path, row, table, keys)
        key = row.get("key")
        if isinstance(key, str) and key in seen:
            remedy = f"Give each its own; the first is on line {seen[key]}"
            yield document.problem((*path, "key"), f"the key {key!r} is there twice", remedy)
        elif isinstance(key, str):
            seen[key] = document.lines.of((*path, "key"))


def _check_table(document: Document, path: KeyPath, row: dict[str, Any], table: Table, keys: Keys) -> Iterator[Problem]:
    for name in row:
        if name not in table.keys:
            yield document.problem((*path, name), "unknown key", f"Use {', '.join(table.keys)}")
    for name, key in table.keys.items():
        if name in row:
            yield from _check_value(document, (*path, name), row[name], key, keys)
        elif key.required:
            yield document.problem((*path, name), "the key is missing", f"Add {name} ({_wanted(key)})")


def _check_value(document: Document, path: KeyPath, value: Any, key: Key, keys: Keys) -> Iterator[Problem]:
    if not _is(value, key.type):
        yield document.problem(path, f"{_shown(value)} is of the wrong type", f"Write {_wanted(key)}")
        return
    if key.table is not None:
        rows = [(path, value)] if key.type == "table" else [((*path, i), row) for i, row in enumerate(value)]
        for at, row in rows:
            yield from _check_table(document, at, row, key.table, keys)
        return
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str):
            yield from _check_text(document, path, text, key, keys)


def _check_text(document: Document, path: KeyPath, text: str, key: Key, keys: Keys) -> Iterator[Problem]:
    if not text.strip():
        yield document.problem(path, "the text is empty", "Write it, or leave an optional key out")
    elif key.choices and text not in key.choices:
        yield document.problem(path, f"{text!r} is not allowed", f"Use one of {' '.join(key.choices)}")
    elif key.pattern and not re.fullmatch(key.pattern, text):
        yield document.problem(path, f"{text!r} has the wrong form", f"Match {key.pattern}")
    elif key.longest and len(text) > key.longest:
        yield document.problem(path, f"{len(text)} characters are too many", f"Use at most {key.longest}")
    elif key.ref and key.ref in keys and text not in keys[key.ref]:
        yield document.problem(path, f"there is no {key.ref} {text!r}", f"Name a {key.ref} of this pack, or add it")


def _is(value: Any, kind: str) -> bool:
    if kind == "any":
        return True
    if isinstance(value, list):
        inner: type = str if kind == "strs" else dict
        return kind in {"strs", "tables"} and all(isinstance(item, inner) for item in value)
    if isinstance(value, bool | datetime):  # in Python a bool is an int and a datetime is a date
        return kind == "bool" and isinstance(value, bool)
    return kind in SCALARS and isinstance(value, SCALARS[kind])


SCALARS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "number": (int, float),
    "date": date,
    "table": dict,
}
WANTED = {
    "str": "a text",
    "int": "a whole number",
    "number": "a number",
    "bool": "true or false",
    "date": "a date such as 2027-12-31, without quotes",
    "strs": "an array of texts",
    "table": "a table",
    "tables": "an array of tables",
    "any": "a value",
}


def _wanted(key: Key) -> str:
    return f"one of {' '.join(key.choices)}" if key.choices else WANTED[key.type]


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else shown[:37] + "..."
