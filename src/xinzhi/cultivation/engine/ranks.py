"""Ranks of thousands of draws, and what interval each firm's rank lies in. Rank 1 is the highest score."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.unsignedinteger[Any]]

# Scores nearer than this share of their range are equal: what lies below is the rounding of sums.
STEPS = 1 << 40
CHUNK = 8


def ranks_of(scores: Floats) -> NDArray[np.uint32]:
    """Competition ranks of each row of (m, n): equal scores share the better rank. NaN is not allowed.

    Score and position are packed into one integer, so that one sort of plain integers gives the order.
    """
    many, firms = scores.shape
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
    place = np.broadcast_to(np.arange(1, firms + 1, dtype=np.uint32), (many, firms))
    # Neighbours of one step differ in their positions alone. Where none are, no ties need looking after.
    if bool((np.diff(packed) < 1 << bits).any()):
        step = packed >> bits
        equal = step[:, 1:] == step[:, :-1]
        place = np.maximum.accumulate(np.where(np.pad(equal, ((0, 0), (1, 0))), np.uint32(1), place), axis=1)
    packed &= (1 << bits) - 1
    packed += np.arange(0, many * firms, firms)[:, None]
    found = np.empty((many, firms), dtype=np.uint32)
    found.ravel()[packed.ravel()] = place.ravel()
    return found


def rank_draws(score: Callable[[slice], Floats], draws: int, firms: int) -> Ranks:
    """Ranks (firms, draws) of all draws; `score` gives the scores (m, firms) of a slice of them. Runs on every core."""
    found: Ranks = np.empty((firms, draws), dtype=np.uint16 if firms < 1 << 16 else np.uint32)

    def work(part: slice) -> None:
        found[:, part] = ranks_of(score(part)).T

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _parts(draws)))
    return found


def intervals(ranks: Ranks, levels: tuple[float, ...]) -> NDArray[np.uint32]:
    """Of ranks (firms, draws) the quantiles at `levels`, (levels, firms); each is a rank that was drawn (inverted distribution)."""
    firms, draws = ranks.shape
    at = [min(draws - 1, max(0, int(np.ceil(level * draws)) - 1)) for level in levels]
    found = np.empty((len(levels), firms), dtype=np.uint32)

    def work(part: slice) -> None:
        found[:, part] = np.sort(ranks[part], axis=1, kind="stable")[:, at].T

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, _parts(firms)))
    return found


def _parts(total: int) -> Iterator[slice]:
    return (slice(start, min(start + CHUNK, total)) for start in range(0, total, CHUNK))
