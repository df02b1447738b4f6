"""What is to be solved, read from matrices of many forms, and the complaints about those that cannot be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp

Vector = np.ndarray[Any, Any]
UNLIMITED = np.iinfo(np.int32).max
DIGITS = 4  # scores rounded to more digits are taken as they come
ROUNDING = 1e-3  # of a step: so much may a bound lie below a multiple of it by rounding errors
NAMED = 8  # how many applications or reviewers a message names at most


class InputError(ValueError):
    """The matrices cannot be read as an assignment problem; the message says where and what to do."""


class InfeasibleError(ValueError):
    """No assignment keeps to all limits. `applications` and `reviewers` (indices) are those that make it so."""

    def __init__(self, message: str, applications: Sequence[int] = (), reviewers: Sequence[int] = ()) -> None:
        """Keep the message and the indices behind it."""
        super().__init__(message)
        self.applications, self.reviewers = tuple(map(int, applications)), tuple(map(int, reviewers))


@dataclass(frozen=True, slots=True)
class Diversity:
    """Limits on each application's panel by one attribute: institution, discipline, sex, region, …

    `groups` holds each reviewer's group (None: in no group). `at_most` counts for every group alike, `at_least` for the
    groups it names. `exempt` are the applications (indices) that need not keep to it. `name` stands in messages.
    """

    groups: Sequence[Any]
    at_most: int | None = None
    at_least: Mapping[Any, int] = field(default_factory=dict)
    name: str = "group"
    exempt: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A `Diversity` in numbers: the reviewers' codes (R,), -1 for none, the limits of each code, who is bound (P,)."""

    name: str
    labels: list[Any]
    code: Vector
    most: Vector
    least: Vector
    binds: Vector


@dataclass(slots=True)
class Problem:
    """The possible pairs, grouped by application.

    Pair e has `reviewer[e]` and `score[e]`; those of application p are `start[p]:start[p + 1]`. Scores are divided by `unit`, so that they lie in [-1, 1]. In the
    relaxation a pair may be taken up to the share `most`. All scores are whole multiples of `step`, where that is not 0.
    """

    start: Vector
    reviewer: Vector
    score: Vector
    unit: float
    need: Vector
    upper: Vector
    lower: Vector
    rules: list[Rule]
    most: float = 1.0
    step: float = 0.0

    @property
    def applications(self) -> int:
        """How many applications."""
        return len(self.need)

    @property
    def reviewers(self) -> int:
        """How many reviewers."""
        return len(self.upper)

    def application(self, pairs: Vector) -> Vector:
        """The application of each of the pairs."""
        return np.searchsorted(self.start, pairs, side="right") - 1

    def totals(self, chosen: Vector) -> Vector:
        """Each application's total affinity (P,) over the chosen pairs, in units."""
        return np.bincount(self.application(chosen), self.score[chosen], self.applications)

    def floored(self, value: float) -> float:
        """The highest total that scores can add up to and that is not above the value."""
        if not self.step or not np.isfinite(value):
            return value
        return float(np.floor(value / self.step + ROUNDING) * self.step)

    def worst(self, chosen: Vector) -> float:
        """The lowest total of an application that needs a reviewer, in units; 0 if none does."""
        asked = self.totals(chosen)[self.need > 0]
        return float(asked.min()) if len(asked) else 0.0


def read(scores: Any, need: Any, upper: Any, lower: Any, conflicts: Any, diversity: Sequence[Diversity]) -> Problem:
    """The problem in numbers. Dense: every pair is possible; sparse: only the stored ones, zero or not.

    Raises:
        InputError: naming the first place that cannot be read.
    """
    start, reviewer, score, shape = _pairs(scores, conflicts)
    unit = float(np.abs(score).max(initial=0.0)) or 1.0
    problem = Problem(
        start,
        reviewer,
        score / unit,
        unit,
        need=_counts(need, shape[1], "reviewers needed", "application"),
        upper=_counts(upper, shape[0], "upper loads", "reviewer"),
        lower=_counts(lower, shape[0], "lower loads", "reviewer"),
        rules=[_rule(each, *shape) for each in diversity],
        step=_step(score) / unit,
    )
    crossed = np.flatnonzero(problem.lower > problem.upper)
    if len(crossed):
        at = crossed[0]
        raise InputError(f"reviewer {at}: lower load {problem.lower[at]} exceeds upper load {problem.upper[at]}")
    problem.upper = np.minimum(problem.upper, shape[1])  # more cannot be
    return problem


def _step(score: Vector) -> float:
    """The power of ten that all scores are whole multiples of; 0 if there is none worth using."""
    for digits in range(DIGITS + 1):
        times = score * 10.0**digits
        if np.all(np.abs(times - np.rint(times)) <= 1e-9 * np.maximum(1.0, np.abs(times))):
            return float(10.0**-digits)
    return 0.0


