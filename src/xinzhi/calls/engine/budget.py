"""Which applications to fund: the greatest total quality that places, money and quotas allow.

A knapsack with side conditions, solved to proven optimality as a mixed integer programme (HiGHS through SciPy).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

PLACES, MONEY = "places", "money"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be funded: its quality (above 0), its cost in fen, and the groups it counts in («field:ai», «city:jinan»)."""

    key: int
    value: float
    cost: int = 0
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupQuota:
    """At least and at most so many of a group."""

    group: str
    least: int = 0
    most: int | None = None


class ImpossibleError(ValueError):
    """No choice satisfies the quotas; `short` are the groups with fewer candidates than their least (may be empty)."""

    def __init__(self, short: tuple[str, ...]) -> None:
        super().__init__(f"no choice satisfies the quotas: {', '.join(short) or 'together they ask for too much'}")
        self.short = short


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen keys in order of value, their sums, and the proof: `bound` is the most that any choice could reach.

    `passed_over`: those not chosen although better than the last chosen, with what stood in the way (places, money, a
    group).
    """

    chosen: tuple[int, ...]
    value: float
    cost: int
    bound: float
    passed_over: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @property
    def is_optimal(self) -> bool:
        """Whether the bound is reached, up to the arithmetic's last digits."""
        return self.bound - self.value <= 1e-6 * max(1.0, abs(self.value))


def choose(
    candidates: Sequence[Candidate],
    *,
    places: int | None = None,
    purse: int | None = None,
    quotas: Sequence[GroupQuota] = (),
) -> Choice:
    """The best choice under places, purse (fen) and quotas; None means without such a bound.

    Raises ImpossibleError when the least numbers cannot be met, ValueError for a value that is not above 0.
    """
    if any(c.value <= 0 for c in candidates):
        raise ValueError("values must be above 0: who may not be funded is no candidate")
    sizes = Counter(g for c in candidates for g in c.groups)
    if short := tuple(q.group for q in quotas if q.least > sizes[q.group]):
        raise ImpossibleError(short)
    if not candidates:
        return Choice((), 0.0, 0, 0.0)
    values = np.array([c.value for c in candidates])
    best = _best_alone(candidates, places)
    if _keeps([c for c, yes in zip(candidates, best, strict=True) if yes], purse, quotas):
        return _choice(candidates, best, float(values[best].sum()), places, purse, quotas)
    from scipy.optimize import Bounds, milp  # loaded by who decides, not by every page

    result = milp(
        -values,
        integrality=np.ones(len(candidates)),
        bounds=Bounds(0, 1),
        constraints=_constraints(candidates, places, purse, quotas),
        options={"mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise ImpossibleError(())
    taken = result.x > 0.5
    bound = -result.mip_dual_bound if result.mip_dual_bound is not None else float(values[taken].sum())
    return _choice(candidates, taken, float(bound), places, purse, quotas)


def _best_alone(candidates: Sequence[Candidate], places: int | None) -> Any:
    """Which are taken when only places count: the best by value, and nothing that keeps the other bounds is worth more."""
    order = sorted(range(len(candidates)), key=lambda i: (-candidates[i].value, candidates[i].key))
    taken = np.zeros(len(candidates), dtype=bool)
    taken[order[:places]] = True
    return taken


def _keeps(chosen: Sequence[Candidate], purse: int | None, quotas: Sequence[GroupQuota]) -> bool:
    held = Counter(g for c in chosen for g in c.groups)
    within = all(q.least <= held[q.group] and (q.most is None or held[q.group] <= q.most) for q in quotas)
    return within and (purse is None or sum(c.cost for c in chosen) <= purse)


def _choice(
    candidates: Sequence[Candidate],
    taken: Any,
    bound: float,
    places: int | None,
    purse: int | None,
    quotas: Sequence[GroupQuota],
) -> Choice:
    chosen = sorted((c for c, yes in zip(candidates, taken, strict=True) if yes), key=lambda c: (-c.value, c.key))
    left = [c for c, yes in zip(candidates, taken, strict=True) if not yes]
    passed = _passed_over(chosen, left, places, purse, quotas)
    value, cost = sum(c.value for c in chosen), sum(c.cost for c in chosen)
    return Choice(tuple(c.key for c in chosen), float(value), cost, bound, passed)


def _constraints(
    candidates: Sequence[Candidate], places: int | None, purse: int | None, quotas: Sequence[GroupQuota]
) -> list[Any]:
    from scipy import sparse
    from scipy.optimize import LinearConstraint

    rows, lows, highs = [], [], []
    if places is not None:
        rows.append(np.ones(len(candidates)))
        lows.append(0.0)
        highs.append(float(places))
    if purse is not None:
        # In units of the purse, so that fen by the billion do not spoil the solver's tolerances.
        scale = float(max(purse, 1))
        rows.append(np.array([c.cost / scale for c in candidates]))
        lows.append(0.0)
        highs.append(purse / scale)
    for quota in quotas:
        rows.append(np.array([float(quota.group in c.groups) for c in candidates]))
        lows.append(float(quota.least))
        highs.append(np.inf if quota.most is None else float(quota.most))
    return [LinearConstraint(sparse.csr_matrix(np.vstack(rows)), lows, highs)] if rows else []


def _passed_over(
    chosen: Sequence[Candidate],
    left: Sequence[Candidate],
    places: int | None,
    purse: int | None,
    quotas: Sequence[GroupQuota],
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The better ones that were not chosen, and which bounds adding them would break."""
    if not chosen:
        return ()
    last, cost = chosen[-1].value, sum(c.cost for c in chosen)
    held = Counter(g for c in chosen for g in c.groups)
    full = {q.group for q in quotas if q.most is not None and held[q.group] >= q.most}
    found = []
    for c in sorted((c for c in left if c.value > last), key=lambda c: (-c.value, c.key)):
        why = [g for g in c.groups if g in full]
        if purse is not None and cost + c.cost > purse:
            why.append(MONEY)
        if places is not None and len(chosen) >= places:
            why.append(PLACES)
        found.append((c.key, tuple(why)))
    return tuple(found)
