"""The linear relaxation by column generation (HiGHS): columns are single pairs, or whole panels where asked."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from .bounds import Limits, Priced, Prices, bound, rows, settled
from .panels import EDGE, Columns
from .problem import Problem, Vector

SLACKS = (
    30.0,
    1e4,
)  # what a missing unit of a claim costs: first more than most trades of scores in [-1, 1], then than any
MISSED = 1e-6
NEW_EACH = 8  # pairs added per application and round
ALMOST = 0.005  # pairs that miss paying by up to this are added with those that pay: it saves rounds
SIMPLEX = 50_000  # columns from which the dual simplex is chosen without a trial
CLOSED = 1e-9  # the gap, as a share of the sum, at which the bound counts as the optimum


@dataclass(slots=True)
class _Program:
    """What is asked of the linear programs of one relaxation."""

    target: float
    top: float | None
    weight: float
    eased: float
    slack: float


@dataclass(slots=True)
class Relaxed:
    """The relaxation's end: bound `value` on the sum (or on the worst total), the `prices` that prove it, `columns` for more.

    `missed`: by how much the claims, diversity limits and panels are missed together. `shares`: how much of each of the
    columns `taken` is taken in the last program, of objective `reached`.
    """

    value: float
    prices: Prices
    columns: Columns
    missed: float
    reached: float
    taken: Columns
    shares: Vector
    crowded: Vector


def relax(
    problem: Problem,
    limits: Limits,
    columns: Columns,
    *,
    target: float,
    top: float | None = None,
    weight: float = 1.0,
    eased: float = 0.0,
    enough: float = CLOSED,
    seconds: float,
) -> Relaxed | None:
    """The highest sum with totals of the claims ≥ target; with `top`, the highest common total ≤ top of the claims.

    With `weight` 0 only what is missed counts: a bound below 0 proves that the target cannot be reached. Columns are added
    until none has a positive reduced gain, or the bound is closer than `enough` (a share of it); cut off by the time limit, the bound still holds.
    `eased`: loads may be passed by up to that much, at random; prices then swing less, and prove as much as they do.
    None: the time was too short for a first solution.
    """
    end = time.perf_counter() + seconds
    best: Relaxed | None = None
    program = _Program(0.0 if top is not None else target, top, 0.0 if top is not None else weight, eased, SLACKS[0])
    if not program.weight:
        program.slack = 1.0 if top is None else SLACKS[-1]
    own = np.isin(problem.application(columns.pair[columns.start[:-1]]), limits.panelled)
    known = set(columns.chosen(own).names())
    while True:
        solved = _solve(problem, limits, columns, program, end - time.perf_counter())
        if solved is None:
            return best
        prices, missed, reached, shares = solved
        tried = prices if problem.most < 1 else settled(problem, limits, prices)
        found = bound(problem, limits, tried, program.target, ALMOST)
        if top is not None:
            found.value += top * max(0.0, 1.0 - float(prices.claim.sum()))
        if best is None or found.value < best.value:
            best = Relaxed(found.value, tried, columns, missed, reached, columns, shares, found.crowded)
        else:
            best.missed, best.reached, best.taken, best.shares = missed, reached, columns, shares
        fresh, pays = _fresh(problem, columns, known, found, tried.application - prices.application)
        done = not pays or (missed <= MISSED and best.value - reached <= enough * abs(reached))
        if done and missed > MISSED and program.weight and program.slack < SLACKS[-1]:
            program.slack = SLACKS[-1]
        elif done or time.perf_counter() > end:
            return best
        known.update(fresh.names() if len(limits.panelled) else ())
        best.columns = columns = columns.joined(fresh)


def _fresh(
    problem: Problem, columns: Columns, known: set[bytes], found: Priced, raised: Vector
) -> tuple[Columns, bool]:
    """Columns that are not in the program yet, and whether one of them pays at the program's own prices.

    `raised` (P,): by how much the applications' prices were raised since.
    """
    single = columns.pair[columns.start[:-1][np.diff(columns.start) == 1]]
    fresh = ~np.isin(found.pairs, single)
    pairs, gain = found.pairs[fresh], found.gain[fresh]
    new = np.array([name not in known for name in found.panels.names()], dtype=bool)
    paying = (gain > -EDGE) & (gain + raised[problem.application(pairs)] > EDGE)
    pays = bool(paying.any() or np.any(found.panel_gain[new] > EDGE))
    return Columns.of(leading(problem, pairs, gain)).joined(found.panels.chosen(new)), pays


def leading(problem: Problem, pairs: Vector, gain: Vector) -> Vector:
    """Of each application the few pairs of the highest gain."""
    owner = problem.application(pairs)
    order = np.lexsort((-gain, owner))
    first = np.searchsorted(owner[order], owner[order])
    return np.sort(pairs[order[np.arange(len(order)) - first < NEW_EACH]])


def _solve(
    problem: Problem, limits: Limits, columns: Columns, program: _Program, seconds: float
) -> tuple[Prices, float, float, Vector] | None:
    """One linear program: its prices, what is missed of claims, diversity limits and panels, its objective, the shares.

    Rows: needs, loads, claims, diversity. After the columns come panelled applications' blanks, that stand for no panel;
    for each row but the needs what it comes to, between its sides; and what it misses of them. Claims and diversity, and
    with panels the lower loads, may be missed at a price, so that there is a solution whatever columns are in.
    """
    if seconds <= 0:
        return None
    matrix, low, high = rows(problem, limits, columns)
    papers, people, claims = problem.applications, problem.reviewers, len(limits.claims)
    low, high = low[papers:], high[papers:]
    low[people : people + claims] = 0.0 if program.top is not None else program.target - EDGE
    soft = np.arange(len(low)) >= people + (claims if program.top is not None else 0)
    short = np.flatnonzero(np.isfinite(low) & (low > -np.inf) & (soft | (len(limits.panelled) > 0)) & (low != 0))
    over = np.flatnonzero(soft & np.isfinite(high))
    if program.eased:
        extra = program.eased * np.random.default_rng(0).random((2, people))
        low[:people] -= extra[0]
        high[:people] += extra[1]
    size, blank = len(columns), len(limits.panelled)
    parts = [
        matrix,
        _unit(matrix.shape[0], limits.panelled, 1.0),
        _unit(matrix.shape[0], papers + np.arange(len(low)), -1.0),
        _unit(matrix.shape[0], papers + short, 1.0),
        _unit(matrix.shape[0], papers + over, -1.0),
    ]
    free = np.full(len(short) + len(over), program.slack)
    cost = np.concatenate(
        [
            -program.weight * columns.sums(problem.score[columns.pair]),
            np.full(blank, program.slack),
            np.zeros(len(low)),
            free,
        ]
    )
    least = np.concatenate([np.zeros(size + blank), low, np.zeros(len(free))])
    most = np.concatenate([np.full(size, problem.most), np.full(blank, np.inf), high, np.full(len(free), np.inf)])
    if program.top is not None:  # one more column: the common total
        common = np.zeros((matrix.shape[0], 1))
        common[papers + people : papers + people + claims] = -1.0
        parts.append(sp.csr_matrix(common))
        cost = np.append(cost, -1.0)
        least, most = np.append(least, -float(problem.need.max()) - 1.0), np.append(most, program.top)
    answer = linprog(
        cost,
        A_eq=sp.hstack(parts, format="csr"),
        b_eq=np.concatenate([problem.need, np.zeros(len(low))]),
        bounds=np.column_stack([least, most]),
        method="highs-ds" if size > SIMPLEX else "highs",
        options={"time_limit": seconds},
    )
    if answer.status != 0:
        return None
    missed = float(answer.x[size : size + blank].sum() + answer.x[size + blank + len(low) :][: len(free)].sum())
    return _prices(problem, limits, -answer.eqlin.marginals, program), missed, -float(answer.fun), answer.x[:size]


def _unit(height: int, row: Vector, value: float) -> sp.csr_matrix:
    return sp.csr_matrix((np.full(len(row), value), (row, np.arange(len(row)))), shape=(height, len(row)))


def _prices(problem: Problem, limits: Limits, price: Vector, program: _Program) -> Prices:
    papers, people, claims = problem.applications, problem.reviewers, len(limits.claims)
    claim = np.zeros(papers)
    claim[limits.claims] = np.maximum(-price[papers + people : papers + people + claims], 0.0)
    if program.top is not None:
        claim /= max(1.0, float(claim.sum()))
    ends = papers + people + claims + np.cumsum([0, *(len(places) for places in limits.places)])
    return Prices(
        reviewer=price[papers : papers + people],
        application=price[:papers],
        claim=claim,
        rules=[price[a:b] for a, b in pairwise(ends)],
        weight=program.weight,
    )
