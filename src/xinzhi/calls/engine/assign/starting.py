"""The columns that a relaxation starts with: pairs near some prices, and panels of the applications that need them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .bounds import Limits, Prices, bound
from .panels import Columns
from .problem import Problem, Vector
from .watching import without

LEAST_REACH = 1e-4  # units
LEAST = 300
BEST = 20  # best pairs of each application watched
PANELS_EACH = 30  # panels of an application at first, and as few as …
PANELS_FEW = 10


def near(problem: Problem, gain: Vector, each: float) -> float:
    """Within which reduced gain of 0 lie `each` pairs per needed review, and some more."""
    size = min(len(gain), LEAST + int(each * problem.need.sum()))
    return max(LEAST_REACH, float(np.partition(np.abs(gain), size - 1)[size - 1])) if size else LEAST_REACH


def first_columns(problem: Problem, limits: Limits, prices: Prices, chosen: Vector) -> tuple[Prices, Columns]:
    """Prices of the highest sum alone made to fit the limits, the chosen pairs and the best of each watched application."""
    prices = replace(
        prices, claim=np.zeros(problem.applications), rules=[np.zeros(len(places)) for places in limits.places]
    )
    best = [chosen]
    for p in limits.claims:
        begin, end = problem.start[p : p + 2]
        size = min(end - begin, BEST)
        best.append(begin + np.argpartition(-problem.score[begin:end], size - 1)[:size])
    return prices, Columns.of(np.unique(np.concatenate(best)))


def next_columns(
    problem: Problem, limits: Limits, prices: Prices, columns: Columns, tight: Vector, target: float, each: float
) -> tuple[Limits, Columns]:
    """The limits with panels for the applications `tight` too; the columns near the prices, and those given.

    `each`: pairs per needed review. Applications with too many panels to list remain as they are.
    """
    mine = np.union1d(limits.panelled, tight)
    while True:
        after = without(problem, limits, mine)
        claim = np.zeros_like(prices.claim)
        claim[after.claims] = prices.claim[after.claims]
        rules = [p[np.isin(old, new)] for p, old, new in zip(prices.rules, limits.places, after.places, strict=True)]
        fitting = replace(prices, claim=claim, rules=rules)
        found = bound(problem, after, fitting, target, np.inf, each=PANELS_EACH, few=PANELS_FEW, most_off=np.inf)
        crowded = np.setdiff1d(found.crowded, limits.panelled)
        if not len(crowded):
            break
        mine = np.setdiff1d(mine, crowded)
    owner = problem.application(columns.pair[columns.start[:-1]])
    columns = columns.chosen(~np.isin(owner, tight))
    close = found.pairs[found.gain >= -near(problem, found.gain, each)]
    return after, columns.with_new(Columns.of(close).joined(found.panels))
