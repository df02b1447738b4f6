"""An assignment near the relaxation: soon there, and a start for searches where the time is too short for the exact one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .bounds import Limits
from .flow import best_sum
from .problem import Problem, Vector
from .relax import Relaxed


def rounded(problem: Problem, limits: Limits, relaxed: Relaxed) -> Vector | None:
    """Of each panelled application the panel it takes most of, while there is room; the best flow for the others.

    Need not keep the claims; None: not found, or limits on diversity stand in the way.
    """
    if problem.rules:
        return None
    columns, shares = relaxed.taken, relaxed.shares
    owner = problem.application(columns.pair[columns.start[:-1]])
    room, done, kept = problem.upper.copy(), np.zeros(problem.applications, dtype=bool), [np.zeros(0, dtype=np.int64)]
    panels = np.flatnonzero(np.isin(owner, limits.panelled) & (shares > 0))
    for column in panels[np.argsort(-shares[panels], kind="stable")]:
        pairs = columns.pair[columns.start[column] : columns.start[column + 1]]
        people = problem.reviewer[pairs]
        if not done[owner[column]] and (room[people] > 0).all():
            room[people] -= 1
            done[owner[column]] = True
            kept.append(pairs)
    left = replace(
        problem,
        need=np.where(done, 0, problem.need),
        upper=room,
        lower=np.maximum(problem.lower - (problem.upper - room), 0),
    )
    every = np.arange(len(problem.score))
    rest = best_sum(left, every[~done[problem.application(every)]], 1.0 + relaxed.prices.claim)
    return None if rest is None else np.sort(np.concatenate([*kept, rest.chosen]))
