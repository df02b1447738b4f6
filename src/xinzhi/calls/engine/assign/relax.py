"""The linear relaxation by column generation (HiGHS), and the bound that any prices prove.

With a price v_r on each reviewer's place, λ_p ≥ 0 on application p's claim to a total of at least t, and δ on each
diversity limit, no assignment has a higher sum than

    Σ_p need_p u_p + Σ_r (upper_r v_r⁺ − lower_r v_r⁻) − t Σ_p λ_p + Σ (most δ⁺ − least δ⁻) + Σ_e (g_e − u_p)⁺

with g_e = (1 + λ_p) s_e − v_r − δ. That holds for whatever prices, so the bound does not rest on the solver's word.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from .problem import UNLIMITED, Problem, Vector

SLACK = 1e4  # what a missing unit of a claim costs in the relaxation: more than any trade of scores in [-1, 1]
EDGE = 1e-9  # claims are eased by this much against rounding
NEW_EACH = 8  # pairs added per application and round
ALMOST = 0.005  # pairs that miss paying by up to this are added with those that pay: it saves rounds
BLOCK = 2_000_000  # pairs looked at together
SIMPLEX = 50_000  # columns from which the dual simplex is chosen without a trial


@dataclass(slots=True)
class Limits:
    """Which claims (applications) and diversity limits (rule, application, code) stand in the program."""

    claims: Vector
    places: list[Vector] = field(default_factory=list)  # per rule: sorted keys application * labels + code

    def key(self, problem: Problem, number: int, pairs: Vector) -> Vector:
        """For each pair its row in the rule's limits, or -1."""
        rule, places = problem.rules[number], self.places[number]
        code = rule.code[problem.reviewer[pairs]].astype(np.int64)
        owner = problem.application(pairs)
        key = np.where((code < 0) | ~rule.binds[owner], -1, owner * len(rule.labels) + code)
        row = np.searchsorted(places, key)
        found = (row < len(places)) & (places[np.minimum(row, len(places) - 1)] == key) if len(places) else row < 0
        return np.where(found, row, -1)


@dataclass(slots=True)
class Prices:
    """A dual solution: `reviewer` (R,), `application` u (P,), `claim` λ (P,), `rules` δ as in the limits.

    `weight` is 1 where the sum is bounded, 0 where the worst total is.
    """

    reviewer: Vector
    application: Vector
    claim: Vector
    rules: list[Vector]
    weight: float = 1.0


def rows(problem: Problem, limits: Limits, pairs: Vector) -> tuple[sp.csr_matrix, Vector, Vector]:
    """The program's rows over the pairs: needs, loads, claims' totals, diversity; then their lower and upper sides.

    The claims' lower side is left 0.
    """
    size, column = len(pairs), np.arange(len(pairs))
    owner, reviewer = problem.application(pairs), problem.reviewer[pairs]
    place = np.full(problem.applications, -1)
    place[limits.claims] = np.arange(len(limits.claims))
    claimed = place[owner] >= 0
    one = np.ones(size)
    parts = [
        sp.csr_matrix((one, (owner, column)), shape=(problem.applications, size)),
        sp.csr_matrix((one, (reviewer, column)), shape=(problem.reviewers, size)),
        sp.csr_matrix(
            (problem.score[pairs][claimed], (place[owner[claimed]], column[claimed])), shape=(len(limits.claims), size)
        ),
    ]
    low = [problem.need, problem.lower, np.zeros(len(limits.claims))]
    high = [problem.need, problem.upper, np.full(len(limits.claims), np.inf)]
    for number, rule in enumerate(problem.rules):
        key = limits.key(problem, number, pairs)
        inside, places = key >= 0, limits.places[number]
        parts.append(sp.csr_matrix((one[inside], (key[inside], column[inside])), shape=(len(places), size)))
        code = places % len(rule.labels)
        low.append(rule.least[code])
        high.append(np.where(rule.most[code] >= UNLIMITED, np.inf, rule.most[code]))
    return sp.vstack(parts, format="csr"), np.concatenate(low).astype(float), np.concatenate(high).astype(float)


