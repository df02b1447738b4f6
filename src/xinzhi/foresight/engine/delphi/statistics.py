"""Statistics of the answers to one question in one round, as plain JSON values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .answers import NEVER, UNKNOWN, Value
from .numbers import is_bimodal, quartiles, spread
from .sheet import SCALE, TIME, Question

Stats = dict[str, Any]


def statistics(question: Question, values: Sequence[Value], weights: Sequence[float] | None = None) -> Stats:
    """What a round says to a question.

    scale: n, counts, median, q1, q3, iqr, mean, sd, cv, agreement (share of answers in `agree`), index (mean of the
    options' index points, as NISTEP's importance index weighs high, medium and low 100, 50 and 25), bimodal.
    time: n (years and never), counts by bin, median, q1, q3, iqr in years («never» counts as later than any year: a
    quartile can be "never", the iqr then None), never (share), unknown (count), bimodal.
    choice: n (experts who chose any), counts, shares, ranked (keys, the most chosen first).
    With `weights`, median, quartiles, agreement, index, never and shares are weighted; counts stay heads.
    """
    if question.kind == SCALE:
        return _scale(question, [str(v) for v in values], weights)
    if question.kind == TIME:
        return _time(question, values, weights)
    return _choice(question, [list(v) if isinstance(v, list) else [str(v)] for v in values], weights)


def counts_of(question: Question, values: Sequence[Value]) -> dict[str, int]:
    """How many gave each answer, every answer of the question listed: options, or bins of years with never and unknown."""
    if question.kind == TIME:
        found = dict.fromkeys([*map(str, question.bins), NEVER, UNKNOWN], 0)
        for value in values:
            found[str(value) if isinstance(value, str) else str(question.bin_of(int(str(value))))] += 1
        return found
    found = dict.fromkeys((o.key for o in question.options), 0)
    for value in values:
        for key in value if isinstance(value, list) else [str(value)]:
            found[key] += 1
    return found


def number_of(question: Question, value: Value) -> float | None:
    """The value on the question's own scale: never is infinite, «do not know» and choices are None."""
    if question.kind == SCALE:
        return float(question.values[str(value)])
    if question.kind != TIME or value == UNKNOWN:
        return None
    return math.inf if value == NEVER else float(str(value))


def plain(number: float) -> float | int | str:
    """A number as JSON has it: infinite is "never", a whole one an integer."""
    if math.isinf(number):
        return NEVER
    return int(number) if number == int(number) else number


def _heads(weights: Sequence[float] | None, n: int) -> list[float]:
    """The weights; heads where nobody has any."""
    return list(weights) if weights is not None and sum(weights) > 0 else [1.0] * n


def _scale(question: Question, values: list[str], weights: Sequence[float] | None) -> Stats:
    counts, n = counts_of(question, values), len(values)
    if not n:
        return {"n": 0, "counts": counts}
    of = _heads(weights, n)
    numbers = [float(question.values[v]) for v in values]
    q1, middle, q3 = quartiles(numbers, of)
    mean = sum(numbers) / n
    sd = math.sqrt(sum((x - mean) ** 2 for x in numbers) / (n - 1)) if n > 1 else 0.0
    points = {o.key: o.index for o in question.options}
    agreed = sum(w for x, w in zip(numbers, of, strict=True) if int(x) in question.agree)
    found: Stats = {"n": n, "counts": counts, "median": plain(middle), "q1": plain(q1), "q3": plain(q3)}
    found |= {"iqr": plain(q3 - q1), "mean": round(mean, 4), "sd": round(sd, 4)}
    found["cv"] = round(sd / mean, 4) if mean else None
    if question.agree:
        found["agreement"] = round(agreed / sum(of), 4)
    if all(p is not None for p in points.values()):
        found["index"] = round(sum((points[v] or 0.0) * w for v, w in zip(values, of, strict=True)) / sum(of), 2)
    found["bimodal"] = is_bimodal(list(counts.values()))
    return found


def _time(question: Question, values: Sequence[Value], weights: Sequence[float] | None) -> Stats:
    counts = counts_of(question, values)
    numbers = [number_of(question, v) for v in values]
    known = [n for n, x in enumerate(numbers) if x is not None]
    found: Stats = {"n": len(known), "counts": counts, "unknown": counts[UNKNOWN]}
    if not known:
        return found
    of = _heads([weights[n] for n in known] if weights is not None else None, len(known))
    years = [float(numbers[n] or 0.0) for n in known]
    q1, middle, q3 = quartiles(years, of)
    iqr = spread(q1, q3)
    found |= {"median": plain(middle), "q1": plain(q1), "q3": plain(q3)}
    found["iqr"] = plain(iqr) if math.isfinite(iqr) else None
    found["never"] = round(sum(w for x, w in zip(years, of, strict=True) if math.isinf(x)) / sum(of), 4)
    found["bimodal"] = is_bimodal([c for k, c in counts.items() if k != UNKNOWN])
    return found


def _choice(question: Question, values: list[list[str]], weights: Sequence[float] | None) -> Stats:
    n = len(values)
    counts = counts_of(question, list(values))
    if not n:
        return {"n": 0, "counts": counts}
    of = _heads(weights, n)
    shares = {key: round(sum(w for v, w in zip(values, of, strict=True) if key in v) / sum(of), 4) for key in counts}
    order = list(counts)
    ranked = sorted((k for k in order if counts[k]), key=lambda k: (-shares[k], order.index(k)))
    return {"n": n, "counts": counts, "shares": shares, "ranked": ranked}
