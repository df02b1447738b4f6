"""The exact optimum of a small core: of all columns, only those that the prices leave open stand in the integer program.

If prices prove a bound B and an assignment of value Z is known, a column with reduced gain below −(B − Z) stands in no
better assignment, and a pair above B − Z in every better one (Dembo and Hammer 1980; the core of Balas and Zemel 1980).
So solve over the columns within ε, and widen ε to B − Z where that is more. The bound is that of panels wherever an
application's claim binds: it leaves a small core.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from .bounds import Limits, Prices, bound, reduced, rows
from .panels import EDGE, Columns
from .problem import Problem, Vector
from .relax import MISSED, Relaxed, relax
from .rounding import rounded
from .starting import LEAST_REACH, first_columns, near, next_columns
from .watching import TOLERANCE, at_risk, watch

STRETCH = 100.0  # factor of the claims' rows: HiGHS lets a row be missed by 1e-6
POOL_EACH = 2.0  # pairs per needed review in a first relaxation …
NEXT_EACH = 1.5  # … and in one that starts from a relaxation's prices
LARGEST = 150_000  # columns of a core; a wider one would take longer than anyone waits
PANELS_A_SECOND = 5_000  # of the time left, in a core: HiGHS' presolve does not look at the clock
RELAX_SHARE = 0.75  # of the time limit
EVERY_PAIR = 100_000  # up to so many pairs the search of the highest common total has all at once
CORE_EACH = 1.2  # pairs per needed review in the first core
EASED = 2e-5  # see `relax`
ROUNDS = 2  # times that applications are panelled before the core is looked at
ROUGH = 3e-4  # the gap that does while panels are still added …
FINE = 1e-7  # … and before the core is looked at
WIDER = 2.5  # times wider each core is than one without an assignment
FURTHER = 4.0  # times the reach of a core that another, wider one may have


@dataclass(slots=True)
class Found:
    """What came of a target: the `chosen` pairs or None, and a proven bound `value` on the sum at that target.

    `impossible`: proven that there is no assignment; `unreachable`: not even the relaxation reaches the target. `close` is
    an assignment that need not reach it, but comes near.
    """

    chosen: Vector | None
    value: float
    impossible: bool = False
    unreachable: bool = False
    close: Vector | None = None


def close(value: float, proven: float) -> bool:
    """Whether a sum equals its proven bound, within 1e-6 of the largest score and 1e-9 of itself."""
    return value > -np.inf and proven - value <= TOLERANCE + 1e-9 * abs(value)


def best_at(
    problem: Problem, prices: Prices, start: Vector, target: float, *, seconds: float, first: bool = False
) -> Found:
    """The highest sum with every total ≥ target.

    `prices` of the highest sum alone show the columns to begin with, `start` (an assignment) which claims to watch. With
    `first`, the first assignment that keeps the target will do.
    """
    end = time.perf_counter() + seconds
    known = Found(None, np.inf)
    limits = watch(problem, start, target)
    prices, columns = first_columns(problem, limits, prices, start)
    tight = np.flatnonzero((problem.need > 0) & (problem.totals(start) < target - EDGE))
    rounds, longest = 0, 0.0
    last_limits: Limits | None = None
    last_relaxed: Relaxed | None = None
    while (left := end - time.perf_counter()) > 0:
        each = NEXT_EACH if rounds else POOL_EACH
        limits, columns = next_columns(problem, limits, prices, columns, tight, target, each)
        last = rounds % ROUNDS == ROUNDS - 1
        relaxed = relax(
            problem,
            limits,
            columns,
            target=target,
            eased=EASED,
            enough=FINE if last or not len(limits.claims) else ROUGH,
            seconds=RELAX_SHARE * left,
        )
        if relaxed is None:
            break
        known.value = min(known.value, problem.floored(relaxed.value))
        if relaxed.missed > MISSED:
            known.unreachable, known.impossible = True, _proven(problem, limits, relaxed, target, end)
            return known
        rounds += 1
        longest = max(longest, left - (end - time.perf_counter()))
        prices, columns = relaxed.prices, relaxed.taken.chosen(relaxed.shares > 0)
        tight = _tight(problem, limits, relaxed, target)
        last_limits, last_relaxed = limits, relaxed
        if len(tight) and not last and 2 * longest < end - time.perf_counter():
            continue
        found = _core(problem, limits, relaxed, target, known.chosen, end, first=first, wider=not len(tight))
        known.value = min(known.value, found.value)
        if found.chosen is not None:
            known.chosen = found.chosen
        known.impossible = found.impossible
        total = -np.inf if known.chosen is None else float(problem.score[known.chosen].sum())
        if not len(tight) or known.impossible or close(total, known.value) or (first and known.chosen is not None):
            break
    if known.chosen is None and not known.impossible and last_limits and last_relaxed and target > -np.inf:
        known.close = rounded(problem, last_limits, last_relaxed)
        if known.close is not None and problem.worst(known.close) >= target - EDGE:
            known.chosen = known.close
    return known


def _tight(problem: Problem, limits: Limits, relaxed: Relaxed, target: float) -> Vector:
    """Applications that panels could serve better: their claim has a price, or the relaxation breaks it unwatched."""
    pair, share = relaxed.taken.pair, np.repeat(relaxed.shares, np.diff(relaxed.taken.start))
    totals = np.bincount(problem.application(pair), problem.score[pair] * share, problem.applications)
    low = (problem.need > 0) & (totals < target - TOLERANCE)
    low[limits.claims] = False
    low |= relaxed.prices.claim > EDGE
    low[limits.panelled] = False
    low[relaxed.crowded] = False
    return np.flatnonzero(low)


def highest_common(problem: Problem, prices: Prices, start: Vector, top: float, seconds: float) -> float:
    """A bound on the worst total, at most `top`: the highest common total of the relaxation."""
    limits = watch(problem, start, top)
    prices, columns = first_columns(problem, limits, prices, start)
    if len(problem.score) <= EVERY_PAIR:
        columns = Columns.of(np.arange(len(problem.score)))
    else:
        limits, columns = next_columns(problem, limits, prices, columns, limits.claims[:0], top, POOL_EACH)
    relaxed = relax(problem, limits, columns, target=0.0, top=top, eased=EASED, seconds=seconds)
    return top if relaxed is None else min(top, relaxed.value)


def _proven(problem: Problem, limits: Limits, relaxed: Relaxed, target: float, end: float) -> bool:
    """Whether not even the relaxation reaches the target: with the sum left out, a bound below 0 on minus what is missed."""
    if relaxed.value < -float(problem.need.sum()):  # no sum is that low
        return True
    alone = relax(problem, limits, relaxed.columns, target=target, weight=0.0, seconds=end - time.perf_counter())
    return alone is not None and alone.value < -MISSED


def _core(
    problem: Problem,
    limits: Limits,
    relaxed: Relaxed,
    target: float,
    known: Vector | None,
    end: float,
    *,
    first: bool,
    wider: bool,
) -> Found:
    """What the columns near the relaxation's prices come to; `wider`: as many as the proof asks for.

    `known` is an assignment that keeps the target.
    """
    reach = near(problem, bound(problem, limits, relaxed.prices, target, np.inf).gain, CORE_EACH)
    every = reduced(problem, limits, relaxed.prices, np.arange(len(problem.score)))
    farthest = float(np.abs(every).max(initial=0.0)) * int(problem.need.max(initial=0))  # no column lies further off
    best, total, tried = Found(known, problem.floored(relaxed.value)), -np.inf, False
    if known is not None:
        total = float(problem.score[known].sum())
        reach = min(reach, max(LEAST_REACH, relaxed.value - total - problem.step / 2 + TOLERANCE))
    while time.perf_counter() < end:
        priced = bound(problem, limits, relaxed.prices, target, reach, each=LARGEST, few=LARGEST, most_off=reach)
        room = min(LARGEST, PANELS_A_SECOND * (end - time.perf_counter()))
        if tried and (len(priced.pairs) > LARGEST or len(priced.panels) > room):
            break
        tried = True
        columns = Columns.of(priced.pairs).joined(priced.panels)
        fixed = np.append(priced.gain > reach, np.zeros(len(priced.panels), dtype=bool))
        found = _integer(problem, limits, columns, fixed, target, end, first)
        # A better one lies in the core, or is worse than `beyond`.
        beyond = relaxed.value if priced.cut else -np.inf if reach >= farthest else relaxed.value - reach
        here = -np.inf if found.impossible else found.value
        if not (best.chosen is None and here == beyond == -np.inf):
            best.value = min(best.value, problem.floored(max(here, beyond)))
        if found.chosen is not None and problem.score[found.chosen].sum() > total:
            best.chosen, total = found.chosen, float(problem.score[found.chosen].sum())
        best.impossible = found.impossible and beyond == -np.inf
        if best.impossible or close(total, best.value) or (first and best.chosen is not None):
            break
        if found.chosen is None and not found.impossible:  # out of time
            break
        if priced.cut and best.chosen is not None:
            break
        if not wider and best.chosen is not None and relaxed.value - total > FURTHER * reach:
            break
        reach = (
            reach * WIDER
            if best.chosen is None
            else max(reach * 1.01, relaxed.value - total - problem.step / 2 + TOLERANCE)
        )
    return best


def _integer(
    problem: Problem, limits: Limits, columns: Columns, fixed: Vector, target: float, end: float, first: bool
) -> Found:
    """The integer program over the columns (HiGHS)."""
    left = end - time.perf_counter()
    if left <= 0:
        return Found(None, np.inf)
    single = np.diff(columns.start) == 1
    limits = at_risk(problem, limits, columns.pair[columns.start[:-1][single]], fixed[single], target)
    matrix, low, high = rows(problem, limits, columns)
    at = problem.applications + problem.reviewers
    low[at : at + len(limits.claims)] = target - EDGE
    stretch = np.ones(len(low))
    stretch[at : at + len(limits.claims)] = STRETCH
    matrix, low, high = sp.diags_array(stretch) @ matrix, stretch * low, stretch * high
    answer = milp(
        -columns.sums(problem.score[columns.pair]),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(len(columns)),
        bounds=Bounds(fixed.astype(float), 1.0),
        options={"time_limit": left, "mip_rel_gap": 0.02 if first else 0.0},
    )
    if answer.status == 2:  # infeasible
        return Found(None, np.inf, impossible=True)
    proven = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    chosen = None if answer.x is None else np.sort(columns.chosen(answer.x > 0.5).pair)
    return Found(chosen, proven)
