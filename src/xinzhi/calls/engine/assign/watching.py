"""Which claims and diversity limits stand in the program: those an assignment breaks or barely keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .bounds import Limits
from .panels import EDGE
from .problem import Problem, Vector

FEW_CLAIMS = 500  # up to so many applications every claim stands in the program from the start
FEW_PLACES = 20_000  # … and so many (application, group) limits
NEAR = 0.05  # units above the target from which an application's claim need not be watched at first
TOLERANCE = 1e-6  # in units: what counts as equal


def watch(problem: Problem, chosen: Vector, target: float) -> Limits:
    """The limits to write into the program: claims not met or barely met by `chosen`, diversity limits it breaks."""
    asked = problem.need > 0
    if target == -np.inf:
        claims = np.zeros(0, dtype=np.int64)
    elif problem.applications <= FEW_CLAIMS:
        claims = np.flatnonzero(asked)
    else:
        claims = np.flatnonzero(asked & (problem.totals(chosen) < target + NEAR))
    return Limits(claims, [_places(problem, number, chosen) for number in range(len(problem.rules))])


def at_risk(problem: Problem, limits: Limits, pairs: Vector, fixed: Vector, target: float) -> Limits:
    """The limits with all that an assignment over the pairs could break, where those `fixed` (a mask) are in it."""
    owner = problem.application(pairs)
    claims = limits.claims
    if target > -np.inf:
        order = np.lexsort((problem.score[pairs], ~fixed, owner))
        place = np.arange(len(order)) - np.searchsorted(owner[order], owner[order])
        least = order[place < problem.need[owner[order]]]
        total = np.bincount(owner[least], problem.score[pairs[least]], problem.applications)
        claims = np.flatnonzero((problem.need > 0) & (total < target - EDGE))
        claims = np.setdiff1d(np.union1d(claims, limits.claims), limits.panelled)
    places = []
    for rule, known in zip(problem.rules, limits.places, strict=True):
        code, labels = rule.code[problem.reviewer[pairs]].astype(np.int64), max(1, len(rule.labels))
        inside = (code >= 0) & rule.binds[owner]
        keys, times = np.unique(owner[inside] * labels + code[inside], return_counts=True)
        sure, held = np.unique((owner * labels + code)[inside & fixed], return_counts=True)
        over = keys[times > rule.most[keys % labels]]
        wanted = (np.unique(owner[rule.binds[owner]])[:, None] * labels + np.flatnonzero(rule.least > 0)).ravel()
        safe = sure[held >= rule.least[sure % labels]]
        places.append(np.union1d(np.union1d(over, np.setdiff1d(wanted, safe)), known))
    return without(problem, Limits(claims, places), limits.panelled)


def without(problem: Problem, limits: Limits, panelled: Vector) -> Limits:
    """The limits with the applications `panelled` (sorted), whose panels keep their claims and rules by themselves."""
    places = [
        keys[~np.isin(keys // max(1, len(rule.labels)), panelled)]
        for keys, rule in zip(limits.places, problem.rules, strict=True)
    ]
    return replace(limits, claims=np.setdiff1d(limits.claims, panelled), places=places, panelled=panelled)


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
