"""What must hold between the keys of a pack: a loop in the tree, a duty that nobody leads, two cities on one tile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .document import Document, Path, Row
from .model import Problem

Report = Callable[[Path, str, str], Problem]


def check_rules(document: Document) -> Iterator[Problem]:
    """Problems that only show when several keys are seen together. Every value must have passed its own check."""
    yield from _tiles(document.problem, document.rows("city"))
    yield from _tree(document.problem, document.rows("field"))
    yield from _deadlines(document.problem, document.rows("target"))
    yield from _duties(document.problem, document.rows("measure"), document.rows("action"))


def _tiles(report: Report, cities: list[Row]) -> Iterator[Problem]:
    tiles: dict[tuple[int, int], str] = {}
    codes: dict[str, str] = {}
    for at, city in cities:
        col, row, code = city["col"], city["row"], city["adcode"]
        if (other := tiles.setdefault((col, row), city["key"])) != city["key"]:
            yield report((*at, "col"), f"the tile {col},{row} is taken by {other!r}", "Choose a free tile")
        if (other := codes.setdefault(code, city["key"])) != city["key"]:
            yield report((*at, "adcode"), f"{code} is the code of {other!r}", "Look the code up in GB/T 2260")


def _tree(report: Report, fields: list[Row]) -> Iterator[Problem]:
    parents = {row["key"]: row.get("parent") for _, row in fields}
    for at, row in fields:
        above, seen = row.get("parent"), set()
        while above is not None and above not in seen:
            seen.add(above)
            above = parents[above]
        if row["key"] in seen:
            yield report((*at, "parent"), "the field is below itself", "Name another parent, or none")


def _deadlines(report: Report, targets: list[Row]) -> Iterator[Problem]:
    for at, row in targets:
        if ("due" in row) == ("cadence" in row):
            yield report(at, "needs either due or cadence", "Give the deadline, or how often it returns")
        elif ("due" in row) != ("due_basis" in row):
            remedy = 'Write due_basis = "stated" or "horizon" beside due'
            yield report((*at, "due_basis"), "due and due_basis go together", remedy)


def _duties(report: Report, measures: list[Row], actions: list[Row]) -> Iterator[Problem]:
    paths = {row["key"]: row["path"] for _, row in actions}
    for at, row in measures:
        if not row["lead"] and not row["shared"]:
            yield report((*at, "lead"), "nobody leads or shares this measure", "Name departments in lead or in shared")
        names = [*row["lead"], *row["shared"], *row["support"]]
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            yield report(at, f"{name!r} has two duties in one measure", "Keep it in one of lead, support, shared")
        above = paths[row["action"]]
        if row["path"][: len(above)] != above:
            yield report((*at, "path"), "the path is not below that of its action", f"Start it with {above}")
