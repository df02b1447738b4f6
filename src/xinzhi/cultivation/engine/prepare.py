"""From a firm's figures to indicators on their scales: gates, values, missing ones, outliers, scales, weights."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from . import weights as objective
from .aggregate import Leaves, Node, values_of
from .listfile import ROOT, Group, Indicator, ListFile
from .normalise import Scale, fit
from .outliers import draw_in
from .table import Firms

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A firm that is not ranked. `reason` is gate (does not hold), unknown (cannot be said), missing or coverage; `keys` name what."""

    row: int
    reason: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One way to normalise and to fill; None: as the list says."""

    normalise: str | None = None
    missing: str | None = None
    aggregate: str | None = None


@dataclass(frozen=True)
class Prepared:
    """What is put together. Arrays are indicators x ranked firms; `rows` are the ranked firms' rows in the data.

    `values` are the indicators as computed, `used` after outliers and filling (NaN: unknown), `leaves` on their scales. `drawn_in` and
    `filled` count, per indicator, what was changed.
    """

    rows: NDArray[np.intp]
    values: Floats
    used: Floats
    scales: tuple[Scale, ...]
    leaves: Leaves
    root: Node
    drawn_in: tuple[int, ...]
    filled: tuple[int, ...]
    left_out: tuple[LeftOut, ...] = field(repr=False, default=())


def choose(listed: ListFile, firms: Firms) -> tuple[NDArray[np.intp], Floats, tuple[LeftOut, ...]]:
    """Who is ranked: rows, their indicator values (d, n), and who is left out and why."""
    size = len(firms)
    values = np.stack([part.value.value(firms.columns, size) for part in listed.indicators])
    held = (
        np.stack([gate.holds.holds(firms.columns, size) for gate in listed.gates])
        if listed.gates
        else np.ones((1, size))
    )
    unknown = np.isnan(values)
    needed = np.array([part.missing == "exclude" for part in listed.indicators])
    share = _leaf_shares(listed)
    coverage = share @ ~unknown
    inside, out = [], []
    for row in range(size):
        if failed := np.flatnonzero(held[:, row] == 0).tolist():
            out.append(LeftOut(row, "gate", tuple(listed.gates[i].key for i in failed)))
        elif unclear := np.flatnonzero(np.isnan(held[:, row])).tolist():
            out.append(LeftOut(row, "unknown", tuple(listed.gates[i].key for i in unclear)))
        elif lacking := np.flatnonzero(unknown[:, row] & needed).tolist():
            out.append(LeftOut(row, "missing", tuple(listed.indicators[i].key for i in lacking)))
        elif coverage[row] < listed.coverage - 1e-12 or coverage[row] == 0:
            lacking = np.flatnonzero(unknown[:, row]).tolist()
            out.append(LeftOut(row, "coverage", tuple(listed.indicators[i].key for i in lacking)))
        else:
            inside.append(row)
    rows = np.array(inside, dtype=np.intp)
    return rows, values[:, rows], tuple(out)


def prepare(listed: ListFile, firms: Firms, choice: Choice | None = None) -> Prepared:
    """Everything up to the weights, as the list says or as a `choice` has it otherwise."""
    rows, values, left_out = choose(listed, firms)
    groups = [firms.groups[row] for row in rows] if firms.groups else []
    return replace(scale(listed, values, groups, choice or Choice()), rows=rows, left_out=left_out)


def scale(listed: ListFile, values: Floats, groups: list[str], choice: Choice) -> Prepared:
    """Indicator values (d, n) drawn in, filled and put on scales; with the tree and its weights."""
    used, z = np.empty_like(values), np.empty_like(values)
    scales, drawn_in, filled = [], [], []
    for i, part in enumerate(listed.indicators):
        kept, changed = draw_in(values[i], part.outliers, part.outlier_limit)
        found = _fit(part, kept, choice)
        used[i], z[i], count = _fill(kept, found, groups, choice.missing or part.missing)
        scales.append(found)
        drawn_in.append(changed)
        filled.append(count)
    leaves = Leaves(z, listed.floor)
    return Prepared(
        rows=np.arange(values.shape[1]),
        values=values,
        used=used,
        scales=tuple(scales),
        leaves=leaves,
        root=tree(listed, leaves, choice.aggregate),
        drawn_in=tuple(drawn_in),
        filled=tuple(filled),
    )


def tree(listed: ListFile, leaves: Leaves, aggregate: str | None = None) -> Node:
    """The hierarchy with each group's weights, from the bottom up: weights from data need the values below."""
    at = {part.key: i for i, part in enumerate(listed.indicators)}
    parts: list[Group | Indicator] = [*listed.groups, *listed.indicators]

    def build(group: Group) -> Node:
        members = [part for part in parts if part.group == group.key]
        children = tuple(
            build(part) if isinstance(part, Group) else Node(part.key, leaf=at[part.key]) for part in members
        )
        way = aggregate or group.aggregate
        if group.weights == "given" or not leaves.z.shape[1]:
            given = np.array([part.weight for part in members])
            found = given / given.sum()
        else:
            below = np.stack([values_of(child, leaves)[child.key] for child in children])
            found = objective.METHODS[group.weights](below)
        return Node(group.key, children=children, weights=tuple(found.tolist()), aggregate=way)

    return build(next(group for group in listed.groups if group.key == ROOT))


def _fit(part: Indicator, values: Floats, choice: Choice) -> Scale:
    """A choice of method leaves goalposts and targets alone: those are part of what an indicator means."""
    method = part.normalise
    if choice.normalise and method not in {"goalpost", "target"}:
        method = choice.normalise
    return fit(values, method, part.direction, low=part.low, high=part.high, target=part.target)


def _fill(kept: Floats, found: Scale, groups: list[str], rule: str) -> tuple[Floats, Floats, int]:
    """Values and their places on the scale with unknown ones filled by the rule, and how many those are."""
    unknown = np.isnan(kept)
    if not unknown.any() or rule in {"reweight", "exclude"}:
        return kept, found.read(kept), 0
    known = kept[~unknown]
    filled = kept.copy()
    if rule == "zero" or not len(known):
        z = found.read(kept)
        return filled, np.where(unknown, min(0.0, float(np.nanmin(z))) if len(known) else 0.0, z), int(unknown.sum())
    filled[unknown] = np.median(known)
    if rule == "group-median" and groups:
        names = np.array(groups)
        for name in set(names[unknown].tolist()):
            same = kept[(names == name) & ~unknown]
            if len(same):
                filled[unknown & (names == name)] = np.median(same)
    return filled, found.read(filled), int(unknown.sum())


def _leaf_shares(listed: ListFile) -> Floats:
    """Each indicator's part of the whole by given weights (equal ones where weights come from data); sums to 1."""
    above = {group.key: group for group in listed.groups}
    total: dict[str, float] = {}
    parts: list[Group | Indicator] = [*listed.groups[1:], *listed.indicators]
    for part in parts:
        total[part.group] = total.get(part.group, 0.0) + part.weight
    shares = []
    for leaf in listed.indicators:
        at: Group | Indicator = leaf
        share = 1.0
        while at.key != ROOT:
            share *= at.weight / total[at.group]
            at = above[at.group]
        shares.append(share)
    return np.array(shares)
