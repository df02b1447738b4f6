"""Who reviews what: the worst application's total affinity as high as can be, then the sum."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .bounds import Limits, Prices, best_sums, bound, settled
from .core import best_at, close, highest_common
from .flow import Flow, best_sum, explain, first_pairs
from .nearby import lift
from .panels import EDGE
from .problem import Diversity, Problem, Vector, read
from .relax import leading
from .watching import TOLERANCE, broken
from .without import explain_diversity

SEEN_EACH = 40  # best pairs per application in a large problem's first flow, and as many at random
CEILING_SHARE = 0.8  # of the time left, to reach the highest thinkable worst total
LAST_SHARE = 0.4  # of the time then left, for the sum once the worst total is settled
POOL_EACH = 6  # pairs per needed review in the relaxation's first columns
CORE_LEAST = 2_000
MANY = 1 / 3  # of the applications below a ceiling let doubt that it can be reached
LIFT_SHARE = 0.3  # of the time left, for the search nearby


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment and what is proven of it.

    `pairs` (n, 2): reviewer, application, sorted by application. `total` and `worst` are sums of the given scores;
    `worst_bound`: no assignment has a higher worst total; `bound`: none with this worst total has a higher sum.
    `certified`: both meet their bounds, within 1e-6 of the largest score (and 1e-9 of the sum).
    """

    pairs: Vector
    total: float
    worst: float
    bound: float
    worst_bound: float
    certified: bool
    seconds: float


def assign(
    scores: Any,
    need: Any,
    upper: Any,
    lower: Any = 0,
    conflicts: Any = None,
    diversity: Sequence[Diversity] = (),
    *,
    seconds: float = 60.0,
    fair: bool = True,
) -> Assignment:
    """The assignment whose worst application's total affinity is highest and, of those, whose sum is highest.

    Args:
        scores: (reviewers, applications). Dense: every pair is possible; scipy.sparse: only the stored ones.
        need: reviewers of each application: one number, or (applications,).
        upper: highest load of each reviewer: one number, or (reviewers,).
        lower: lowest load, likewise.
        conflicts: pairs that may not be: a matrix of the scores' shape (other than 0), or (n, 2) of index pairs.
        diversity: limits on each panel by group.
        seconds: time limit. At its end the best assignment so far comes with the bounds proven so far, uncertified.
        fair: False: the highest sum alone.

    Raises:
        InputError: the matrices cannot be read; names the first place.
        InfeasibleError: no assignment keeps to all limits; names those that make it so. With diversity also when none
            was found in time.
    """
    begun = time.perf_counter()
    problem = read(scores, need, upper, lower, conflicts, diversity)
    end = begun + seconds
    flow, proven = _cheapest(problem, end)
    chosen = flow.chosen
    if any(len(broken(problem, number, chosen)) for number in range(len(problem.rules))):
        mixed = best_at(problem, _prices(problem, flow), chosen, -np.inf, seconds=end - time.perf_counter())
        if mixed.chosen is None:
            raise explain_diversity(problem, proven=mixed.impossible)
        chosen, proven = mixed.chosen, min(proven, mixed.value)
    if not fair:
        return _answer(problem, chosen, proven, problem.worst(chosen), begun)
    chosen, at_worst, ceiling = _fairest(problem, flow, chosen, proven, end)
    return _answer(problem, chosen, min(proven, at_worst), ceiling, begun)


def _answer(problem: Problem, chosen: Vector, proven: float, ceiling: float, begun: float) -> Assignment:
    chosen = np.sort(chosen)
    total, worst = float(problem.score[chosen].sum()), problem.worst(chosen)
    proven, ceiling = max(proven, total), max(ceiling, worst)
    return Assignment(
        pairs=np.column_stack([problem.reviewer[chosen], problem.application(chosen)]).astype(np.int64),
        total=total * problem.unit,
        worst=worst * problem.unit,
        bound=proven * problem.unit,
        worst_bound=ceiling * problem.unit,
        certified=close(total, proven) and ceiling - worst <= TOLERANCE,
        seconds=time.perf_counter() - begun,
    )


def _cheapest(problem: Problem, end: float) -> tuple[Flow, float]:
    """The flow of the highest sum and the bound its prices prove, widening a large problem's pairs until none would pay."""
    each = SEEN_EACH + int(problem.need.max(initial=0))
    seen = first_pairs(problem, each)
    while (flow := best_sum(problem, seen)) is None:
        if len(seen) == len(problem.score):
            raise explain(problem)
        each *= 8
        seen = first_pairs(problem, each)
    proven, fresh = _outside(problem, flow)
    while len(fresh) and time.perf_counter() < end:
        flow = best_sum(problem, np.union1d(flow.seen, fresh)) or flow
        value, fresh = _outside(problem, flow)
        proven = min(proven, value)
    return flow, proven


