"""What must hold between the keys of a pack: a loop in the tree, a duty that nobody leads, two cities on one tile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .document import Document, Path, Row
from .model import Problem

Report = Callable[[Path, str, str], Problem]


def check_rules(documents: Sequence[Document]) -> Iterator[Problem]:
    """Problems that only show when several keys are seen together. Values of a wrong type are passed over."""
    for document in documents:
        yield from _tiles(document.problem, document.rows("city"))
        yield from _tree(document.problem, document.rows("field"))
        yield from _deadlines(document.problem, document.rows("target"))
        yield from _duties(document.problem, document.rows("measure"), document.rows("action"))


def _tiles(report: Report, cities: list[Row]) -> Iterator[Problem]:
    taken: dict[tuple[Any, Any], str] = {}
    codes: dict[Any, str] = {}
    for at, city in cities:
        name = str(city.get("name"))
        tile = (city.get("col"), city.get("row"))
        if None not in tile and (other := taken.setdefault(tile, name)) != name:
            yield report((*at, "col"), f"the tile {tile[0]},{tile[1]} is {other}'s", "Choose a free tile")
        code = city.get("adcode")
        if code is not None and (other := codes.setdefault(str(code), name)) != name:
            yield report((*at, "adcode"), f"{code} is the code of {other}", "Look the code up in GB/T 2260")


def _tree(report: Report, fields: list[Row]) -> Iterator[Problem]:
    parent = {row["key"]: row.get("parent") for _, row in fields if isinstance(row.get("key"), str)}
    for path, row in fields:
        seen: set[Any] = set()
        at = row.get("key")
        while at is not None and at not in seen:
            seen.add(at)
            at = parent.get(at)
        if at is not None and at == row.get("key"):
            yield report((*path, "parent"), "the field is below itself", "Name another parent, or none")


def _deadlines(report: Report, targets: list[Row]) -> Iterator[Problem]:
    for at, row in targets:
        if ("due" in row) == ("cadence" in row):
            yield report(at, "needs either due or cadence", "Give the deadline, or how often it returns")
        elif ("due" in row) != ("due_basis" in row):
            remedy = 'Write due_basis = "stated" or "horizon" beside due'
            yield report((*at, "due_basis"), "due and due_basis go together", remedy)


def _duties(report: Report, measures: list[Row], actions: list[Row]) -> Iterator[Problem]:
    paths = {row["key"]: row.get("path") for _, row in actions if isinstance(row.get("key"), str)}
    for at, row in measures:
        owing = {part: row[part] for part in ("lead", "shared", "support") if isinstance(row.get(part), list)}
        if not owing.get("lead") and not owing.get("shared"):
            yield report((*at, "lead"), "nobody leads or shares this measure", "Name departments in lead or in shared")
        names = [name for part in owing.values() for name in part]
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            yield report(at, f"{name!r} has two duties in one measure", "Keep it in one of lead, support, shared")
        path, above = row.get("path"), paths.get(row.get("action"))
        if isinstance(path, list) and isinstance(above, list) and path[: len(above)] != above:
            yield report((*at, "path"), "the path is not below that of its action", f"Start it with {above}")
