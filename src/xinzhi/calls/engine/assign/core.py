"""The exact optimum of a small core: of all pairs, only those that the prices leave open stand in the integer program.

If prices prove a bound B and an assignment of value Z is known, a pair with reduced gain below −(B − Z) stands in no better
assignment, and one above B − Z in every better one (Dembo and Hammer 1980; the core of Balas and Zemel 1980). So solve
over the pairs within ε, and widen ε to B − Z where that is more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from .problem import Problem, Vector
from .relax import EDGE, Limits, bound, relax, rows

TOLERANCE = 1e-6  # in units: what counts as equal, for the worst total; for the sum see `close`
STRETCH = 100.0  # factor of the claims' rows: HiGHS lets a row be missed by 1e-6
LEAST_REACH = 0.002  # units; ties make a first core of less than that a poor one
LARGEST = 150_000  # pairs of a core; a wider one would take longer than anyone waits
RELAX_SHARE = 0.4  # of the time limit
CORE_EACH = 6  # pairs per needed review in the first core
FEW_CLAIMS = 500  # up to so many applications every claim stands in the program from the start
FEW_PLACES = 20_000  # … and so many (application, group) limits
EVERY_PAIR = 50_000  # up to so many pairs HiGHS may show by itself that a target cannot be reached
NEAR = 0.05  # units above the target from which an application's claim need not be watched at first


@dataclass(slots=True)
class Found:
    """What came of a target: the `chosen` pairs or None, and a proven bound `value` on the sum at that target.

    `impossible`: proven that there is no assignment; `unreachable`: not even the relaxation reaches the target.
    """

    chosen: Vector | None
    value: float
    impossible: bool = False
    unreachable: bool = False


def close(value: float, proven: float) -> bool:
    """Whether a sum equals its proven bound, within 1e-6 of the largest score and 1e-9 of itself."""
    return value > -np.inf and proven - value <= TOLERANCE + 1e-9 * abs(value)


def best_at(
    problem: Problem, pairs: Vector, start: Vector, target: float, *, seconds: float, first: bool = False
) -> Found:
    """The highest sum with every total ≥ target.

    `pairs` are those to begin with, `start` an assignment that shows which claims to watch. With `first`, the first
    assignment that keeps the target will do.
    """
    end = time.perf_counter() + seconds
    limits = watch(problem, start, target)
    known = Found(None, np.inf)
    while (left := end - time.perf_counter()) > 0:
        found = _with_limits(problem, limits, pairs, target, left, first)
        known.value = min(known.value, found.value)
        if found.impossible or found.chosen is None:
            return Found(None, known.value, found.impossible, found.unreachable)
        wider = watch(problem, found.chosen, target, limits)
        if not _more(limits, wider):
            return Found(found.chosen, known.value)
        limits = wider
    return known


def watch(problem: Problem, chosen: Vector, target: float, known: Limits | None = None) -> Limits:
    """The limits to write into the program: claims not met or barely met by `chosen`, diversity limits it breaks."""
    asked = problem.need > 0
    if target == -np.inf:
        claims = np.zeros(0, dtype=np.int64)
    elif problem.applications <= FEW_CLAIMS:
        claims = np.flatnonzero(asked)
    elif known is None:
        claims = np.flatnonzero(asked & (problem.totals(chosen) < target + NEAR))
    else:
        claims = np.flatnonzero(asked & (problem.totals(chosen) < target - TOLERANCE))
        claims = np.union1d(claims, known.claims)
    places = [_places(problem, number, chosen) for number in range(len(problem.rules))]
    if known is not None:
        places = [np.union1d(now, before) for now, before in zip(places, known.places, strict=True)]
    return Limits(claims, places)


def _places(problem: Problem, number: int, chosen: Vector) -> Vector:
    whole = problem.applications * len(problem.rules[number].labels)
    if whole > FEW_PLACES:
        return broken(problem, number, chosen)
    return np.flatnonzero(np.repeat(problem.rules[number].binds, len(problem.rules[number].labels)))


def broken(problem: Problem, number: int, chosen: Vector) -> Vector:
    """Keys (application * labels + code) of the rule's limits that the chosen pairs break."""
    rule = problem.rules[number]
    labels = len(rule.labels)
    if not labels:
        return np.zeros(0, dtype=np.int64)
    code = rule.code[problem.reviewer[chosen]].astype(np.int64)
    inside = (code >= 0) & rule.binds[problem.application(chosen)]
    keys, times = np.unique(problem.application(chosen)[inside] * labels + code[inside], return_counts=True)
    over = keys[times > rule.most[keys % labels]]
    asked = np.flatnonzero(rule.least > 0)
    wanted = (np.flatnonzero((problem.need > 0) & rule.binds)[:, None] * labels + asked).ravel()
    at = np.searchsorted(keys, wanted)
    present = np.zeros(len(wanted), dtype=np.int64)
    hit = (at < len(keys)) & (keys[np.minimum(at, len(keys) - 1)] == wanted) if len(keys) else at < 0
    present[hit] = times[at[hit]]
    return np.union1d(over, wanted[present < rule.least[wanted % labels]])


