"""Rank intervals of 10,000 firms on 12 indicators under 6,656 draws of weights, beside SALib and pymcdm.

The peer does what a reader of the handbook does with the two libraries: SALib's Sobol sample of 11 weights (the twelfth is what the others leave it: only
their proportions count), 512 x 13 = 6,656 rows; pymcdm's weighted sum for each row, ranks by SciPy, quantiles by NumPy. It is run on
the first draws of the sample and scaled up; how many is in the note. Both get the same matrix and the same draws, and the ranks of those
draws are compared before anything is reported. The second row compares the sensitivity indices of a full design.
"""

import time
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy.stats import rankdata

from xinzhi.cultivation.engine.aggregate import Draws, Leaves, Node, scores
from xinzhi.cultivation.engine.normalise import fit
from xinzhi.cultivation.engine.ranks import intervals, rank_draws
from xinzhi.cultivation.engine.sensitivity import indices

FIRMS, INDICATORS, BASE = 10_000, 12, 512
PEER_DRAWS = 128
LEVELS = (0.05, 0.5, 0.95)
Row = dict[str, Any]


def rows() -> list[Row]:
    """Seconds for the intervals, ours and the peer's, and the largest difference between the indices."""
    if not (find_spec("SALib") and find_spec("pymcdm")):
        return [
            {
                "figure": "rank intervals, s",
                "value": _ours(_matrix(), _own_draws())[0],
                "peer": None,
                "note": "SALib, pymcdm absent",
            }
        ]
    matrix, weights = _matrix(), _sample()
    seconds, ranks = _ours(matrix, weights)
    peer, peer_ranks = _peer(matrix, weights[:PEER_DRAWS])
    if not (ranks[:, :PEER_DRAWS] == peer_ranks.T).all():
        raise AssertionError("the two do not rank alike")
    shifts = np.abs(ranks - ranks[:, :1].astype(np.int32)).mean(axis=0)
    note = (
        f"{FIRMS:,} firms x {INDICATORS}, {len(weights):,} draws; the peer's {PEER_DRAWS} draws scaled up; equal ranks"
    )
    return [
        {"figure": "rank intervals, s", "value": seconds, "peer": peer, "note": note},
        _sensitivity(shifts),
    ]


def _matrix() -> np.ndarray:
    """Lognormal figures, as firms' are."""
    return np.random.default_rng(20261125).lognormal(3, 1, (FIRMS, INDICATORS))


def _problem() -> Row:
    inputs = INDICATORS - 1
    return {"num_vars": inputs, "names": [f"w{i}" for i in range(inputs)], "bounds": [[0.5, 1.5]] * inputs}


def _sample() -> np.ndarray:
    """SALib's rows, (draws, indicators), each scaled to sum to 1."""
    from SALib.sample import sobol

    drawn = sobol.sample(_problem(), BASE, calc_second_order=False, seed=1)
    raw = np.column_stack([drawn, np.ones(len(drawn))])
    return raw / raw.sum(axis=1, keepdims=True)


def _own_draws() -> np.ndarray:
    raw = np.random.default_rng(1).uniform(0.5, 1.5, (BASE * (INDICATORS + 1), INDICATORS))
    return raw / raw.sum(axis=1, keepdims=True)


def _ours(matrix: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """From raw figures to intervals: normalise, put together, rank every draw, quantiles. The better of two runs."""
    runs = []
    for _ in range(2):
        start = time.perf_counter()
        ranks = _ranks(matrix, weights)
        intervals(ranks, LEVELS)
        runs.append(time.perf_counter() - start)
    return min(runs), ranks


def _ranks(matrix: np.ndarray, weights: np.ndarray) -> np.ndarray:
    put = Leaves(np.stack([fit(column, "minmax").read(column) for column in matrix.T]))
    leaves = tuple(Node(f"i{i}", leaf=i) for i in range(INDICATORS))
    root = Node("score", children=leaves, weights=(1 / INDICATORS,) * INDICATORS)

    def score(part: slice) -> np.ndarray:
        return scores(root, put, Draws(part.stop - part.start, {"score": weights[part]}))

    return rank_draws(score, len(weights), FIRMS)


def _peer(matrix: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """The same by pymcdm, scaled to all draws; the normalised matrix is computed once, as ours is."""
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization

    start = time.perf_counter()
    normal = np.apply_along_axis(minmax_normalization, 0, matrix)
    method = WSM(_as_it_is)
    types = np.ones(INDICATORS)
    ranks = np.stack([rankdata(-method(normal, w, types).round(12), method="min") for w in weights])
    np.quantile(ranks, LEVELS, axis=0)
    return (time.perf_counter() - start) * BASE * (INDICATORS + 1) / len(weights), ranks


def _as_it_is(column: np.ndarray, cost: bool = False) -> np.ndarray:  # noqa: ARG001  pymcdm hands it over
    return column


def _sensitivity(shifts: np.ndarray) -> Row:
    """The mean shift in rank taken apart: seconds, and that SALib finds the same indices."""
    from SALib.analyze import sobol

    inputs = INDICATORS - 1
    start = time.perf_counter()
    theirs = sobol.analyze(_problem(), shifts, calc_second_order=False, seed=1)
    peer = time.perf_counter() - start
    # SALib's rows go point by point (A, AB …, B); ours block by block (A, B, AB …).
    blocks = shifts.reshape(BASE, inputs + 2).T
    start = time.perf_counter()
    found = indices(np.concatenate([blocks[0], blocks[-1], *blocks[1:-1]]), inputs)
    seconds = time.perf_counter() - start
    apart = max(np.abs(found.first - theirs["S1"]).max(), np.abs(found.total - theirs["ST"]).max())
    note = f"S1 and ST of {inputs} weights; SALib also resamples its confidence; largest difference {apart:.1e}"
    return {"figure": "sensitivity indices, s", "value": seconds, "peer": peer, "note": note}


if __name__ == "__main__":
    for row in rows():
        print(row)