def bound(
    problem: Problem, limits: Limits, prices: Prices, target: float, slack: float
) -> tuple[float, Vector, Vector]:
    """What the prices prove, and the pairs whose reduced gain is at least -slack, with that gain."""
    value = float(problem.need @ prices.application)
    value += _priced(prices.reviewer, problem.lower, problem.upper)
    if prices.claim.any():
        value -= prices.weight * target * float(prices.claim.sum())
    for rule, places, price in zip(problem.rules, limits.places, prices.rules, strict=True):
        code = places % len(rule.labels) if len(places) else places
        value += _priced(price, rule.least[code], rule.most[code])
    pairs, gains = [], []
    for begin in range(0, len(problem.score), BLOCK):
        here = np.arange(begin, min(begin + BLOCK, len(problem.score)))
        gain = _reduced(problem, limits, prices, here)
        value += problem.most * float(gain[gain > 0].sum())
        near = gain >= -slack
        pairs.append(here[near])
        gains.append(gain[near])
    return value, np.concatenate(pairs), np.concatenate(gains)


def _priced(price: Vector, low: Vector, high: Vector) -> float:
    return float((high * np.maximum(price, 0)).sum() + (low * np.minimum(price, 0)).sum())


def _reduced(problem: Problem, limits: Limits, prices: Prices, pairs: Vector) -> Vector:
    owner = problem.application(pairs)
    gain = (prices.weight + prices.claim[owner]) * problem.score[pairs]
    gain -= prices.reviewer[problem.reviewer[pairs]] + prices.application[owner]
    for number, price in enumerate(prices.rules):
        key = limits.key(problem, number, pairs)
        gain[key >= 0] -= price[key[key >= 0]]
    return gain


@dataclass(slots=True)
class Relaxed:
    """The relaxation's end: bound on the sum (or on the worst total), prices, the pairs it used.

    `missed` (P,): by how much each application's claim and diversity limits are missed. `shares`: how much of each of
    the pairs `taken` is taken in the last program.
    """

    value: float
    prices: Prices
    pairs: Vector
    missed: Vector
    taken: Vector
    shares: Vector


def relax(
    problem: Problem, limits: Limits, pairs: Vector, *, target: float, top: float | None = None, seconds: float
) -> Relaxed | None:
    """The highest sum with totals of the claims ≥ target; with `top`, the highest common total ≤ top of the claims.

    Columns are added until none has a positive reduced gain; cut off by the time limit, the bound still holds. None:
    the time was too short for a first solution.
    """
    end = time.perf_counter() + seconds
    best: Relaxed | None = None
    while True:
        solved = _solve(problem, limits, pairs, target, top, end - time.perf_counter())
        if solved is None:
            return best
        prices, missed, shares = solved
        value, near, gain = bound(problem, limits, prices, target if top is None else 0.0, ALMOST)
        if top is not None:
            value += top * max(0.0, 1.0 - float(prices.claim.sum()))
        fresh = ~np.isin(near, pairs, assume_unique=True)
        near, gain = near[fresh], gain[fresh]
        if best is None or value < best.value or missed.sum() < best.missed.sum():
            best = Relaxed(value, prices, pairs, missed, pairs, shares)
        if not np.any(gain > EDGE) or time.perf_counter() > end:
            return best
        best.pairs = pairs = np.union1d(pairs, leading(problem, near, gain))


def leading(problem: Problem, pairs: Vector, gain: Vector) -> Vector:
    """Of each application the few pairs of the highest gain."""
    owner = problem.application(pairs)
    order = np.lexsort((-gain, owner))
    first = np.searchsorted(owner[order], owner[order])
    return np.sort(pairs[order[np.arange(len(order)) - first < NEW_EACH]])


