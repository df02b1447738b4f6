"""Growth of rates with few papers, shrunk towards no growth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def growth(now: Any, of_now: float, before: Any, of_before: float, *, prior: float = 1.0) -> Array:
    """Ln of the rate now over the rate before; each side gets `prior` papers at the common rate, so that few papers say little."""
    now, before = np.asarray(now, dtype=float), np.asarray(before, dtype=float)
    of_now, of_before = max(of_now, 1e-9), max(of_before, 1e-9)
    rate = np.maximum((now + before) / (of_now + of_before), 1e-9)
    return np.asarray(
        np.log((now + prior) / (of_now + prior / rate)) - np.log((before + prior) / (of_before + prior / rate))
    )


def mean_by(matrix: Any, values: Array, chosen: NDArray[np.bool_] | None = None) -> Array:
    """For each column (term) the mean of the values of its rows (papers), of those chosen."""
    if chosen is None:
        return np.asarray(matrix.T @ values) / np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1)
    weight = chosen.astype(np.float32)
    return np.asarray(matrix.T @ (values * weight)) / np.maximum(np.asarray(matrix.T @ weight), 1)
