"""The rows of the program, and the bound that any prices prove.

With a price v_r on each reviewer's place, λ_p ≥ 0 on application p's claim to a total of at least t, and δ on each
diversity limit, no assignment has a higher sum than

    Σ_p need_p u_p + Σ_r (upper_r v_r⁺ − lower_r v_r⁻) − t Σ_p λ_p + Σ (most δ⁺ − least δ⁻) + Σ_e (g_e − u_p)⁺

with g_e = (1 + λ_p) s_e − v_r − δ. That holds for whatever prices, so the bound does not rest on the solver's word. Where
an application's columns are whole panels, the best panel's (Σ_e (g_e − u_p))⁺ stands for the sum over its pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from .panels import Columns, best_panels
from .problem import UNLIMITED, Problem, Vector

BLOCK = 2_000_000  # pairs looked at together


@dataclass(slots=True)
class Limits:
    """Which claims (applications) and diversity limits (rule, application, code) stand in the program as rows.

    Those of the applications `panelled` (sorted) do not: their columns are panels that keep them.
    """

    claims: Vector
    places: list[Vector] = field(default_factory=list)  # per rule: sorted keys application * labels + code
    panelled: Vector = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

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

    `weight` of the sum: 1, or 0 where only the claims count.
    """

    reviewer: Vector
    application: Vector
    claim: Vector
    rules: list[Vector]
    weight: float = 1.0

    def mixed(self, other: Prices, share: float) -> Prices:
        """These prices with a share of the other."""

        def mix(one: Vector, two: Vector) -> Vector:
            return (1 - share) * one + share * two

        return Prices(
            mix(self.reviewer, other.reviewer),
            mix(self.application, other.application),
            mix(self.claim, other.claim),
            [mix(one, two) for one, two in zip(self.rules, other.rules, strict=True)],
            self.weight,
        )


def rows(problem: Problem, limits: Limits, columns: Columns) -> tuple[sp.csr_matrix, Vector, Vector]:
    """The program's rows over the columns: needs, loads, claims' totals, diversity; then their lower and upper sides.

    The claims' lower side is left 0.
    """
    size, pairs, column = len(columns), columns.pair, columns.column
    owner, reviewer = problem.application(pairs), problem.reviewer[pairs]
    place = np.full(problem.applications, -1)
    place[limits.claims] = np.arange(len(limits.claims))
    claimed = place[owner] >= 0
    one = np.ones(len(pairs))
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


@dataclass(slots=True)
class Priced:
    """What prices prove: `value`, and the columns whose reduced gain is at least -slack, with that gain.

    `pairs` and `gain` of single pairs, `panels` and `panel_gain` of whole panels. `crowded` are the applications none of whose
    panels could be listed, there are too many; `cut` says whether any list was cut short for that.
    """

    value: float
    pairs: Vector
    gain: Vector
    panels: Columns
    panel_gain: Vector
    crowded: Vector
    cut: bool


def bound(
    problem: Problem,
    limits: Limits,
    prices: Prices,
    target: float,
    slack: float,
    *,
    each: int = 20,
    few: int = 1,
    most_off: float = 0.0,
) -> Priced:
    """What the prices prove, and the columns near them: pairs within `slack`, panels within `most_off`.

    Of each panelled application at most `each` panels, sought further off while there are less than `few`.
    """
    value = float(problem.need @ prices.application)
    value += _priced(prices.reviewer, problem.lower, problem.upper)
    if prices.claim.any():  # a target of -inf has no claims
        value -= target * float(prices.claim.sum())
    for rule, places, price in zip(problem.rules, limits.places, prices.rules, strict=True):
        code = places % len(rule.labels) if len(places) else places
        value += _priced(price, rule.least[code], rule.most[code])
    panelled = np.zeros(problem.applications, dtype=bool)
    panelled[limits.panelled] = True
    pairs, gains = [], []
    for begin in range(0, len(problem.score), BLOCK):
        here = np.arange(begin, min(begin + BLOCK, len(problem.score)))
        if len(limits.panelled):
            here = here[~panelled[problem.application(here)]]
        gain = reduced(problem, limits, prices, here)
        value += problem.most * float(gain[gain > 0].sum())
        near = gain >= -slack
        pairs.append(here[near])
        gains.append(gain[near])
    found, merits, crowded, cut = [], [], [], False
    for p in limits.panelled:
        all_of = np.arange(problem.start[p], problem.start[p + 1])
        panels, merit, highest, short = best_panels(
            problem,
            p,
            reduced(problem, limits, prices, all_of),
            target,
            least=-most_off,
            each=each,
            few=few,
        )
        value += max(0.0, highest)
        found.append(panels)
        merits.append(merit)
        cut |= short
        if short and not len(merit):
            crowded.append(p)
    return Priced(
        value,
        np.concatenate(pairs),
        np.concatenate(gains),
        Columns.grouped(found),
        np.concatenate(merits) if merits else np.zeros(0),
        np.array(crowded, dtype=np.int64),
        cut,
    )


def _priced(price: Vector, low: Vector, high: Vector) -> float:
    return float((high * np.maximum(price, 0)).sum() + (low * np.minimum(price, 0)).sum())


def reduced(problem: Problem, limits: Limits, prices: Prices, pairs: Vector) -> Vector:
    """The pairs' reduced gains g_e − u_p."""
    owner = problem.application(pairs)
    gain = (prices.weight + prices.claim[owner]) * problem.score[pairs]
    gain -= prices.reviewer[problem.reviewer[pairs]] + prices.application[owner]
    for number, price in enumerate(prices.rules):
        key = limits.key(problem, number, pairs)
        gain[key >= 0] -= price[key[key >= 0]]
    return gain


def settled(problem: Problem, limits: Limits, prices: Prices) -> Prices:
    """The prices with each application's own such that the bound is lowest: the gain of its need-th best pair."""
    every = np.arange(len(problem.score))
    gain = reduced(problem, limits, prices, every) + np.repeat(prices.application, np.diff(problem.start))
    own = best_sums(problem, gain)[1]
    own[limits.panelled] = prices.application[limits.panelled]
    return Prices(prices.reviewer, own, prices.claim, prices.rules, prices.weight)


def best_sums(problem: Problem, gain: Vector) -> tuple[Vector, Vector]:
    """Sum and least of each application's `need` highest gains (P,), one round of maxima per place.

    The least of none is the highest: a price at which no pair pays.
    """
    left, total, last = gain.copy(), np.zeros(problem.applications), np.zeros(problem.applications)
    filled = np.flatnonzero(np.diff(problem.start) > 0)
    for place in range(max(1, int(problem.need.max(initial=0)))):
        open_ = filled[problem.need[filled] > place]
        top = np.full(problem.applications, np.nan)
        top[filled] = np.maximum.reduceat(left, problem.start[filled])
        total[open_] += top[open_]
        last[open_ if place else filled] = top[open_ if place else filled]
        hits = np.flatnonzero(left == np.repeat(top, np.diff(problem.start)))
        left[hits[np.unique(problem.application(hits), return_index=True)[1]]] = -np.inf
    return total, last