def _outside(problem: Problem, flow: Flow) -> tuple[float, Vector]:
    """The bound by the flow's prices, and pairs the flow did not see that they would pay for."""
    none = np.zeros(0, dtype=np.int64)
    found = bound(problem, Limits(none, [none for _ in problem.rules]), _prices(problem, flow), 0.0, 0.0)
    if len(flow.seen) == len(problem.score):
        return found.value, none
    fresh = (found.gain > EDGE) & ~np.isin(found.pairs, flow.seen, assume_unique=True)
    return found.value, leading(problem, found.pairs[fresh], found.gain[fresh])


def _prices(problem: Problem, flow: Flow) -> Prices:
    """The flow's prices, for a program with neither claims nor diversity limits."""
    none, zero = np.zeros(0, dtype=np.int64), np.zeros(problem.applications)
    prices = Prices(flow.price, zero, zero, [np.zeros(0) for _ in problem.rules])
    return settled(problem, Limits(none, [none for _ in problem.rules]), prices)


def _fairest(problem: Problem, flow: Flow, chosen: Vector, proven: float, end: float) -> tuple[Vector, float, float]:
    """The assignment of the highest worst total and then sum, the bound on that sum, the ceiling of the worst total.

    `chosen` has the highest sum, `proven` its bound. First the ceiling that each application's best reviewers set; if
    that is not reached, the relaxation's ceiling, and bisection under it.
    """
    asked = np.flatnonzero(problem.need > 0)
    ceiling = float(best_sums(problem, problem.score)[0][asked].min()) if len(asked) else 0.0
    if ceiling - problem.worst(chosen) <= TOLERANCE:
        return chosen, proven, ceiling
    prices = _prices(problem, flow)
    if np.count_nonzero(problem.totals(chosen)[asked] < ceiling - TOLERANCE) > MANY * len(asked):
        ceiling = problem.floored(highest_common(problem, prices, chosen, ceiling, (end - time.perf_counter()) / 3))
        chosen = lift(problem, chosen, ceiling, seconds=(end - time.perf_counter()) * LIFT_SHARE)
    found = best_at(problem, prices, chosen, ceiling, seconds=(end - time.perf_counter()) * CEILING_SHARE)
    if found.chosen is not None:
        return _better(problem, found.chosen, chosen, ceiling), found.value, ceiling
    if found.close is not None and problem.worst(found.close) > problem.worst(chosen):
        chosen = found.close
    if not found.impossible:
        chosen = lift(problem, chosen, ceiling, seconds=(end - time.perf_counter()) * LIFT_SHARE)
        if ceiling - problem.worst(chosen) <= TOLERANCE:
            return chosen, found.value, ceiling
    search_end = end - LAST_SHARE * (end - time.perf_counter())
    if found.impossible:
        ceiling = problem.floored(ceiling - problem.step / 2)
    seconds = (search_end - time.perf_counter()) / 2
    ceiling = problem.floored(highest_common(problem, prices, chosen, ceiling, seconds))
    chosen, ceiling = _bisected(problem, prices, chosen, ceiling, search_end)
    floor = problem.worst(chosen)
    found = best_at(problem, prices, chosen, floor, seconds=end - time.perf_counter())
    return _better(problem, found.chosen, chosen, floor), found.value, ceiling


def _bisected(problem: Problem, prices: Prices, chosen: Vector, ceiling: float, end: float) -> tuple[Vector, float]:
    """A fairer assignment, between the worst total of `chosen` and the ceiling, and the ceiling as far as it was lowered.

    Asks first whether anything above the known worst total is possible (with tied scores often not), then halves.
    """
    floor, least = problem.worst(chosen), max(0.9 * TOLERANCE, problem.step)
    untried, probe = ceiling, True
    while untried - floor > max(TOLERANCE, problem.step / 2) and (left := end - time.perf_counter()) > 0:
        target = floor + least if probe else max(floor + least, problem.floored((floor + untried) / 2))
        found = best_at(problem, prices, chosen, target, seconds=left / 3, first=True)
        if found.chosen is None and not found.impossible:
            lifted = lift(problem, chosen, target, seconds=left * LIFT_SHARE)
            found.chosen = lifted if problem.worst(lifted) >= target - EDGE else None
        if found.chosen is not None:
            chosen, floor = found.chosen, max(floor + EDGE, problem.worst(found.chosen))
        elif found.impossible:
            ceiling = untried = problem.floored(target - problem.step / 2)
        elif not probe:
            untried = target - problem.step
        probe = found.chosen is not None
    return chosen, ceiling


def _better(problem: Problem, found: Vector | None, known: Vector, floor: float) -> Vector:
    """The higher sum of the two, where both keep the floor."""
    if found is None:
        return known
    kept = problem.worst(known) >= floor - TOLERANCE
    return known if kept and problem.score[known].sum() > problem.score[found].sum() else found
