"""Leniency is found where the truth is known, and taken out better than by plain means."""

import numpy as np
import pytest
from scipy.stats import kendalltau
from threadpoolctl import threadpool_info

from xinzhi.calls.engine.calibrate import Scores, calibrate, disagreements, one_thread
from xinzhi.calls.engine.ranking import rank


def panel(seed, *, applications=80, reviewers=24, need=4, quality=8.0, leniency=6.0, noise=5.0):
    """A simulated panel: the scores, the true quality and the true leniency."""
    rng = np.random.default_rng(seed)
    true_quality = 70 + quality * rng.standard_normal(applications)
    true_leniency = leniency * rng.standard_normal(reviewers)
    rows = [
        (a, int(r), float(true_quality[a] + true_leniency[r] + noise * rng.standard_normal()))
        for a in range(applications)
        for r in rng.choice(reviewers, size=need, replace=False)
    ]
    return Scores.of(rows, applications, reviewers), true_quality, true_leniency


@pytest.mark.parametrize("seed", range(5))
def test_calibrated_quality_is_nearer_the_truth_than_plain_means(seed):
    scores, quality, leniency = panel(seed)
    found = calibrate(scores)
    raw = scores.means()
    assert np.sqrt(np.mean((found.quality - quality) ** 2)) < np.sqrt(np.mean((raw - quality) ** 2))
    assert kendalltau(found.quality, quality).statistic > kendalltau(raw, quality).statistic
    assert np.corrcoef(found.leniency, leniency)[0, 1] > 0.8


def test_the_spreads_are_those_of_the_truth():
    found = [calibrate(panel(seed, applications=200, reviewers=60)[0]).spread for seed in range(8)]
    assert np.mean(found, axis=0) == pytest.approx([8, 6, 5], rel=0.12)


def test_the_error_says_how_far_off_it_is():
    inside = []
    for seed in range(12):
        scores, quality, _ = panel(seed)
        found = calibrate(scores)
        inside.append(np.mean(np.abs(found.quality - quality) <= 1.96 * found.error))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_it_is_the_solution_of_the_full_equations():
    """Against the textbook system written out whole, nothing eliminated."""
    scores, _, _ = panel(3, applications=12, reviewers=6, need=3)
    found = calibrate(scores)
    x = np.zeros((scores.values.size, 1 + 12 + 6))
    x[:, 0] = 1
    x[np.arange(len(x)), 1 + scores.applications] = 1
    x[np.arange(len(x)), 13 + scores.reviewers] = 1
    c = x.T @ x + np.diag([0.0, *[found.ratios[0]] * 12, *[found.ratios[1]] * 6])
    solution = np.linalg.solve(c, x.T @ scores.values)
    assert found.quality == pytest.approx(solution[0] + solution[1:13])
    assert found.leniency == pytest.approx(solution[13:])
    noise = found.spread[2] ** 2
    pick = np.zeros((12, 19))
    pick[:, 0] = 1
    pick[np.arange(12), 1 + np.arange(12)] = 1
    assert found.error**2 == pytest.approx(np.diag(pick @ np.linalg.inv(c) @ pick.T) * noise)


def test_without_leniency_the_order_is_that_of_the_means():
    scores, _, _ = panel(1, leniency=0.0)
    assert kendalltau(calibrate(scores).quality, scores.means()).statistic > 0.95


def test_equal_scores_and_few_scores_are_no_error():
    flat = Scores.of([(0, 0, 7.0), (1, 0, 7.0), (1, 1, 7.0)], 3, 2)
    assert calibrate(flat).quality == pytest.approx([7.0, 7.0, 7.0])
    assert calibrate(Scores.of([(0, 0, 50.0)], 1, 1)).quality == pytest.approx([50.0])
    with pytest.raises(ValueError, match="no scores"):
        calibrate(Scores.of([], 2, 2))
    with pytest.raises(ValueError, match="range"):
        Scores.of([(2, 0, 1.0)], 2, 1)


def test_disagreement_is_judged_with_leniency_taken_out():
    scores = Scores.of([(0, 0, 90.0), (0, 1, 60.0), (1, 0, 90.0), (1, 1, 85.0), (2, 0, 70.0)], 3, 2)
    told = disagreements(scores, np.array([15.0, -15.0]), 20.0)
    assert [(d.application, d.raw, d.adjusted) for d in told] == [(1, 5.0, 25.0)]
    assert [d.application for d in disagreements(scores, np.zeros(2), 20.0)] == [0]


def test_ranks_come_with_their_certainty():
    scores, quality, _ = panel(7, noise=1.0, quality=12.0)
    told = rank(scores, places=20, draws=120)
    assert sorted(r.rank for r in told.rows) == list(range(1, 81))
    assert all(1 <= r.low <= r.rank <= r.high <= 80 and 0 <= r.chance <= 1 for r in told.rows)
    truly = set(np.argsort(-quality)[:20])
    sure = [r.application for r in told.rows if r.chance > 0.95]
    assert len(sure) >= 10
    assert len(set(sure) - truly) <= 1
    assert rank(scores, places=20, draws=120).rows == told.rows


def test_more_noise_makes_places_less_sure():
    width = [np.mean([r.high - r.low for r in rank(panel(2, noise=n)[0], places=20, draws=80).rows]) for n in (2, 12)]
    assert width[0] < width[1]


def test_what_nobody_scored_has_no_rank():
    told = rank(Scores.of([(0, 0, 8.0), (0, 1, 9.0), (2, 0, 5.0), (2, 1, 4.0)], 3, 2), places=1, draws=50)
    assert [r.application for r in told.rows] == [0, 2]


def test_linear_algebra_is_held_to_one_thread_while_ranking():
    with one_thread(panel(2, noise=2)[0]):
        held = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    assert held == {1}