def _pairs(scores: Any, conflicts: Any) -> tuple[Vector, Vector, Vector, tuple[int, int]]:
    """start, reviewer, score of the possible pairs, and (reviewers, applications)."""
    if sp.issparse(scores):
        by_application = scores.tocoo().tocsc()  # through COO: duplicates are summed, explicit zeros kept
        by_application.sort_indices()
        shape, start = by_application.shape, by_application.indptr.astype(np.int64)
        reviewer, score = by_application.indices.astype(np.int32), _floats(by_application.data)
    else:
        dense = np.asarray(scores)
        if dense.ndim != 2:
            raise InputError(f"scores have {dense.ndim} dimensions: rows are reviewers, columns applications")
        shape = dense.shape
        start = np.arange(shape[1] + 1, dtype=np.int64) * shape[0]
        reviewer = np.tile(np.arange(shape[0], dtype=np.int32), shape[1])
        score = _floats(dense).ravel(order="F")
    if not min(shape):
        raise InputError(f"scores are {shape[0]} x {shape[1]}: there is nothing to assign")
    odd = np.flatnonzero(~np.isfinite(score))
    if len(odd):
        column = int(np.searchsorted(start, odd[0], side="right") - 1)
        raise InputError(
            f"the score of reviewer {reviewer[odd[0]]} for application {column} is {score[odd[0]]} ({len(odd)} such): "
            "give a number, or name the pair as a conflict"
        )
    if conflicts is not None:
        free = ~_conflicting(conflicts, start, reviewer, shape)
        kept = np.concatenate([[0], np.cumsum(free)])
        start, reviewer, score = kept[start], reviewer[free], score[free]
    return start, reviewer, score, shape


def _floats(values: Any) -> Vector:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"scores are not numbers: {error}") from None


def _conflicting(conflicts: Any, start: Vector, reviewer: Vector, shape: tuple[int, int]) -> Vector:
    """Which pairs are conflicts: a matrix of the scores' shape (other than 0: conflict), or a list of index pairs."""
    application = np.repeat(np.arange(shape[1], dtype=np.int64), np.diff(start))
    if sp.issparse(conflicts) and conflicts.shape == shape:
        rows, columns = conflicts.nonzero()
    elif not sp.issparse(conflicts) and np.shape(conflicts) == shape:
        return np.asarray(np.asarray(conflicts)[reviewer, application] != 0)
    else:
        listed = None if sp.issparse(conflicts) else np.asarray(conflicts)
        if listed is not None and listed.size == 0:
            return np.zeros(len(reviewer), dtype=bool)
        if listed is None or listed.ndim != 2 or listed.shape[1] != 2:
            raise InputError(
                f"conflicts are {' x '.join(map(str, np.shape(conflicts)))}: give a matrix of the scores' shape "
                f"({shape[0]} x {shape[1]}; other than 0: conflict), or pairs (reviewer, application), n x 2"
            )
        if not np.issubdtype(listed.dtype, np.integer):
            raise InputError("conflicts listed as pairs must be whole numbers (reviewer, application)")
        rows, columns = listed[:, 0], listed[:, 1]
        outside = np.flatnonzero((rows < 0) | (rows >= shape[0]) | (columns < 0) | (columns >= shape[1]))
        if len(outside):
            at = outside[0]
            raise InputError(f"conflict {at} names reviewer {rows[at]}, application {columns[at]}: no such pair")
    return np.isin(application * shape[0] + reviewer, columns.astype(np.int64) * shape[0] + rows)


def _counts(given: Any, size: int, what: str, one: str) -> Vector:
    """One whole number for all, or one each."""
    values = np.asarray(given)
    if values.ndim > 1 or (values.ndim == 1 and len(values) != size):
        raise InputError(f"{what}: {np.shape(values)} given, one number or {size} expected (one for each {one})")
    if values.dtype.kind not in "iufb" or not np.all(np.isfinite(values)) or np.any(values != np.floor(values)):
        raise InputError(f"{what}: whole numbers expected")
    counts = np.broadcast_to(np.minimum(values, UNLIMITED), (size,)).astype(np.int64)
    negative = np.flatnonzero(counts < 0)
    if len(negative):
        raise InputError(f"{what}: {counts[negative[0]]} for {one} {negative[0]}; 0 or more expected")
    return counts


def _rule(asked: Diversity, reviewers: int, applications: int) -> Rule:
    if len(asked.groups) != reviewers:
        raise InputError(f"{asked.name}: {len(asked.groups)} groups given for {reviewers} reviewers")
    labels = list(dict.fromkeys([*(g for g in asked.groups if g is not None), *asked.at_least]))
    number = {label: code for code, label in enumerate(labels)}
    if asked.at_most is not None and asked.at_most < 0:
        raise InputError(f"{asked.name}: at most {asked.at_most} makes no sense")
    most = UNLIMITED if asked.at_most is None else asked.at_most
    binds = np.ones(applications, dtype=bool)
    binds[list(asked.exempt)] = False
    return Rule(
        asked.name,
        labels,
        code=np.array([-1 if g is None else number[g] for g in asked.groups], dtype=np.int32),
        most=np.full(len(labels), most, dtype=np.int64),
        least=np.array([asked.at_least.get(label, 0) for label in labels], dtype=np.int64),
        binds=binds,
    )
