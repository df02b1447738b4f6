"""Where a term stands in the network of terms: degree, PageRank, betweenness, clustering, and how these changed."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from xinzhi.foresight.engine.view import Array, View

_MOST_PAPERS = 12_000  # of a window are looked at, evenly spaced: a place in the network needs no more
_STRONGEST = 15  # neighbours kept of each term
_TOGETHER = 2  # papers that make two terms neighbours
_PIVOTS = 32
_DAMPING = 0.85
DEGREE, NEW_LINKS = "log degree", "log paths to new neighbours"


def position(view: View) -> dict[str, Array]:
    """Places in the network of the window, and their change against the window before."""
    now, before = (_measure(_graph(view, back)) for back in (0, 1))
    return {
        DEGREE: now["degree"],
        NEW_LINKS: now["open"],
        "PageRank": now["rank"],
        "betweenness": now["between"],
        "clustering": now["clustering"],
        "change of degree": now["degree"] - before["degree"],
        "change of PageRank": now["rank"] - before["rank"],
        "change of betweenness": now["between"] - before["between"],
        "change of clustering": now["clustering"] - before["clustering"],
    }


class _Network:
    """Who stands beside whom: `all` has all neighbours (ones), `weights` the strongest ones, symmetric, none with itself."""

    def __init__(self, everyone: sp.csr_matrix, weights: sp.csr_matrix) -> None:
        self.all, self.weights = everyone, weights


def _graph(view: View, back: int) -> _Network:
    papers = view.in_window(back)
    if len(papers) > _MOST_PAPERS:
        papers = papers[np.linspace(0, len(papers) - 1, _MOST_PAPERS).astype(np.int64)]
    phrases = view.phrases_of(papers)
    together = (phrases.T @ phrases).tocoo()
    rows, columns, weight = together.row, together.col, together.data
    own = np.asarray(phrases.sum(axis=0)).ravel()
    keep = (rows != columns) & (weight >= _TOGETHER)
    rows, columns, weight = rows[keep], columns[keep], weight[keep].astype(float)
    size = len(view.terms)
    everyone = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    # The cosine of the two terms' papers: the strongest neighbours are the most alike, not the most frequent.
    alike = weight / np.sqrt(own[rows] * own[columns])
    chosen = _strongest(rows, columns, alike)
    half = sp.csr_matrix((alike[chosen], (rows[chosen], columns[chosen])), shape=(size, size))
    return _Network(everyone, half.maximum(half.T).tocsr())


def _strongest(rows: NDArray[np.int32], columns: NDArray[np.int32], alike: Array) -> NDArray[np.int64]:
    order = np.lexsort((columns, -alike, rows))
    sorted_rows = rows[order]
    starts = np.searchsorted(sorted_rows, sorted_rows, side="left")
    return np.asarray(order[np.arange(len(order)) - starts < _STRONGEST], dtype=np.int64)


def _measure(network: _Network) -> dict[str, Array]:
    weights = network.weights
    joined = weights.copy()
    joined.data = np.ones_like(joined.data)
    return {
        "degree": np.log1p(np.asarray(network.all.sum(axis=1)).ravel()),
        "open": np.log1p(paths_to_new(network.all)),
        "rank": page_rank(weights),
        "between": np.log1p(betweenness(joined)),
        "clustering": clustering(joined),
    }


def paths_to_new(joined: sp.csr_matrix) -> Array:
    """How many neighbours a term shares with terms that it is not joined with, in all: new links by the rule of common neighbours."""
    degree = np.asarray(joined.sum(axis=1)).ravel()
    closed = np.asarray((joined @ joined).multiply(joined).sum(axis=1)).ravel()
    return np.asarray(joined @ degree - degree - closed)


def page_rank(weights: sp.csr_matrix) -> Array:
    """Ln of PageRank times the number of terms (Brin and Page 1998; damping .85, 40 rounds)."""
    size = max(weights.shape[0], 1)
    out = np.asarray(weights.sum(axis=1)).ravel()
    rank = np.full(weights.shape[0], 1 / size)
    for _ in range(40):
        given = np.where(out > 0, rank / np.where(out > 0, out, 1), 0.0)
        lost = rank[out == 0].sum()
        rank = (1 - _DAMPING) / size + _DAMPING * (weights.T @ given + lost / size)
    return np.asarray(np.log(rank * size))


def clustering(joined: sp.csr_matrix) -> Array:
    """Of the pairs of a term's neighbours, the share that are neighbours (Watts and Strogatz 1998); 0 with fewer than two."""
    degree = np.asarray(joined.sum(axis=1)).ravel()
    triangles = np.asarray((joined @ joined).multiply(joined).sum(axis=1)).ravel()
    return np.asarray(triangles / np.maximum(degree * (degree - 1), 1))


def betweenness(joined: sp.csr_matrix, pivots: int = _PIVOTS) -> Array:
    """How many shortest paths pass each term, from pivots evenly spaced by number, scaled up (Brandes and Pich 2007).

    With as many pivots as terms it is exact (each pair counted in both directions). All pivots go at once, level by level.
    """
    size = joined.shape[0]
    if not size or not joined.nnz:
        return np.zeros(size)
    sources = np.unique(np.linspace(0, size - 1, min(pivots, size)).astype(np.int64))
    paths = np.zeros((size, len(sources)))
    paths[sources, np.arange(len(sources))] = 1
    level = np.full((size, len(sources)), -1, dtype=np.int32)
    level[sources, np.arange(len(sources))] = 0
    front, depth = paths.copy(), 0
    while front.any():
        depth += 1
        reached = joined @ front
        reached[level >= 0] = 0
        level[reached > 0] = depth
        paths += reached
        front = reached
    passed = np.zeros_like(paths)
    for d in range(depth - 1, 0, -1):
        ahead = np.where(level == d + 1, (1 + passed) / np.where(paths > 0, paths, 1), 0.0)
        passed += np.where(level == d, paths * (joined @ ahead), 0.0)
    return np.asarray(passed.sum(axis=1) * size / len(sources))
