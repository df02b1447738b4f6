"""Against collusion: nobody is given an application with more than a set probability, whatever bids or works they show.

The fractional assignment of the highest expected total (fair: of the highest worst expected total first) with every
pair's probability ≤ q, then one assignment drawn by dependent rounding, so that each pair is drawn with exactly its
probability and every draw keeps all needs and loads (Jecmen, Zhang, Liu, Shah, Conitzer and Fang 2020,
arXiv:2006.16437; the rounding: Gandhi, Khuller, Parthasarathy and Srinivasan 2006). Shares are whole numbers of
millionths, so that rounding errors break no limit.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow

from .core import TOLERANCE
from .flow import COST_ROOM, FINEST, best_sum, explain
from .panels import Columns
from .problem import NAMED, InfeasibleError, InputError, Problem, Vector, read
from .relax import relax
from .solve import assign
from .watching import watch

UNITS = 1_000_000  # shares of a pair
NEAR_EACH = 4  # pairs per needed review, by probability 1, in the relaxation's first columns


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw and what it was drawn from.

    `pairs` (n, 2): reviewer, application, sorted by application, with their `total` and `worst`. `expected_total` and
    `expected_worst` are those of the probabilities, all ≤ `most`; `bound`: no probabilities under that limit (fair: of
    that worst) have a higher expected total, `worst_bound`: none a higher worst expected total. `probable` (m, 2) are
    the pairs that could be drawn, `chance` (m,) their probabilities.
    """

    pairs: Vector
    total: float
    worst: float
    expected_total: float
    expected_worst: float
    bound: float
    worst_bound: float
    probable: Vector
    chance: Vector
    most: float
    seed: int
    seconds: float


def draw(
    scores: Any,
    need: Any,
    upper: Any,
    lower: Any = 0,
    conflicts: Any = None,
    *,
    most: float,
    seed: int,
    fair: bool = True,
    seconds: float = 60.0,
) -> Drawn:
    """An assignment drawn with `seed`, each pair with a probability of at most `most` (0 to 1, to a millionth).

    Scores, needs, loads and conflicts as for `assign`. With `most` 1 it is the assignment that `assign` finds.

    Raises:
        InputError: the matrices cannot be read, or `most` is no probability.
        InfeasibleError: no probabilities keep to all limits; names the applications with too few possible reviewers.
    """
    begun = time.perf_counter()
    if not 0 < most <= 1:
        raise InputError(f"a probability of at most {most} makes no sense: more than 0, at most 1")
    if most == 1:
        return _certain(scores, need, upper, lower, conflicts, seed, fair, seconds)
    problem = read(scores, need, upper, lower, conflicts, ())
    cap = int(most * UNITS + 1e-9)
    problem.most = cap / UNITS
    every = np.arange(len(problem.score))
    units = _units(problem, every, np.full(len(every), cap))
    if units is None:
        raise _why_not(problem, most)
    bound, worst_bound = float(problem.score @ units) / UNITS, np.inf
    if fair:
        left = seconds - (time.perf_counter() - begun)
        units, bound, worst_bound = _fairest(problem, units, cap, bound, left)
    expected = np.bincount(problem.application(every), problem.score * units, problem.applications) / UNITS
    asked = problem.need > 0
    chosen = every[rounded(problem, units, np.random.default_rng(seed))]
    worst = float(expected[asked].min()) if asked.any() else 0.0
    held = np.flatnonzero(units)
    return Drawn(
        pairs=_named(problem, chosen),
        total=float(problem.score[chosen].sum()) * problem.unit,
        worst=problem.worst(chosen) * problem.unit,
        expected_total=float(expected.sum()) * problem.unit,
        expected_worst=worst * problem.unit,
        bound=max(bound, float(expected.sum())) * problem.unit,
        worst_bound=max(min(worst_bound, _ceiling(problem)), worst) * problem.unit,
        probable=_named(problem, held),
        chance=units[held] / UNITS,
        most=most,
        seed=seed,
        seconds=time.perf_counter() - begun,
    )


