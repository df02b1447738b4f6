"""Ranks of thousands of draws, and what interval each firm's rank lies in. Rank 1 is the highest score."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]
Ranks = NDArray[np.unsignedinteger[Any]]

# Scores nearer than this share of their range are equal: what lies below is the rounding of sums.
STEPS = 1 << 40
# Draws in one go: few enough that all that is made of them stays in a core's cache. Firms in one go: a line of it is read whole.
DRAWS, FIRMS = 8, 64


def ranks_of(scores: Floats, into: Ranks | None = None) -> Ranks:
    """Competition ranks of each row of (m, n), written to `into` where given: equal scores share the better rank. NaN is not allowed.

    Score and position are packed into one integer, so that one sort of plain integers gives the order.
    """
    many, firms = scores.shape
    found: Ranks = np.empty((many, firms), dtype=np.uint32) if into is None else into
    bits = max(1, (firms - 1).bit_length())
    top = scores.max(axis=1, keepdims=True)
    spread = top - scores.min(axis=1, keepdims=True)
    spread[spread == 0] = 1.0
    steps = top - scores
    steps *= STEPS / spread
    np.rint(steps, out=steps)
    packed = steps.astype(np.int64)
    packed <<= bits
    packed |= np.arange(firms)
    packed.sort(axis=1)
    place: Ranks = np.broadcast_to(np.arange(1, firms + 1, dtype=found.dtype), (many, firms))
    # Neighbours of one step differ in their positions alone. Where none are, no ties need looking after.
    if bool((np.diff(packed) < 1 << bits).any()):
        step = packed >> bits
        equal = step[:, 1:] == step[:, :-1]
        place = np.maximum.accumulate(np.where(np.pad(equal, ((0, 0), (1, 0))), found.dtype.type(1), place), axis=1)
    packed &= (1 << bits) - 1
    packed += np.arange(0, many * firms, firms)[:, None]
    found.reshape(-1)[packed.reshape(-1)] = place.reshape(-1)
    return found


def rank_draws(score: Callable[[slice], Floats], draws: int, firms: int) -> Ranks:
    """Ranks (firms, draws) of all draws; `score` gives the scores (m, firms) of a slice of them. Runs on every core.

    In memory a draw's ranks lie side by side: each core writes whole lines, and none that another core writes.
    """
    found: Ranks = np.empty((draws, firms), dtype=np.uint16 if firms < 1 << 16 else np.uint32)

    def work(part: slice) -> None:
        ranks_of(score(part), found[part])

    # Products of a few rows are small: threads of the linear algebra inside ours would only wait for each other.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _parts(draws, DRAWS)))
    return found.T


def intervals(ranks: Ranks, levels: tuple[float, ...]) -> NDArray[np.uint32]:
    """Of ranks (firms, draws) the quantiles at `levels`, (levels, firms); each is a rank that was drawn (inverted distribution)."""
    firms, draws = ranks.shape
    at = [min(draws - 1, max(0, int(np.ceil(level * draws)) - 1)) for level in levels]
    found = np.empty((len(levels), firms), dtype=np.uint32)

    def work(part: slice) -> None:
        rows = np.array(ranks[part], order="C")
        rows.sort(axis=1, kind="stable")  # of 16 bits: by radix
        found[:, part] = rows[:, at].T

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _parts(firms, FIRMS)))
    return found


def mean_shifts(ranks: Ranks, base: NDArray[np.integer[Any]]) -> Floats:
    """The mean shift in rank of each draw, (draws,): ranks (firms, draws) against those of `base` (firms,)."""
    own = base.astype(np.int32)
    found = np.empty(ranks.shape[1])

    def work(part: slice) -> None:
        found[part] = np.abs(ranks.T[part].astype(np.int32) - own).mean(axis=1)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _parts(ranks.shape[1], DRAWS)))
    return found


def _parts(total: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, total)) for start in range(0, total, size))
