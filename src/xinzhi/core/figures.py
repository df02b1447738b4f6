"""Geometry of the small figures the server draws as SVG: numbers in, percentages and paths out. No Django, no markup."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypedDict

SPARK_WIDTH, SPARK_HEIGHT = 100.0, 26.0
HEAT_STEPS = 10
DIFF_LIMIT = 4000
TOKEN = re.compile(r"[0-9][0-9.,]*|[A-Za-z]+|\s+|.", re.DOTALL)


def share(value: float | None, whole: float | None) -> float:
    """`value` as a percentage of `whole`, kept within 0–100, one decimal; 0 when either is missing or `whole` is 0."""
    if not value or not whole:
        return 0.0
    return round(min(100.0, max(0.0, float(value) / float(whole) * 100)), 1)


def spark_points(values: Sequence[float | None], pad: float = 3.0) -> list[tuple[float, float]]:
    """Points of a sparkline in a 100 × 26 box; gaps (None) are left out. A flat series lies in the middle."""
    known = [(i, float(v)) for i, v in enumerate(values) if v is not None]
    if not known:
        return []
    low, high = min(v for _, v in known), max(v for _, v in known)
    reach, step = high - low, SPARK_WIDTH / max(1, len(values) - 1)
    inner = SPARK_HEIGHT - 2 * pad
    return [
        (round(i * step, 2), round(SPARK_HEIGHT - pad - ((v - low) / reach if reach else 0.5) * inner, 2))
        for i, v in known
    ]


def spark_path(points: Sequence[tuple[float, float]]) -> str:
    """SVG path data through `points`; empty for none."""
    return " ".join(f"{'L' if i else 'M'}{x:g} {y:g}" for i, (x, y) in enumerate(points))


def heat_bucket(value: float | None, edges: Sequence[float]) -> int:
    """Heat class 0–9: 0 for nothing, then 1 + how many of the nine-at-most upper `edges` lie below `value`."""
    if not value or value <= 0:
        return 0
    return min(HEAT_STEPS - 1, 1 + bisect_right(edges, value))


def heat_edges(values: Iterable[float | None]) -> list[float]:
    """Eight edges that cut zero to the largest value into nine equal steps; empty when nothing is above zero."""
    top = max((float(v) for v in values if v), default=0.0)
    return [top * i / (HEAT_STEPS - 1) for i in range(1, HEAT_STEPS - 1)] if top > 0 else []


def row_spans(weights: Sequence[float], columns: int = 24, smallest: int = 4) -> list[int]:
    """Grid columns of each tile of one row, in proportion to its weight, none under `smallest`, summing to `columns`.

    Raises ValueError when the row cannot hold that many tiles.
    """
    if not weights:
        return []
    spare = columns - smallest * len(weights)
    if spare < 0:
        raise ValueError(f"{len(weights)} tiles of at least {smallest} do not fit into {columns} columns")
    total = sum(max(0.0, w) for w in weights)
    exact = [spare * (max(0.0, w) / total if total else 1 / len(weights)) for w in weights]
    spans = [int(x) for x in exact]
    # The columns lost to rounding go to the largest remainders, the first tile first.
    for i in sorted(range(len(exact)), key=lambda i: (spans[i] - exact[i], i))[: spare - sum(spans)]:
        spans[i] += 1
    return [smallest + s for s in spans]


def date_share(day: dt.date, start: dt.date, end: dt.date) -> float:
    """Where `day` falls between `start` and `end`, in percent, kept within 0–100. Raises ValueError if end ≤ start."""
    whole = (end - start).days
    if whole <= 0:
        raise ValueError("end must be after start")
    return round(min(100.0, max(0.0, (day - start).days / whole * 100)), 2)


def axis_ticks(start: dt.date, end: dt.date, most: int = 8) -> list[dt.date]:
    """Firsts of a quarter, half-year or year within start–end, the finest that gives at most `most` ticks."""
    for months in (3, 6, 12, 24, 60, 120):
        ticks = [
            dt.date(year, month, 1)
            for year in range(start.year, end.year + 1)
            if months <= 12 or year % (months // 12) == 0
            for month in range(1, 13, min(months, 12))
            if start <= dt.date(year, month, 1) <= end
        ]
        if len(ticks) <= most:
            return ticks
    return ticks[:most]


class Span(NamedTuple):
    """A stretch of text to mark: half-open character range, anchor id and kind (target, measure, duty, field)."""

    start: int
    end: int
    id: str
    kind: str = ""


class Part(TypedDict):
    """A run of text inside at most one mark; `anchors` are ids of other spans that begin here."""

    text: str
    mark: Span | None
    first: bool
    anchors: list[str]


def highlight(text: str, spans: Iterable[Span]) -> list[Part]:
    """Cut `text` at the edges of `spans`; where spans overlap the shortest (innermost) wins. Joined parts give `text`.

    Every span's id appears exactly once: on the first part marked by it, or as an anchor where it begins.
    Linear in the text; spans out of range are clipped and empty ones dropped.
    """
    size = len(text)
    kept = [Span(max(0, s.start), min(size, s.end), s.id, s.kind) for s in spans]
    kept = sorted((s for s in kept if s.start < s.end), key=lambda s: (s.start, s.end))
    cuts = sorted({0, size, *(s.start for s in kept), *(s.end for s in kept)})
    parts: list[Part] = []
    live: list[Span] = []
    seen: set[str] = set()
    ahead = 0
    for begin, stop in pairwise(cuts):
        live = [s for s in live if s.end > begin]
        while ahead < len(kept) and kept[ahead].start == begin:
            live.append(kept[ahead])
            ahead += 1
        mark = min(live, key=lambda s: (s.end - s.start, s.id), default=None)
        first = mark is not None and mark.id not in seen
        if mark:
            seen.add(mark.id)
        anchors = [s.id for s in live if s.start == begin and s.id not in seen]
        seen.update(anchors)
        parts.append({"text": text[begin:stop], "mark": mark, "first": first, "anchors": anchors})
    return parts


def text_diff(before: str, after: str) -> list[tuple[str, str]]:
    """Runs of ("same" | "del" | "ins", text) that turn `before` into `after`; long texts are replaced as a whole."""
    if len(before) + len(after) > DIFF_LIMIT:
        runs = [("del", before), ("ins", after)] if before != after else [("same", before)]
        return [r for r in runs if r[1]]
    out: list[tuple[str, str]] = []
    # Figures and Latin words are compared whole, Chinese by the character.
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    for op, a0, a1, b0, b1 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a0:a1]), "".join(new[b0:b1])
        if op == "equal":
            out.append(("same", gone))
            continue
        out += [(kind, run) for kind, run in (("del", gone), ("ins", come)) if run]
    return out
