"""Better assignments near a known one: a few applications at a time are assigned anew, exactly (large neighbourhoods).

Proves nothing; it gives the exact search a good start, and an answer where that runs out of time.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from .bounds import Limits, rows
from .panels import EDGE, Columns
from .problem import Problem, Vector

MISSING = 50.0  # what a unit missed of the target costs
LOW = 8  # applications below the target taken up at once …
AROUND = 24  # … with so many that hold the reviewers they want, or any
WANTED = 12  # of an application's best reviewers
BEST = 20  # pairs of each application, besides those with the neighbourhood's present reviewers
PATIENCE = 8  # rounds without progress
ROUND_SECONDS = 3.0


def lift(problem: Problem, chosen: Vector, target: float, *, seconds: float) -> Vector:
    """An assignment with less missing to the target in sum over the applications; the fairest of those passed."""
    chance, end = np.random.default_rng(0), time.perf_counter() + seconds
    best, floor, stalled = chosen, problem.worst(chosen), 0
    while stalled < PATIENCE and time.perf_counter() < end:
        short = np.where(problem.need > 0, np.maximum(target - EDGE - problem.totals(chosen), 0.0), 0.0)
        if not short.any():
            return chosen
        low = np.argsort(-short)[: min(LOW // 2, np.count_nonzero(short))]  # the worst, and others that are low
        low = np.union1d(low, chance.permutation(np.flatnonzero(short))[: LOW - len(low)])
        left = min(ROUND_SECONDS, end - time.perf_counter())
        again = anew(problem, chosen, _around(problem, chosen, low, chance), target, max(left, 0.0))
        stalled += 1
        if again is None:
            continue
        after = np.where(problem.need > 0, np.maximum(target - EDGE - problem.totals(again), 0.0), 0.0)
        if after.sum() < short.sum() - EDGE:
            stalled = 0
        if after.sum() <= short.sum() + EDGE:
            chosen = again
        if problem.worst(chosen) > floor:
            best, floor = chosen, problem.worst(chosen)
    return best


def _around(problem: Problem, chosen: Vector, low: Vector, chance: np.random.Generator) -> Vector:
    """The low applications, some that hold the reviewers they want, and some at random."""
    wanted = np.unique(np.concatenate([problem.reviewer[_best(problem, p, WANTED)] for p in low]))
    holders = np.unique(problem.application(chosen[np.isin(problem.reviewer[chosen], wanted)]))
    others = np.concatenate([chance.permutation(holders)[: AROUND - AROUND // 3], _any(problem, AROUND, chance)])
    return np.union1d(low, others[:AROUND])


def _any(problem: Problem, count: int, chance: np.random.Generator) -> Vector:
    return chance.permutation(np.flatnonzero(problem.need > 0))[:count]


def _best(problem: Problem, application: int, count: int) -> Vector:
    begin, end = problem.start[application : application + 2]
    size = min(count, end - begin)
    return begin + np.argpartition(-problem.score[begin:end], size - 1)[:size]


def anew(
    problem: Problem, chosen: Vector, applications: Vector, target: float, seconds: float = ROUND_SECONDS
) -> Vector | None:
    """The chosen pairs with those of the applications (sorted) replaced by the best for the target and then the sum."""
    mine = np.isin(problem.application(chosen), applications)
    kept, there = chosen[~mine], np.unique(problem.reviewer[chosen[mine]])
    parts = []
    for p in applications:
        all_of = np.arange(problem.start[p], problem.start[p + 1])
        parts.append(np.union1d(_best(problem, p, BEST), all_of[np.isin(problem.reviewer[all_of], there)]))
    pairs = np.concatenate(parts)
    load = np.bincount(problem.reviewer[kept], minlength=problem.reviewers)
    part = replace(
        problem,
        start=np.concatenate([[0], np.cumsum([len(each) for each in parts])]),
        reviewer=problem.reviewer[pairs],
        score=problem.score[pairs],
        need=problem.need[applications],
        upper=problem.upper - load,
        lower=np.maximum(problem.lower - load, 0),
        rules=[replace(rule, binds=rule.binds[applications]) for rule in problem.rules],
    )
    answer = _small(part, target, seconds)
    return None if answer is None else np.sort(np.concatenate([kept, pairs[answer]]))


def _small(part: Problem, target: float, seconds: float) -> Vector | None:
    """The neighbourhood's integer program: what is missed of the target costs `MISSING`, a score counts once."""
    every = np.arange(len(part.score))
    places = [np.flatnonzero(np.repeat(rule.binds, len(rule.labels))) for rule in part.rules]
    claims = np.flatnonzero(part.need > 0)
    matrix, low, high = rows(part, Limits(claims, places), Columns.of(every))
    at = part.applications + part.reviewers
    low[at : at + len(claims)] = target - EDGE
    miss = sp.csr_matrix(
        (np.ones(len(claims)), (at + np.arange(len(claims)), np.arange(len(claims)))), (len(low), len(claims))
    )
    ones = np.ones(len(every))
    answer = milp(
        np.concatenate([-part.score, np.full(len(claims), MISSING)]),
        constraints=LinearConstraint(sp.hstack([matrix, miss], format="csr"), low, high),
        integrality=np.concatenate([ones, np.zeros(len(claims))]),
        bounds=Bounds(0.0, np.concatenate([ones, np.full(len(claims), np.inf)])),
        options={"time_limit": seconds, "mip_rel_gap": 1e-3},
    )
    return None if answer.x is None else np.flatnonzero(answer.x[: len(every)] > 0.5)
