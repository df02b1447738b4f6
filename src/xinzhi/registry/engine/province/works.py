"""What firms host and make: platforms, projects, results, products."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .firms import FEN
from .model import Firms, Work

KINDS = ("platforms", "projects", "results", "products")


def make_works(
    rng: np.random.Generator, firms: Firms, years: Sequence[int], given: Mapping[str, Any]
) -> dict[str, Work]:
    """The works of each kind. A firm has more of them the more it spends on research, in years in which it lives."""
    rd = firms.figures["rd_expense"].mean(axis=1) / FEN / 1e6
    first = firms.alive.argmax(axis=1)
    lived = firms.alive.sum(axis=1)
    found = {}
    for kind in KINDS:
        mean = given[kind] * rd ** given["elasticity"] * (lived > 0)
        firm = np.repeat(np.arange(len(firms)), rng.poisson(mean))
        at = first[firm] + (rng.random(len(firm)) * lived[firm]).astype(np.int64)
        grant = np.zeros(len(firm), dtype=np.int64)
        if kind == "projects":
            yuan = given["grant"] * np.exp(given["grant_sigma"] * rng.standard_normal(len(firm)))
            grant = (np.rint(yuan / 1e4) * 1e4 * FEN).astype(np.int64)  # whole ten thousand yuan, as grants are
        found[kind] = Work(firm, np.array(years)[at], grant)
    return found
