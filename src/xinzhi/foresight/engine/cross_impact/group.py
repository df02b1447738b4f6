"""One matrix of many experts: the median of each cell, with how far they disagree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xinzhi.foresight.engine.delphi.numbers import quartiles

STRENGTHS = (-3, -2, -1, 0, 1, 2, 3)
# What a strength does to the odds: ours, about even steps of log-odds; 3 is «nearly decides».
RATIO_STEP = math.log(1.8)


class Entered(NamedTuple):
    """What one expert says: probabilities by event, and strengths −3 … 3 by (cause, event); what is left open is absent."""

    probability: dict[int, float]
    strength: dict[tuple[int, int], int]


class Group(NamedTuple):
    """The median of the experts: probabilities, strengths (0 where nobody said), heads, and the range of the middle half."""

    probability: np.ndarray
    strength: np.ndarray
    said: np.ndarray
    spread: np.ndarray
    probability_spread: np.ndarray


def group_matrix(entries: Sequence[Entered], n: int) -> Group:
    """The group's matrix over `n` events; the order of experts changes nothing.

    ValueError where nobody gave a probability for an event.
    """
    probability, widths = np.empty(n), np.empty(n)
    for i in range(n):
        said = [e.probability[i] for e in entries if i in e.probability]
        if not said:
            raise ValueError(f"nobody gave a probability for event {i + 1}")
        q1, probability[i], q3 = quartiles(said)
        widths[i] = q3 - q1
    strength, heads, spread = np.zeros((n, n)), np.zeros((n, n), dtype=int), np.zeros((n, n))
    for j in range(n):
        for i in range(n):
            given = [float(e.strength[j, i]) for e in entries if (j, i) in e.strength]
            if i != j and given:
                q1, strength[j, i], q3 = quartiles(given)
                heads[j, i], spread[j, i] = len(given), q3 - q1
    return Group(probability, strength, heads, spread, widths)


def ratios_of(strength: np.ndarray) -> np.ndarray:
    """Odds ratios of strengths: each step multiplies the odds by 1.8, so ±3 by about 5.8 or a sixth of it."""
    found: np.ndarray = np.exp(strength * RATIO_STEP)
    return found
