"""Are the facts of a pack sound? Columns, cells, references, sources and dates of facts/*.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from .columns import KINDS, Column, read_cell
from .model import FactValue, Problem

Keys = Mapping[str, set[str]]


class Place(NamedTuple):
    """A file of the pack and a line in it."""

    file: str
    line: int


def check_facts(root: Path, keys: Keys) -> tuple[list[Problem], set[str]]:
    """The problems of facts/*.csv below `root`, and the ids of all facts. `keys`: what city and field may name."""
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    for file in sorted((root / "facts").glob("*.csv")):
        name = f"facts/{file.name}"
        if file.stem not in KINDS:
            remedy = f"Use one of {', '.join(KINDS)}"
            problems.append(Problem(name, 1, "", f"there is no kind of facts {file.stem!r}", remedy))
            continue
        problems += _check_file(file, name, keys, ids)
    return problems, set(ids)


def _check_file(file: Path, name: str, keys: Keys, ids: dict[str, str]) -> Iterator[Problem]:
    columns = KINDS[file.stem][1]
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        yield Problem(name, 1, "", "the file is not UTF-8", "Save it as UTF-8")
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, [])
        wanted = [column.name for column in columns]
        if header != wanted:
            yield from _check_header(name, header, wanted)
            return
        for row in reader:
            at = Place(name, reader.line_num)
            if len(row) != len(columns):
                remedy = f"Give {len(columns)} cells; quote a cell that holds a comma"
                yield Problem(*at, "", f"the row has {len(row)} cells", remedy)
                continue
            yield from _check_row(at, list(zip(columns, row, strict=True)), keys, ids)
    except csv.Error as error:
        yield Problem(name, reader.line_num, "", f"not CSV: {error}", "Correct the quotes")


def _check_header(name: str, header: list[str], wanted: list[str]) -> Iterator[Problem]:
    for column in wanted:
        if column not in header:
            yield Problem(name, 1, column, "the column is missing", f"Use the columns {','.join(wanted)}")
    for column in header:
        if column not in wanted:
            yield Problem(name, 1, column, "unknown column", f"Use the columns {','.join(wanted)}")
    if sorted(header) == sorted(wanted):
        yield Problem(name, 1, "", "the columns are in another order", f"Use the order {','.join(wanted)}")


def _check_row(at: Place, cells: list[tuple[Column, str]], keys: Keys, ids: dict[str, str]) -> Iterator[Problem]:
    values: dict[str, FactValue] = {}
    for column, cell in cells:
        if column.required and not cell:
            yield Problem(*at, column.name, "the cell is empty", "Fill it in")
            continue
        try:
            values[column.name] = value = read_cell(column, cell)
        except ValueError as error:
            yield Problem(*at, column.name, str(error), "Correct the cell")
            continue
        for part in value if isinstance(value, tuple) else (value,):
            if column.ref and part is not None and part not in keys.get(column.ref, ()):
                remedy = f"Name a {column.ref} of this pack, or leave the cell empty"
                yield Problem(*at, column.name, f"there is no {column.ref} {part!r}", remedy)
    yield from _check_origin(at, values)
    if fact := str(values.get("id") or ""):
        if fact in ids:
            yield Problem(*at, "id", f"the id {fact!r} is there twice", f"Give each its own; first at {ids[fact]}")
        ids.setdefault(fact, f"{at.file}:{at.line}")


def _check_origin(at: Place, values: dict[str, FactValue]) -> Iterator[Problem]:
    """A fact says where it is from and of what day it is, or says that this is not known."""
    if "source_url" in values and values["source_url"] is None and not values.get("source_note"):
        yield Problem(*at, "source_url", "the fact has no source", "Give an address, or say in source_note why not")
    if "as_of" not in values or "as_of_precision" not in values:
        return
    as_of, precision = values["as_of"], values["as_of_precision"]
    if isinstance(as_of, date) == (precision == "unknown"):
        remedy = "Leave as_of empty exactly where as_of_precision is unknown"
        yield Problem(*at, "as_of", "as_of and as_of_precision contradict each other", remedy)
    elif as_of is None and not values.get("as_of_note"):
        yield Problem(*at, "as_of_note", "the date is unknown and nothing says why", "Say why in as_of_note")
