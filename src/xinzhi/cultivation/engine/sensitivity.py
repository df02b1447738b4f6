"""How much of an outcome's variance each uncertain input accounts for, from Saltelli's design.

First order: what would go if the input were known. Total: what would be left if all others were known; the difference is interaction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Indices:
    """First-order and total indices, (inputs, ...) over whatever the outcome has beyond its draws."""

    first: Floats
    total: Floats


def design(inputs: int, base: int, seed: int) -> Floats:
    """Points in the unit cube, (base x (inputs + 2), inputs): A, B, then A with one column of B after the other.

    Scrambled Sobol points; `base` is a power of two (Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018).
    """
    points = qmc.Sobol(2 * inputs, scramble=True, seed=seed).random(base)
    a, b = points[:, :inputs], points[:, inputs:]
    mixed = np.repeat(a[None], inputs, axis=0)
    each = np.arange(inputs)
    mixed[each, :, each] = b.T
    return np.concatenate([a, b, mixed.reshape(-1, inputs)])


def indices(outcome: Floats, inputs: int) -> Indices:
    """Of an outcome (base x (inputs + 2), ...) in the order of `design`. Noughts where the outcome does not vary.

    Estimators: first order, Saltelli et al. 2010, table 2 (b); total, Jansen 1999 (ibid., (f)).
    """
    base = len(outcome) // (inputs + 2)
    y = outcome - outcome.mean(axis=0)
    a, b = y[:base], y[base : 2 * base]
    mixed = y[2 * base :].reshape(inputs, base, *y.shape[1:])
    variance = y[: 2 * base].var(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        first = (b * (mixed - a)).mean(axis=1) / variance
        total = 0.5 * ((a - mixed) ** 2).mean(axis=1) / variance
    return Indices(np.where(variance > 0, first, 0.0), np.where(variance > 0, total, 0.0))