def _certain(
    scores: Any, need: Any, upper: Any, lower: Any, conflicts: Any, seed: int, fair: bool, seconds: float
) -> Drawn:
    found = assign(scores, need, upper, lower, conflicts, seconds=seconds, fair=fair)
    return Drawn(
        pairs=found.pairs,
        total=found.total,
        worst=found.worst,
        expected_total=found.total,
        expected_worst=found.worst,
        bound=found.bound,
        worst_bound=found.worst_bound,
        probable=found.pairs,
        chance=np.ones(len(found.pairs)),
        most=1.0,
        seed=seed,
        seconds=found.seconds,
    )


def _named(problem: Problem, pairs: Vector) -> Vector:
    return np.column_stack([problem.reviewer[pairs], problem.application(pairs)]).astype(np.int64)


def _units(problem: Problem, seen: Vector, most: Vector) -> Vector | None:
    """Whole shares (P,) of the pairs of the highest sum, those `seen` up to `most` each, the others 0; None: infeasible."""
    people, papers = problem.reviewers, problem.applications
    nodes = people + papers + 1
    fine = max(1, min(FINEST, COST_ROOM // nodes**2 // UNITS))
    gain = np.rint(problem.score[seen] * fine).astype(np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    owner, reviewer = problem.application(seen), papers + problem.reviewer[seen].astype(np.int64)
    arcs = solver.add_arcs_with_capacity_and_unit_cost(owner, reviewer, most, -gain)
    everyone = papers + np.arange(people)
    upper = np.minimum(problem.upper, papers)
    room = (upper - np.minimum(problem.lower, papers)) * UNITS
    solver.add_arcs_with_capacity_and_unit_cost(
        everyone, np.full(people, nodes - 1), room, np.zeros(people, dtype=np.int64)
    )
    solver.set_nodes_supplies(np.arange(papers), problem.need * UNITS)
    solver.set_nodes_supplies(everyone, -problem.lower * UNITS)
    solver.set_node_supply(nodes - 1, int(problem.lower.sum() - problem.need.sum()) * UNITS)
    if solver.solve() != solver.OPTIMAL:
        return None
    units = np.zeros(len(problem.score), dtype=np.int64)
    units[seen] = solver.flows(arcs)
    return units


def _fairest(problem: Problem, units: Vector, cap: int, bound: float, seconds: float) -> tuple[Vector, float, float]:
    """The shares of the highest worst expected total, then sum; the bounds on that sum and on the worst total.

    `units` are the shares of the highest sum, `bound` their sum: they stay where time is too short.
    """
    end = time.perf_counter() + seconds
    held = np.flatnonzero(units)
    limits = watch(problem, held, np.inf)
    pool = np.union1d(held, _best(problem, NEAR_EACH / problem.most))
    ceiling = _ceiling(problem)
    first = relax(problem, limits, Columns.of(pool), target=0.0, top=ceiling, seconds=seconds / 2)
    if first is None or first.missed > TOLERANCE:
        return units, bound, ceiling
    # Rounding to millionths may cost each total that much.
    reached = np.bincount(problem.application(first.taken.pair), problem.score[first.taken.pair] * first.shares)
    floor = float(reached[np.flatnonzero(problem.need > 0)].min()) - TOLERANCE
    second = relax(problem, limits, first.columns, target=floor, seconds=end - time.perf_counter())
    solved = first if second is None or second.missed > TOLERANCE else second
    near = np.minimum(np.ceil(np.maximum(solved.shares, 0) * UNITS).astype(np.int64) + 1, cap)
    near[solved.shares <= 0] = 0
    exact = _units(problem, solved.taken.pair, near)
    if exact is None:
        return units, bound, first.value
    return exact, min(bound, solved.value) if solved is second else bound, first.value


def _best(problem: Problem, each: float) -> Vector:
    """Of each application its best pairs, `each` for every needed review."""
    parts = []
    for p, (begin, end) in enumerate(zip(problem.start[:-1], problem.start[1:], strict=True)):
        size = min(end - begin, int(each * problem.need[p]))
        if size:
            parts.append(begin + np.argpartition(-problem.score[begin:end], size - 1)[:size])
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _ceiling(problem: Problem) -> float:
    """The highest worst expected total that each application alone, with the limit on probabilities, could have."""
    found = np.inf
    for p in np.flatnonzero(problem.need > 0):
        best = np.sort(problem.score[problem.start[p] : problem.start[p + 1]])[::-1]
        share = np.clip(problem.need[p] - problem.most * np.arange(len(best)), 0, problem.most)
        found = min(found, float(best @ share))
    return found if np.isfinite(found) else 0.0


def _why_not(problem: Problem, most: float) -> InfeasibleError:
    if best_sum(problem, np.arange(len(problem.score))) is None:
        return explain(problem)
    possible = np.diff(problem.start)
    short = np.flatnonzero(possible * problem.most < problem.need - 1e-9)
    if not len(short):
        return InfeasibleError(
            f"with no probability above {most} the loads leave no assignment: raise it, or the loads"
        )
    at, named = short[0], ", ".join(map(str, short[:NAMED]))
    return InfeasibleError(
        f"application {named}: {possible[at]} possible reviewers; with no probability above {most} at least "
        f"{-(-problem.need[at] // problem.most):.0f} are needed (for application {at}): raise it, or add reviewers",
        applications=short.tolist(),
    )


def rounded(problem: Problem, units: Vector, chance: np.random.Generator) -> Vector:
    """The pairs drawn (indices, sorted): each with its share of `UNITS` as probability, all needs and loads kept.

    A cycle, or a path between reviewers without other open pairs, is shifted one way or the other until one of its pairs
    is in or out; the odds of the two ways keep every expectation.
    """
    left = {int(e): int(units[e]) for e in np.flatnonzero((units > 0) & (units < UNITS))}
    owner = problem.application(np.arange(len(units)))
    ends = {e: (int(owner[e]), problem.applications + int(problem.reviewer[e])) for e in left}
    at: dict[int, dict[int, None]] = defaultdict(dict)  # vertex -> its open pairs, in order
    for e, both in ends.items():
        for vertex in both:
            at[vertex][e] = None
    tips = {v: None for v, open_ in at.items() if len(open_) == 1}
    drawn = set(np.flatnonzero(units == UNITS).tolist())
    while left:
        way = _way(at, ends, next(iter(tips)) if tips else ends[next(iter(left))][0])
        up, down = way[::2], way[1::2]
        rise = min([UNITS - left[e] for e in up] + [left[e] for e in down])
        fall = min([left[e] for e in up] + [UNITS - left[e] for e in down])
        shift = rise if chance.integers(rise + fall) < fall else -fall
        for sign, pairs in ((1, up), (-1, down)):
            for e in pairs:
                left[e] += sign * shift
                if 0 < left[e] < UNITS:
                    continue
                if left.pop(e):
                    drawn.add(e)
                for vertex in ends[e]:
                    del at[vertex][e]
                    tips.pop(vertex, None)
                    if len(at[vertex]) == 1:
                        tips[vertex] = None
    return np.array(sorted(drawn), dtype=np.int64)


def _way(at: dict[int, dict[int, None]], ends: dict[int, tuple[int, int]], vertex: int) -> list[int]:
    """Open pairs from the vertex on until there is a cycle (only that is given back) or no way on."""
    passed, way, last = {vertex: 0}, list[int](), -1
    while True:
        onward = next((e for e in at[vertex] if e != last), None)
        if onward is None:
            return way
        one, two = ends[onward]
        vertex, last = (two if vertex == one else one), onward
        way.append(onward)
        if vertex in passed:
            return way[passed[vertex] :]
        passed[vertex] = len(way)
