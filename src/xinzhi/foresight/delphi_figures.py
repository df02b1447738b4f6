"""Geometry of the room's small figures: numbers in, percentages out. No markup."""

from typing import Any, NamedTuple

from .engine.delphi import NEVER, UNKNOWN
from .engine.delphi.sheet import TIME, Question

TALL = 44.0


class Bar(NamedTuple):
    """A column: key of the answer, how many gave it, place and width in percent, height and top in pixels, and its marks."""

    key: str
    short: str
    heads: int
    x: float
    middle: float
    width: float
    height: float
    top: float
    inside: bool
    own: bool


def bars(question: Question, stats: dict[str, Any], own: Any = None) -> list[Bar]:
    """The columns of a distribution; those in the middle half are `inside`, the reader's own answer is `own`."""
    counts: dict[str, int] = stats.get("counts", {})
    top = max(counts.values(), default=0) or 1
    step = 100 / max(1, len(counts))
    mine = _bin(question, own)
    found = []
    for n, (key, count) in enumerate(counts.items()):
        height = round(TALL * count / top, 1)
        found.append(
            Bar(
                key,
                _short(question, key),
                count,
                round(n * step + step * 0.1, 2),
                round((n + 0.5) * step, 2),
                round(step * 0.8, 2),
                height,
                round(TALL - height, 1),
                _inside(question, key, stats),
                key == mine,
            )
        )
    return found


class Box(NamedTuple):
    """A time box: left edge, width, median and own mark in percent of the axis; `open` where it ends in «never»."""

    x: float
    width: float
    median: float
    open: bool
    never: bool


def box(question: Question, stats: dict[str, Any]) -> Box | None:
    """The middle half and the median of a question of time on the axis of `ticks`; None where nothing is known."""
    if "median" not in stats:
        return None
    q1, middle, q3 = (_place(question, stats[k]) for k in ("q1", "median", "q3"))
    return Box(q1, round(max(0.8, q3 - q1), 2), middle, stats["q3"] == NEVER, stats["median"] == NEVER)


def ticks(question: Question) -> list[dict[str, Any]]:
    """The years of the axis, at most seven, with their places; the axis ends with «never»."""
    years = question.bins
    every = max(1, -(-len(years) // 7))
    return [{"year": y, "x": _place(question, y)} for y in years[::every]]


def _place(question: Question, year: Any) -> float:
    """Percent of the axis; the last tenth is for «never»."""
    if year == NEVER:
        return 97.0
    return round(90 * (float(year) - question.first) / max(1, question.last - question.first), 2)


def _short(question: Question, key: str) -> str:
    if question.kind == TIME:
        return {NEVER: "∞", UNKNOWN: "?"}.get(key, key)
    return str(question.values[key])


def _bin(question: Question, own: Any) -> str:
    if own is None or question.kind != TIME or own in {NEVER, UNKNOWN}:
        return "" if own is None else str(own)
    return str(question.bin_of(int(own)))


def _inside(question: Question, key: str, stats: dict[str, Any]) -> bool:
    if "q1" not in stats or key == UNKNOWN:
        return False
    low, high = (float("inf") if stats[k] == NEVER else float(stats[k]) for k in ("q1", "q3"))
    if key == NEVER:
        return high == float("inf")
    if question.kind == TIME:
        return int(key) + question.step > low and int(key) <= high
    return low <= question.values[key] <= high


class Dot(NamedTuple):
    """A place on the map of influence: percentages from left and top, direct and indirect."""

    number: int
    name: str
    x: float
    y: float
    x2: float
    y2: float
    kind: str


def influence_map(names: list[str], results: dict[str, Any]) -> tuple[list[Dot], float]:
    """The dots (dependence to the right, influence upward) and where the axes of the means cross, in percent."""
    direct, indirect = results["direct"], results["indirect"]
    top = max([p[k] for p in (*direct, *indirect) for k in ("influence", "dependence")] or [0]) or 1.0
    scale = 88 / top

    def at(place: dict[str, Any]) -> tuple[float, float]:
        return round(5 + place["dependence"] * scale, 2), round(95 - place["influence"] * scale, 2)

    dots = [Dot(n + 1, name, *at(direct[n]), *at(indirect[n]), indirect[n]["kind"]) for n, name in enumerate(names)]
    return dots, round(5 + scale / max(1, len(names)), 2)
