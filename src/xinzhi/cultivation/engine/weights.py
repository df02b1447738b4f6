"""Weights of siblings from their data. Each function takes values (k, n), NaN where unknown, and returns k weights that sum to 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def equal(values: Floats) -> Floats:
    """The same for each."""
    return np.full(len(values), 1 / len(values))


def entropy(values: Floats) -> Floats:
    """More to what tells firms apart: 1 less Shannon's entropy of the shares (Zeleny 1982). Values must not be negative."""
    spread = np.empty(len(values))
    for i, row in enumerate(values):
        known = np.clip(row[~np.isnan(row)], 0.0, None)
        total = known.sum()
        if len(known) < 2 or total <= 0:
            spread[i] = 0.0
            continue
        share = known[known > 0] / total
        spread[i] = 1 + float((share * np.log(share)).sum()) / np.log(len(known))
    return _shares(spread)


def pca(values: Floats) -> Floats:
    """Squared loadings on the first principal component of the correlations (OECD/JRC Handbook 2008, step 6)."""
    correlation = _correlations(values)
    _, vectors = np.linalg.eigh(correlation)
    return _shares(vectors[:, -1] ** 2)


def critic(values: Floats) -> Floats:
    """Standard deviation times what the others do not say: sum of 1 - r (Diakoulaki et al. 1995)."""
    deviations = np.array(
        [np.std(row[~np.isnan(row)], ddof=1) if (~np.isnan(row)).sum() > 1 else 0.0 for row in values]
    )
    return _shares(deviations * (1 - _correlations(values)).sum(axis=1))


METHODS: dict[str, Callable[[Floats], Floats]] = {"equal": equal, "entropy": entropy, "pca": pca, "critic": critic}


def _shares(raw: Floats) -> Floats:
    """Scaled to 1; equal where the data tell nothing (no variation at all)."""
    raw = np.where(raw > 1e-12, raw, 0.0)
    return raw / raw.sum() if raw.sum() > 0 else np.full(len(raw), 1 / len(raw))


def _correlations(values: Floats) -> Floats:
    """Pearson's over the rows that are known of all; nought where one does not vary."""
    complete = values[:, ~np.isnan(values).any(axis=0)]
    k = len(values)
    if complete.shape[1] < 3:
        return np.eye(k)
    centred = complete - complete.mean(axis=1, keepdims=True)
    norms = np.sqrt((centred**2).sum(axis=1))
    norms[norms == 0] = np.inf
    found = (centred @ centred.T) / np.outer(norms, norms)
    np.fill_diagonal(found, 1.0)
    return found