def _solve(
    problem: Problem, limits: Limits, pairs: Vector, target: float, top: float | None, seconds: float
) -> tuple[Prices, Vector, Vector] | None:
    """One linear program: its prices, what each application misses of its claim and diversity limits, the pairs' shares.

    Rows after the needs: loads, claims, diversity. Claims and diversity may be missed at a price, so that there is a
    solution whatever pairs are in.
    """
    if seconds <= 0:
        return None
    full, low, high = rows(problem, limits, pairs)
    papers, people, claims = problem.applications, problem.reviewers, len(limits.claims)
    matrix, low, high = full[papers:], low[papers:], high[papers:]
    claim_rows = slice(people, people + claims)
    low[claim_rows] = 0.0 if top is not None else target - EDGE
    above, below = np.flatnonzero(np.isfinite(high)), np.flatnonzero(low > 0)
    below = np.union1d(below, np.arange(people, people + claims))
    sides = sp.vstack([matrix[above], -matrix[below]], format="csr")
    row = np.concatenate([above, below])
    soft = np.flatnonzero(row >= (people if top is None else people + claims))
    slack = sp.csr_matrix((-np.ones(len(soft)), (soft, np.arange(len(soft)))), shape=(len(row), len(soft)))
    cost = np.concatenate(
        [np.zeros(len(pairs)) if top is not None else -problem.score[pairs], np.full(len(soft), SLACK)]
    )
    ends = np.zeros((len(cost), 2))
    ends[: len(pairs), 1], ends[len(pairs) :, 1] = problem.most, np.inf
    columns = [sides, slack]
    if top is not None:  # one more column: the common total
        columns.append(sp.csr_matrix(((row >= people) & (row < people + claims)).astype(float)[:, None]))
        cost, ends = np.append(cost, -1.0), np.vstack([ends, [-float(problem.need.max()) - 1.0, top]])
    answer = linprog(
        cost,
        A_ub=sp.hstack(columns, format="csr"),
        b_ub=np.concatenate([high[above], -low[below]]),
        A_eq=sp.hstack([full[:papers], sp.csr_matrix((papers, len(cost) - len(pairs)))], format="csr"),
        b_eq=problem.need.astype(float),
        bounds=ends,
        method="highs-ds" if len(pairs) > SIMPLEX else "highs",
        options={"time_limit": seconds},
    )
    if answer.status != 0:
        return None
    missed = _missed(problem, limits, row[soft], answer.x[len(pairs) :])
    return _prices(problem, limits, answer, above, below, top), missed, answer.x[: len(pairs)]


def _prices(problem: Problem, limits: Limits, answer: Any, above: Vector, below: Vector, top: float | None) -> Prices:
    people, claims = problem.reviewers, len(limits.claims)
    price = np.zeros(people + claims + sum(map(len, limits.places)))
    price[above] -= answer.ineqlin.marginals[: len(above)]
    price[below] += answer.ineqlin.marginals[len(above) :]
    claim = np.zeros(problem.applications)
    claim[limits.claims] = np.maximum(-price[people : people + claims], 0.0)
    if top is not None:
        claim /= max(1.0, float(claim.sum()))
    ends = people + claims + np.cumsum([len(places) for places in limits.places])
    return Prices(
        reviewer=price[:people],
        application=-answer.eqlin.marginals,
        claim=claim,
        rules=np.split(price[people + claims :], ends[:-1] - people - claims) if limits.places else [],
        weight=0.0 if top is not None else 1.0,
    )


def _missed(problem: Problem, limits: Limits, row: Vector, amount: Vector) -> Vector:
    """By application (P,): the amounts missed in the rows (numbered from the loads on)."""
    owner = [np.zeros(problem.reviewers, dtype=np.int64), limits.claims]
    owner += [p // max(1, len(rule.labels)) for p, rule in zip(limits.places, problem.rules, strict=True)]
    return np.bincount(np.concatenate(owner)[row], amount[: len(row)], problem.applications)
