"""What must hold between the keys of a list file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xinzhi.core.packs.document import Document
from xinzhi.core.packs.model import Problem

from . import aggregate, normalise
from .expression import condition, formula
from .schema import MISSING

_SHARES = {"coverage": (0, 1), "floor": (1e-6, 0.5), "spread": (0, 0.99), "level": (0.5, 0.999)}
_VARIED = {"normalise": normalise.METHODS[:3], "aggregate": aggregate.METHODS, "missing": MISSING[:4]}


def check_between(document: Document) -> Iterator[Problem]:
    """The problems of a file whose keys are each right."""
    yield from _keys(document)
    yield from _tree(document)
    yield from _numbers(document)
    yield from _formulas(document)
    yield from _scales(document)
    yield from _topsis(document)
    yield from _tiers(document)
    yield from _varied(document)
    yield from _medians(document)


def _keys(document: Document) -> Iterator[Problem]:
    """Groups and indicators share one tree: no key twice, and none that is the root's."""
    groups = {row["key"] for _, row in document.rows("group")}
    for path, row in (*document.rows("group"), *document.rows("indicator")):
        if row["key"] == "score" or (path[0] == "indicator" and row["key"] in groups):
            yield document.problem((*path, "key"), f"the key {row['key']!r} is taken", "Give it another")


def _tree(document: Document) -> Iterator[Problem]:
    rows = {row["key"]: row for _, row in document.rows("group")}
    filled = {row.get("group") for _, row in (*document.rows("group"), *document.rows("indicator"))}
    for path, row in (*document.rows("group"), *document.rows("indicator")):
        above = row.get("group")
        if above is not None and above not in rows:
            yield document.problem((*path, "group"), f"there is no group {above!r}", "Name a group of this file")
        elif path[0] == "group" and _circle(rows, row["key"]):
            yield document.problem((*path, "group"), "the group lies within itself", "Let it lie in one above")
    for path, row in document.rows("group"):
        if row["key"] not in filled:
            yield document.problem(
                (*path, "key"), "nothing lies in this group", "Put an indicator in it or take it out"
            )


def _circle(rows: dict[str, dict[str, Any]], start: str) -> bool:
    seen: set[str] = set()
    at: str | None = start
    while at in rows and at not in seen:
        seen.add(at)
        at = rows[at].get("group")
    return at in seen


def _numbers(document: Document) -> Iterator[Problem]:
    for path, row in (*document.rows("group"), *document.rows("indicator")):
        if row.get("weight", 1) <= 0:
            yield document.problem((*path, "weight"), "the weight is not above nought", "Give its part, such as 0.25")
    for path, row in (*document.rows("method"), *document.rows("uncertainty")):
        for key, (low, high) in _SHARES.items():
            if key in row and not low <= row[key] <= high:
                yield document.problem((*path, key), f"{row[key]} is out of range", f"Give {low} to {high}")
        base = row.get("base", 2)
        if base < 2 or base & (base - 1) or base > 1 << 16:
            yield document.problem((*path, "base"), f"{base} is no power of two up to 65536", "Give 256, 512 or 1024")
    for path, row in (*document.rows("method"), *document.rows("indicator")):
        limit = row.get("outlier_limit", 0.01)
        if row.get("outliers") == "percentile" and not 0 < limit < 0.5:
            yield document.problem((*path, "outlier_limit"), f"{limit} is no share", "Give a share such as 0.01")
    for path, row in document.rows("list"):
        if not 0 <= row.get("decimals", 4) <= 8:
            yield document.problem((*path, "decimals"), "too many decimals", "Give 0 to 8")


def _formulas(document: Document) -> Iterator[Problem]:
    for table, key, parse in (("indicator", "value", formula), ("gate", "holds", condition)):
        for path, row in document.rows(table):
            try:
                parse(row[key])
            except ValueError as error:
                reason, _, remedy = str(error).partition(". ")
                yield document.problem((*path, key), reason, remedy)


def _scales(document: Document) -> Iterator[Problem]:
    usual = next((row.get("normalise") for _, row in document.rows("method")), None) or "minmax"
    for path, row in document.rows("indicator"):
        method, direction = row.get("normalise", usual), row.get("direction", "more")
        if method == "goalpost" and not row.get("low", 0) < row.get("high", 0):
            yield document.problem(path, "a goalpost needs low and high, low below high", "Add them")
        if method == "target" and not row.get("target", 0) > 0:
            yield document.problem(path, "the share of a target needs a target above nought", "Add target")
        if direction == "near" and "target" not in row:
            yield document.problem(path, "near needs a target", "Add target")
        if (direction != "more" and method == "target") or (direction == "near" and method == "goalpost"):
            yield document.problem(path, f"{method} does not go with {direction}", "Use minmax, zscore or rank")


def _topsis(document: Document) -> Iterator[Problem]:
    """Distances need every value: no unknown one may be left open below a topsis group."""
    method = next((row for _, row in document.rows("method")), {})
    asked = {row.get("aggregate") for _, row in document.rows("group")} | {method.get("aggregate")}
    varied = next((row for _, row in document.rows("uncertainty")), {})
    if "topsis" not in asked | set(varied.get("aggregate", ())):
        return
    for path, row in document.rows("indicator"):
        if row.get("missing", method.get("missing", "reweight")) == "reweight":
            remedy = "Give missing = zero, median, group-median or exclude"
            yield document.problem(path, "topsis cannot do without a value", remedy)
    for path, row in document.rows("uncertainty"):
        if "reweight" in row.get("missing", ()):
            yield document.problem((*path, "missing"), "topsis cannot do without a value", "Take reweight out")


def _tiers(document: Document) -> Iterator[Problem]:
    for path, row in document.rows("tier"):
        if sum(key in row for key in ("top", "share", "score")) != 1:
            yield document.problem(path, "a tier needs one of top, share, score", "Give exactly one")
        elif not (row.get("top", 1) > 0 and 0 < row.get("share", 1) <= 1 and 0 <= row.get("score", 0) <= 100):
            yield document.problem(
                path, "the bound of the tier is out of range", "top from 1, share to 1, score to 100"
            )


def _varied(document: Document) -> Iterator[Problem]:
    for path, row in document.rows("uncertainty"):
        for key, known in _VARIED.items():
            for wrong in sorted(set(row.get(key, ())) - set(known)):
                yield document.problem((*path, key), f"{wrong!r} cannot be varied", f"Use some of {', '.join(known)}")


def _medians(document: Document) -> Iterator[Problem]:
    """Medians of a group need the column that says the group."""
    if any(row.get("group") for _, row in document.rows("list")):
        return
    for table in ("method", "indicator", "uncertainty"):
        for path, row in document.rows(table):
            asked = row.get("missing", ())
            if "group-median" in ([asked] if isinstance(asked, str) else asked):
                yield document.problem((*path, "missing"), "group-median needs [list] group", "Name the column there")
