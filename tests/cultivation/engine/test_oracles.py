"""Our numbers beside those of others' programs: pymcdm, scikit-criteria, SALib, scikit-learn, SciPy."""

import numpy as np
import pytest
from pymcdm.methods import TOPSIS, WSM
from pymcdm.normalizations import minmax_normalization
from pymcdm.weights import critic_weights, entropy_weights
from SALib.analyze import sobol as salib_sobol
from scipy import stats
from sklearn.decomposition import PCA

from ranked_lists import HEAD, firms, listed
from xinzhi.cultivation.engine import rank, weights
from xinzhi.cultivation.engine.ranks import ranks_of
from xinzhi.cultivation.engine.sensitivity import design, indices

pytestmark = pytest.mark.engine

RNG = np.random.default_rng(7)
MATRIX = RNG.lognormal(2, 1, (40, 5))
WEIGHTS = np.arange(1, 6) / 15
MORE = np.ones(5)


def ours(method: str, values: np.ndarray = MATRIX) -> np.ndarray:
    small = listed(values.shape[1], method, head=f"{HEAD}decimals = 8\n")
    return rank(small, firms(values)).scores / 100


def test_weighted_sum_is_pymcdms():
    theirs = WSM(minmax_normalization)(MATRIX, WEIGHTS, MORE)
    assert ours('aggregate = "arithmetic"') == pytest.approx(theirs, abs=1e-9)


def test_topsis_is_pymcdms():
    theirs = TOPSIS(minmax_normalization)(MATRIX, WEIGHTS, MORE)
    assert ours('aggregate = "topsis"\nmissing = "zero"') == pytest.approx(theirs, abs=1e-9)


def test_topsis_is_scikit_criterias():
    skcriteria = pytest.importorskip("skcriteria")
    from skcriteria.agg import topsis as their_topsis
    from skcriteria.preprocessing.scalers import MinMaxScaler

    decision = skcriteria.mkdm(MATRIX, [max] * 5, weights=WEIGHTS)
    theirs = their_topsis.TOPSIS().evaluate(MinMaxScaler(target="matrix").transform(decision)).e_.similarity
    assert ours('aggregate = "topsis"\nmissing = "zero"') == pytest.approx(np.asarray(theirs), abs=1e-9)


def test_geometric_mean_is_scipys_weighted_one():
    normal = np.maximum(minmax_normalization_of(MATRIX), 0.01)
    theirs = stats.gmean(normal, axis=1, weights=np.broadcast_to(WEIGHTS, normal.shape))
    assert ours('aggregate = "geometric"') == pytest.approx(theirs, abs=1e-9)


def test_harmonic_mean_is_scipys_weighted_one():
    normal = np.maximum(minmax_normalization_of(MATRIX), 0.01)
    theirs = stats.hmean(normal, axis=1, weights=np.broadcast_to(WEIGHTS, normal.shape))
    assert ours('aggregate = "harmonic"') == pytest.approx(theirs, abs=1e-9)


def minmax_normalization_of(matrix: np.ndarray) -> np.ndarray:
    return np.apply_along_axis(minmax_normalization, 0, matrix)


def test_entropy_weights_are_pymcdms():
    assert weights.entropy(MATRIX.T) == pytest.approx(entropy_weights(MATRIX), abs=1e-12)


def test_critic_weights_are_pymcdms():
    normal = minmax_normalization_of(MATRIX)
    assert weights.critic(normal.T) == pytest.approx(critic_weights(MATRIX), abs=1e-9)


def test_pca_weights_are_the_squared_loadings_of_scikit_learn():
    standard = (MATRIX - MATRIX.mean(axis=0)) / MATRIX.std(axis=0)
    assert weights.pca(MATRIX.T) == pytest.approx(PCA().fit(standard).components_[0] ** 2, abs=1e-9)


def test_indices_are_salibs():
    points = design(4, 256, seed=3)
    outcome = np.sin(points[:, 0] * 6) + points[:, 1] ** 2 * points[:, 2] + 0.1 * points[:, 3]
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    # SALib wants its draws point by point (A, AB…, B), ours stand block by block.
    blocks = [outcome[:256], *outcome[512:].reshape(4, 256), outcome[256:512]]
    theirs = salib_sobol.analyze(problem, np.stack(blocks, axis=1).ravel(), calc_second_order=False, seed=1)
    found = indices(outcome, 4)
    # SALib takes the mean of all draws off, so do we; the estimators are the same.
    assert found.first == pytest.approx(theirs["S1"], abs=1e-9)
    assert found.total == pytest.approx(theirs["ST"], abs=1e-9)


def test_ranks_are_scipys():
    scores = RNG.random((30, 500)).round(2)
    assert (ranks_of(scores) == stats.rankdata(-scores, method="min", axis=1)).all()
