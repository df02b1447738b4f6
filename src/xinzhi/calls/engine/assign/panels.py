"""Whole panels of one application as columns, where single pairs leave its relaxation loose.

A claim to a total of at least t cuts the pairs' polytope, and its corners are fractional. Columns that are whole panels
reaching t describe the convex hull of the application's choices instead (Dantzig and Wolfe 1960; for assignment with
knapsacks Savelsbergh 1997): the bound of the relaxation falls to almost the optimum. Only panels whose reduced gain lies
within the gap matter, and these can be listed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .problem import Problem, Rule, Vector

EDGE = 1e-9  # claims are eased by this much against rounding
ROOM = 400_000  # partial panels of one application; more are not listed
GUIDES = 12  # prices tried for an application's claim
FIRST_OFF = 0.005  # units below the bound of the best panel that are looked at first …
FURTHER = 4.0  # … and by how much further off each time after


@dataclass(slots=True)
class Columns:
    """Columns of a program: single pairs or whole panels. Column c holds the pairs `pair[start[c]:start[c + 1]]`."""

    pair: Vector
    start: Vector

    @classmethod
    def of(cls, pairs: Vector) -> Columns:
        """One column for each of the pairs."""
        return cls(pairs, np.arange(len(pairs) + 1))

    @classmethod
    def grouped(cls, panels: list[Vector]) -> Columns:
        """One column for each row of the matrices (panels, need) of pairs."""
        sizes = np.repeat([each.shape[1] for each in panels], [len(each) for each in panels]).astype(np.int64)
        flat = [each.ravel() for each in panels]
        return cls(
            np.concatenate(flat) if flat else np.zeros(0, dtype=np.int64), np.concatenate([[0], np.cumsum(sizes)])
        )

    def __len__(self) -> int:
        """How many columns."""
        return len(self.start) - 1

    @property
    def column(self) -> Vector:
        """The column of each entry of `pair`."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    def sums(self, values: Vector) -> Vector:
        """Each column's sum of the values (one for each entry of `pair`)."""
        return np.bincount(self.column, values, len(self))

    def chosen(self, kept: Vector) -> Columns:
        """Those of the columns that the mask keeps."""
        sizes = np.diff(self.start)
        return Columns(self.pair[np.repeat(kept, sizes)], np.concatenate([[0], np.cumsum(sizes[kept])]))

    def joined(self, others: Columns) -> Columns:
        """These columns, then the others."""
        return Columns(
            np.concatenate([self.pair, others.pair]), np.append(self.start, self.start[-1] + others.start[1:])
        )

    def with_new(self, others: Columns) -> Columns:
        """These columns, then those of the others that are not among them."""
        known = set(self.names())
        return self.joined(others.chosen(np.array([name not in known for name in others.names()], dtype=bool)))

    def names(self) -> list[bytes]:
        """A name of each column, the same for the same pairs."""
        return [self.pair[a:b].tobytes() for a, b in zip(self.start[:-1], self.start[1:], strict=True)]


def reaching(
    problem: Problem, application: int, gain: Vector, target: float, *, least: float, guide: float, each: int
) -> tuple[Vector, Vector] | None:
    """The application's panels with a total ≥ target, a reduced gain ≥ least and all limits on diversity kept.

    Gives their pairs (n, need), at most `each`, the highest gain first, and their gains (n,). `gain` are the reduced gains
    of the application's pairs. `guide` ≥ 0 is the price of its claim: whatever it is, all are found, with a good one sooner. None: too many
    to list.
    """
    begin, end = problem.start[application : application + 2]
    score, need = problem.score[begin:end], int(problem.need[application])
    found = _listed(score, gain, need, target - EDGE, least, guide)
    if found is None:
        return None
    for rule in problem.rules:
        if rule.binds[application] and len(found):
            found = found[_kept(rule, rule.code[problem.reviewer[begin:end]][found])]
    value = gain[found].sum(axis=1)
    if len(value) > each:
        first = np.argpartition(-value, each - 1)[:each]
        found, value = found[first], value[first]
    order = np.argsort(-value, kind="stable")
    return begin + np.sort(found[order], axis=1), value[order]