def _more(before: Limits, after: Limits) -> bool:
    return len(after.claims) > len(before.claims) or any(
        len(b) > len(a) for a, b in zip(before.places, after.places, strict=True)
    )


def _with_limits(problem: Problem, limits: Limits, pairs: Vector, target: float, seconds: float, first: bool) -> Found:
    end = time.perf_counter() + seconds
    relaxed = relax(problem, limits, pairs, target=target, seconds=seconds * RELAX_SHARE)
    if relaxed is None:
        return Found(None, np.inf)
    if relaxed.missed.max() > TOLERANCE:
        impossible = relaxed.value < -float(problem.need.sum())  # no sum is that low
        if not impossible and len(problem.score) <= EVERY_PAIR:
            every = np.arange(len(problem.score))
            impossible = _integer(problem, limits, every, None, target, end, first).impossible
        return Found(None, relaxed.value, impossible, unreachable=True)
    _, near, gain = bound(problem, limits, relaxed.prices, target, np.inf)
    size = min(len(near), max(1000, CORE_EACH * int(problem.need.sum())))
    reach = max(LEAST_REACH, float(np.partition(np.abs(gain), size - 1)[size - 1]))
    best, total = Found(None, relaxed.value), -np.inf
    while time.perf_counter() < end:
        inside = gain >= -reach
        fixed = gain[inside] > reach
        found = _integer(problem, limits, near[inside], fixed, target, end, first)
        beyond = -np.inf if inside.all() and not fixed.any() else relaxed.value - reach
        # A better one lies in the core, or is worse than `beyond`.
        here = -np.inf if found.impossible else found.value
        if not (best.chosen is None and here == beyond == -np.inf):
            best.value = min(best.value, max(here, beyond))
        if found.chosen is not None and problem.score[found.chosen].sum() > total:
            best.chosen, total = found.chosen, float(problem.score[found.chosen].sum())
        best.impossible = found.impossible and beyond == -np.inf
        if best.impossible or close(total, best.value) or (first and best.chosen is not None):
            break
        if found.chosen is None and not found.impossible:  # out of time
            break
        reach = reach * 4 if best.chosen is None else max(reach * 1.01, relaxed.value - total + TOLERANCE)
        if np.count_nonzero(gain >= -reach) > LARGEST:
            break
    return best


def _integer(
    problem: Problem, limits: Limits, pairs: Vector, fixed: Vector | None, target: float, end: float, first: bool
) -> Found:
    """The integer program over the pairs (HiGHS)."""
    left = end - time.perf_counter()
    if left <= 0:
        return Found(None, np.inf)
    matrix, low, high = rows(problem, limits, pairs)
    at = problem.applications + problem.reviewers
    low[at : at + len(limits.claims)] = target - EDGE
    stretch = np.ones(len(low))
    stretch[at : at + len(limits.claims)] = STRETCH
    matrix, low, high = sp.diags_array(stretch) @ matrix, stretch * low, stretch * high
    answer = milp(
        -problem.score[pairs],
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(len(pairs)),
        bounds=Bounds(np.zeros(len(pairs)) if fixed is None else fixed.astype(float), 1.0),
        options={"time_limit": left, "mip_rel_gap": 0.02 if first else 0.0},
    )
    if answer.status == 2:  # infeasible
        return Found(None, np.inf, impossible=True)
    proven = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    return Found(None if answer.x is None else pairs[answer.x > 0.5], proven)
