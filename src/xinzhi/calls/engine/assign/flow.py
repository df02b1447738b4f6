"""The best sum alone, as a minimum-cost flow (OR-Tools), with the prices that prove it; and why there is none.

Applications send `need` units over their possible pairs to reviewers, who pass on between `lower` and `upper`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from .problem import NAMED, InfeasibleError, Problem, Vector

FINEST = 10**9  # steps of an integer cost in a unit
COST_ROOM = 2**61  # the solver multiplies costs by the number of nodes, and adds them along paths
EVERY_PAIR = 2_000_000  # up to here the flow sees every pair at once
ROUNDS = 5_000


@dataclass(slots=True)
class Flow:
    """The chosen pairs (indices), each reviewer's price (R,), and the pairs the flow saw."""

    chosen: Vector
    price: Vector
    seen: Vector


def best_sum(problem: Problem, seen: Vector, weight: Vector | None = None) -> Flow | None:
    """The assignment of the highest sum over the pairs `seen` (sorted), exact to 1e-9 of a unit; None: infeasible.

    `weight` (P,) multiplies the applications' scores, for which the prices then hold.
    """
    people, papers = problem.reviewers, problem.applications
    nodes = people + papers + 1
    owner, reviewer = problem.application(seen), problem.reviewer[seen].astype(np.int64)
    gain = problem.score[seen] if weight is None else problem.score[seen] * weight[owner]
    fine = max(1, int(min(FINEST, COST_ROOM // nodes**2) / max(1.0, np.abs(gain).max(initial=0.0))))
    gain = np.rint(gain * fine).astype(np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(owner, papers + reviewer, np.ones(len(seen), np.int64), -gain)
    everyone = papers + np.arange(people)
    room = np.minimum(problem.upper, papers) - np.minimum(problem.lower, papers)
    zero = np.zeros(people, np.int64)
    solver.add_arcs_with_capacity_and_unit_cost(everyone, np.full(people, nodes - 1), room, zero)
    solver.set_nodes_supplies(np.arange(papers), problem.need)
    solver.set_nodes_supplies(everyone, -problem.lower)
    solver.set_node_supply(nodes - 1, int(problem.lower.sum() - problem.need.sum()))
    if solver.solve() != solver.OPTIMAL:
        return None
    used = solver.flows(arcs).astype(bool)
    return Flow(seen[used], _prices(problem, seen, used, gain) / fine, seen)


def _prices(problem: Problem, seen: Vector, used: Vector, gain: Vector) -> Vector:
    """Reviewers' prices (R,) under which no change pays: the greatest fixed point of the residual network's distances.

    A full reviewer's price is what the next best pair of one of its applications leaves of its gain. Whole numbers, so
    that the rounds end; cut off early, the prices still give a valid, if weaker, bound.
    """
    owner, reviewer = problem.application(seen), problem.reviewer[seen]
    start = np.searchsorted(owner, np.arange(problem.applications))
    filled = np.diff(np.append(start, len(seen))) > 0
    load = np.bincount(reviewer[used], minlength=problem.reviewers)
    far = np.int64(4 * (np.abs(gain).max(initial=1) + 1))
    price = np.where(load >= problem.upper, far, 0)
    least = np.where(load <= problem.lower, -far, 0)
    mine, theirs = owner[used], reviewer[used]
    for _ in range(ROUNDS):
        offer = np.where(used, -4 * far, gain - price[reviewer])
        rival = np.full(problem.applications, -4 * far)
        rival[filled] = np.maximum.reduceat(offer, start[filled]) if len(offer) else -4 * far
        lowered = price.copy()
        np.minimum.at(lowered, theirs, gain[used] - rival[mine])
        lowered = np.maximum(lowered, least)
        if np.array_equal(lowered, price):
            break
        price = lowered
    return price


def first_pairs(problem: Problem, each: int) -> Vector:
    """All pairs, or of a large problem each application's `each` best and as many at random (to reach every reviewer)."""
    if len(problem.score) <= EVERY_PAIR:
        return np.arange(len(problem.score))
    chance = np.random.default_rng(0)
    parts = []
    for begin, end in zip(problem.start[:-1], problem.start[1:], strict=True):
        here = np.arange(begin, end)
        if len(here) > 2 * each:
            best = np.argpartition(problem.score[begin:end], len(here) - each)[-each:]
            here = begin + np.union1d(best, chance.integers(0, len(here), each))
        parts.append(here)
    return np.concatenate(parts)


def explain(problem: Problem) -> InfeasibleError:
    """Which applications or reviewers leave no assignment, from a minimum cut of the flow without costs."""
    asked, offered, owed = int(problem.need.sum()), int(problem.upper.sum()), int(problem.lower.sum())
    possible = np.diff(problem.start)
    short = np.flatnonzero(possible < problem.need)
    if len(short):
        at = short[0]
        return InfeasibleError(
            f"application {_names(short)}: {possible[at]} possible reviewers, {problem.need[at]} needed "
            f"(for application {at}); ease conflicts, add reviewers or ask for fewer",
            applications=short.tolist(),
        )
    if offered < asked:
        return InfeasibleError(
            f"the applications need {asked} reviews, the reviewers' upper loads allow {offered}: raise the loads"
        )
    if owed > asked:
        return InfeasibleError(f"the reviewers' lower loads ask for {owed} reviews, the applications need only {asked}")
    choices = np.bincount(problem.reviewer, minlength=problem.reviewers)
    idle = np.flatnonzero(choices < problem.lower)
    if len(idle):
        at = idle[0]
        return InfeasibleError(
            f"reviewer {_names(idle)}: {choices[at]} possible applications, lower load {problem.lower[at]} "
            f"(for reviewer {at}); ease conflicts or lower the load",
            reviewers=idle.tolist(),
        )
    return _cut(problem)


def _cut(problem: Problem) -> InfeasibleError:
    """Where Hall's condition fails.

    Applications whose reviewers have too little room, or reviewers who must take more than the applications open to them
    need. (If neither, an assignment exists: Mendelsohn and Dulmage 1958.)
    """
    delivered, papers, _ = _minimum_cut(problem, problem.upper)
    if delivered < problem.need.sum():
        theirs = np.isin(problem.application(np.arange(len(problem.reviewer))), papers)
        ways = np.bincount(problem.reviewer[theirs], minlength=problem.reviewers)
        crowd = np.flatnonzero(ways)
        return InfeasibleError(
            f"applications {_names(papers)} need {problem.need[papers].sum()} reviews, but only reviewers "
            f"{_names(crowd)} can review them, at most {np.minimum(problem.upper, ways).sum()} together; "
            "ease conflicts or raise loads",
            applications=papers.tolist(),
            reviewers=crowd.tolist(),
        )
    _, _, people = _minimum_cut(problem, problem.lower)
    people = people[problem.lower[people] > 0]
    return InfeasibleError(
        f"reviewers {_names(people)} must take {problem.lower[people].sum()} reviews together, more than the "
        "applications open to them need; ease conflicts or lower their loads",
        reviewers=people.tolist(),
    )


def _minimum_cut(problem: Problem, room: Vector) -> tuple[int, Vector, Vector]:
    """How much of the applications' need the reviewers take with `room` (R,), and a minimum cut.

    Of the cut the applications on the source's side and the reviewers on the sink's.
    """
    papers, people = problem.applications, problem.reviewers
    source, sink = papers + people, papers + people + 1
    solver = max_flow.SimpleMaxFlow()
    every = np.arange(papers)
    owner = problem.application(np.arange(len(problem.reviewer)))
    solver.add_arcs_with_capacity(np.full(papers, source), every, problem.need)
    solver.add_arcs_with_capacity(owner, papers + problem.reviewer.astype(np.int64), np.ones(len(owner), np.int64))
    solver.add_arcs_with_capacity(papers + np.arange(people), np.full(people, sink), room)
    solver.solve(source, sink)
    near = np.sort(np.array(solver.get_source_side_min_cut(), dtype=np.int64))
    far = np.sort(np.array(solver.get_sink_side_min_cut(), dtype=np.int64)) - papers
    return solver.optimal_flow(), near[near < papers], far[(far >= 0) & (far < people)]


def _names(indices: Vector) -> str:
    shown = ", ".join(map(str, indices[:NAMED].tolist()))
    return shown if len(indices) <= NAMED else f"{shown} and {len(indices) - NAMED} more"
