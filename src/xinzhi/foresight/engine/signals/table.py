"""All signals of an origin in one table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xinzhi.foresight.engine.view import Array, View

from . import around, lags, position, series

FAMILIES = (
    "level",
    "growth",
    "novelty and persistence",
    "burst",
    "community",
    "diffusion",
    "network",
    "wording",
    "funding and patents",
)


class Signals(NamedTuple):
    """Terms x signals; `families` says under which of FAMILIES each signal is told."""

    names: list[str]
    families: list[str]
    values: NDArray[np.float32]

    def of(self, name: str) -> Array:
        """One signal of all terms."""
        return self.values[:, self.names.index(name)].astype(float)


def signals_at(view: View) -> Signals:
    """The signals of all terms alive at an origin; NaN where one is not known."""
    growths = series.growths(view)
    families = dict(
        zip(
            FAMILIES,
            (
                series.level(view),
                growths,
                series.novelty(view),
                series.burst(view),
                around.community(view),
                around.diffusion(view),
                around.network(view, growths) | position.position(view),
                around.wording(view),
                lags.lags(view),
            ),
            strict=True,
        )
    )
    names = [name for columns in families.values() for name in columns]
    told = [family for family, columns in families.items() for _ in columns]
    values = np.column_stack([column for columns in families.values() for column in columns.values()])
    return Signals(names, told, values.astype(np.float32))
