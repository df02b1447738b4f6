"""Do the indicators of a list belong together? What a reader of the list should know of its inner consistency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from .aggregate import Node
from .ranking import Ranking

Floats = NDArray[np.float64]

# Above this a pair says the same thing twice (JRC's COIN tool; Becker et al. 2019, JRC 116938).
REDUNDANT = 0.92


@dataclass(frozen=True, slots=True)
class GroupFit:
    """A group of two or more: Cronbach's alpha over its children, and each child's correlation with the group's value."""

    key: str
    alpha: float
    with_group: dict[str, float]


@dataclass(frozen=True, slots=True)
class Coherence:
    """What was found, NaN where it cannot be said.

    `influence`: each indicator's squared correlation with the score (linear importance; Paruolo, Saisana and
    Saltelli 2013, doi:10.1111/j.1467-985X.2012.01059.x), beside its nominal weight in `weights`. `concordance`: Kendall's W of the indicators' rankings. `opposed`
    pairs correlate below nought within a group, `redundant` ones above 0.92.
    """

    firms: int
    groups: tuple[GroupFit, ...]
    influence: dict[str, float]
    weights: dict[str, float]
    concordance: float
    opposed: tuple[tuple[str, str, float], ...]
    redundant: tuple[tuple[str, str, float], ...]


def coherence(ranking: Ranking) -> Coherence:
    """The consistency of a ranked list, over the firms whose every indicator is known."""
    prepared = ranking.prepared
    complete = ~np.isnan(prepared.leaves.z).any(axis=0)
    parts = {key: values[complete] for key, values in ranking.parts.items()}
    groups = [group for group in prepared.root.groups() if len(group.children) > 1]
    pairs = [pair for group in groups for pair in _pairs(group, parts)]
    leaves = list(prepared.root.leaves())
    return Coherence(
        firms=int(complete.sum()),
        groups=tuple(_fit(group, parts) for group in groups),
        influence={leaf.key: correlation(parts[leaf.key], parts[prepared.root.key]) ** 2 for leaf in leaves},
        weights=_nominal(prepared.root, 1.0),
        concordance=kendall_w(np.stack([parts[leaf.key] for leaf in leaves])),
        opposed=tuple(pair for pair in pairs if pair[2] < 0),
        redundant=tuple(pair for pair in pairs if pair[2] > REDUNDANT),
    )


def cronbach(items: Floats) -> float:
    """Cronbach's alpha of items (k, n) (1951, doi:10.1007/BF02310555); NaN below two items or without variance."""
    k, n = items.shape
    if k < 2 or n < 2 or (total := float(items.sum(axis=0).var(ddof=1))) <= 0:
        return float("nan")
    return k / (k - 1) * (1 - float(items.var(axis=1, ddof=1).sum()) / total)


def kendall_w(judges: Floats) -> float:
    """Kendall's W of rankings (m judges, n things), corrected for ties: 0 no agreement, 1 full; NaN below two of either."""
    m, n = judges.shape
    if m < 2 or n < 2:
        return float("nan")
    ranks = stats.rankdata(judges, axis=1)
    spread = float(((ranks.sum(axis=0) - m * (n + 1) / 2) ** 2).sum())
    ties = sum(float((counts**3 - counts).sum()) for counts in (np.unique(row, return_counts=True)[1] for row in ranks))
    most = m**2 * (n**3 - n) - m * ties
    return 12 * spread / most if most > 0 else float("nan")


def correlation(one: Floats, two: Floats) -> float:
    """Pearson's, NaN below three values or where one does not vary."""
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(two) == 0:
        return float("nan")
    return float(np.corrcoef(one, two)[0, 1])


def _fit(group: Node, parts: dict[str, Floats]) -> GroupFit:
    return GroupFit(
        group.key,
        cronbach(np.stack([parts[child.key] for child in group.children])),
        {child.key: correlation(parts[child.key], parts[group.key]) for child in group.children},
    )


def _pairs(group: Node, parts: dict[str, Floats]) -> list[tuple[str, str, float]]:
    keys = [child.key for child in group.children]
    return [(one, two, correlation(parts[one], parts[two])) for i, one in enumerate(keys) for two in keys[i + 1 :]]


def _nominal(node: Node, share: float) -> dict[str, float]:
    if node.leaf >= 0:
        return {node.key: share}
    found: dict[str, float] = {}
    for child, weight in zip(node.children, node.weights, strict=True):
        found |= _nominal(child, share * weight)
    return found
