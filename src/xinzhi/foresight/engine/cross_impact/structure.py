"""Direct and indirect influence after Duperrin & Godet's MICMAC (1973; Godet 1994): powers of the matrix of influences."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

DRIVER, RELAY, OUTCOME, APART = "driver", "relay", "outcome", "apart"
_MOST_POWERS = 12


class Place(NamedTuple):
    """Influence (row sum) and dependence (column sum) as shares of the whole, and the quarter of the map they fall in."""

    influence: float
    dependence: float
    kind: str


class Structure(NamedTuple):
    """The places of all things by direct and by indirect influence, and the power at which their order stood still."""

    direct: list[Place]
    indirect: list[Place]
    power: int


def structure_of(matrix: Any) -> Structure:
    """Who drives whom: `matrix[j][i]` ≥ 0 is the strength of j on i; the diagonal is not read.

    The matrix is raised to powers until the orders by influence and by dependence stand still twice running (at most the
    twelfth power). The last power and the one before are taken together, since pairs that act on each other only make the
    powers swing; a matrix whose powers vanish has no indirect influence and keeps its direct places. The map is cut at the
    means: a driver is influential and not dependent, a relay both, an outcome dependent only, and what is neither apart.
    ValueError for a matrix that is not square or has negative strengths.
    """
    m = np.asarray(matrix, dtype=float).copy()
    if m.ndim != 2 or m.shape[0] != m.shape[1]:
        raise ValueError("the matrix must be square")
    if (m < 0).any():
        raise ValueError("strengths of influence are not negative")
    np.fill_diagonal(m, 0.0)
    direct = _places(m)
    power, current, before, last, still = 1, m, np.zeros_like(m), _orders(m), 0
    while power < _MOST_POWERS and still < 2:
        raised = current @ m
        if not raised.any():
            break
        # Only proportions matter; without this the entries grow beyond a float.
        before, current, power = current / max(current.sum(), 1e-300), raised / raised.sum(), power + 1
        orders = _orders(current)
        still = still + 1 if orders == last else 0
        last = orders
    return Structure(direct, _places(current + before), power)


def _orders(m: np.ndarray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    rows, columns = (
        tuple(np.argsort(-np.round(m.sum(axis=a) / max(m.sum(), 1e-300), 9), kind="stable")) for a in (1, 0)
    )
    return tuple(map(int, rows)), tuple(map(int, columns))


def _places(m: np.ndarray) -> list[Place]:
    whole = m.sum()
    if not whole:
        return [Place(0.0, 0.0, APART)] * len(m)
    influence, dependence = m.sum(axis=1) / whole, m.sum(axis=0) / whole
    middle = 1 / len(m)
    kinds = {(True, False): DRIVER, (True, True): RELAY, (False, True): OUTCOME, (False, False): APART}
    return [
        Place(float(a), float(b), kinds[bool(a > middle + 1e-12), bool(b > middle + 1e-12)])
        for a, b in zip(influence, dependence, strict=True)
    ]