def _listed(score: Vector, gain: Vector, need: int, target: float, least: float, guide: float) -> Vector | None:
    """Subsets of `need` with Σ score ≥ target and Σ gain ≥ least, place by place in order of gain + guide * score.

    A subset that keeps both has Σ (gain + guide * score) ≥ least + guide * target; what the best of the places left could
    add tells which beginnings may still come to that.
    """
    merit = gain + guide * score
    order = np.argsort(-merit, kind="stable")
    merit, score, gain = merit[order], score[order], gain[order]
    asked = least + guide * target - EDGE
    summed = np.concatenate([[0.0], np.cumsum(merit)])
    # of the places from j on, the highest scores: what the rest of a panel can add to its total
    highest = np.append(np.maximum.accumulate(score[::-1])[::-1], -np.inf)
    last, got, total = np.full(1, -1), np.zeros(1), np.zeros(1)
    members = np.zeros((1, 0), dtype=np.int64)
    for left in range(need, 0, -1):
        if len(merit) < left:
            return np.zeros((0, need), dtype=np.int64)
        best = summed[left:] - summed[:-left]  # from place j on, the next `left`; falling in j
        until = np.searchsorted(-best, got - asked, side="right")
        count = np.maximum(until - last - 1, 0)
        if count.sum() > ROOM:
            return None
        at = np.repeat(np.arange(len(last)), count)
        place = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count) + last[at] + 1
        total = total[at] + score[place]
        able = total + ((left - 1) * highest[place + 1] if left > 1 else 0.0) >= target
        at, place, total = at[able], place[able], total[able]
        members = np.column_stack([members[at], place])
        got, last = got[at] + merit[place], place
    return order[members[gain[members].sum(axis=1) >= least - EDGE]]


def _kept(rule: Rule, codes: Vector) -> Vector:
    """Which panels (codes: panels x need) keep to the rule."""
    times = (codes[:, :, None] == codes[:, None, :]).sum(axis=2)
    most = np.where(codes >= 0, np.append(rule.most, 0)[codes], times)
    good = (times <= most).all(axis=1)
    for code in np.flatnonzero(rule.least > 0):
        good &= (codes == code).sum(axis=1) >= rule.least[code]
    return good


def best_panels(
    problem: Problem, application: int, gain: Vector, target: float, *, least: float, each: int, few: int
) -> tuple[Vector, Vector, float, bool]:
    """The best panels with a reduced gain ≥ least, as `reaching`, and a bound on the gain of any (-inf: proven none).

    And whether there were too many to list all that were asked for.

    Looks near the bound that the best price of the claim sets first, and further off while there are less than
    `few`.
    """
    begin, end = problem.start[application : application + 2]
    score, need = problem.score[begin:end], int(problem.need[application])
    none = np.zeros((0, need), dtype=np.int64), np.zeros(0)
    if len(score) < need:
        return *none, -np.inf, False
    guide, highest = _guide(score, gain, need, target - EDGE)
    least = max(least, float(np.partition(gain, need - 1)[:need].sum()))  # no panel has less
    off, found = FIRST_OFF, none
    while highest >= least:
        floor = max(least, highest - off)
        more = reaching(problem, application, gain, target, least=floor, guide=guide, each=each)
        if more is None:
            if len(found[1]):
                return *found, float(found[1][0]), True
            return *none, highest if off == FIRST_OFF else highest - off / FURTHER, True
        found = more
        if len(found[1]) >= few or floor == least:
            break
        off *= FURTHER
    return *found, float(found[1][0]) if len(found[1]) else -np.inf, False


def _guide(score: Vector, gain: Vector, need: int, target: float) -> tuple[float, float]:
    """A price of the claim under which the best panel's gain, without the claim, is bounded low; and that bound.

    The bound is convex in the price, and falls as long as the best panel misses the target.
    """
    price, low, high = 0.0, 0.0, np.inf
    best, bound = 0.0, np.inf
    for _ in range(GUIDES):
        merit = gain + price * score
        take = np.argpartition(merit, len(merit) - need)[len(merit) - need :]
        total = float(score[take].sum())
        value = float(merit[take].sum()) - price * target + EDGE
        if value < bound:
            best, bound = price, value
        if total >= target:
            high = price
        else:
            low = price
        if high == 0.0 or abs(total - target) <= EDGE:
            break
        price = (low + high) / 2 if high < np.inf else max(1.0, 2 * price)
    return best, bound
