"""The metrics against scikit-learn's and SciPy's, and what weights mean."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from xinzhi.foresight.engine import metrics
from xinzhi.foresight.engine.outcome import Outcome

pytestmark = pytest.mark.engine


@pytest.fixture
def judged():
    rng = np.random.default_rng(5)
    gain = rng.normal(0, 1, 900)
    ranking = gain + rng.normal(0, 2, 900)
    positive = gain >= np.sort(gain)[-45]
    return ranking, Outcome(gain, np.exp(gain / 2), gain / 2, positive)


def test_values_are_those_of_the_libraries(judged):
    ranking, became = judged
    value = dict(
        zip(metrics.METRICS, metrics.score(ranking, became, np.ones((1, 900), dtype=np.float32)).value, strict=True)
    )
    first = np.argsort(-ranking)[:100]
    assert value["P@50"] == pytest.approx(became.positive[first[:50]].mean())
    assert value["P@100"] == pytest.approx(became.positive[first].mean())
    assert value["growth@100"] == pytest.approx((became.ratio[first] > 1.5).mean())
    assert value["AUC"] == pytest.approx(roc_auc_score(became.positive, ranking))
    assert value["Spearman"] == pytest.approx(spearmanr(ranking, became.log_growth)[0], abs=1e-6)


def test_a_weight_of_two_is_a_term_twice(judged):
    ranking, became = judged
    weights = np.random.default_rng(1).poisson(1.0, (1, 900)).astype(np.float32)
    repeated = np.repeat(np.arange(900), weights[0].astype(int))
    twice = Outcome(*(column[repeated] for column in became))
    weighted = metrics.score(ranking, became, weights).value
    literal = metrics.score(ranking[repeated], twice, np.ones((1, len(repeated)), dtype=np.float32)).value
    assert weighted[:4] == pytest.approx(literal[:4], abs=2e-3)  # ties of a repeated term count as won
    assert weighted[4] == pytest.approx(literal[4], abs=0.02)  # places are those of all terms


def test_the_calibration_error_by_hand():
    chance = np.array([0.05, 0.05, 0.05, 0.05, 0.95, 0.95])
    positive = np.array([False, False, False, True, True, False])
    error = metrics.calibration_errors(chance, positive, np.ones((1, 6), dtype=np.float32))
    assert error[0] == pytest.approx((4 * 0.20 + 2 * 0.45) / 6)


def test_a_ranking_leads_its_own_noise_and_not_itself(judged):
    _, became = judged
    rng = np.random.default_rng(2)
    weights = metrics.resample(900, 200, rng)
    noise = rng.normal(0, 1, 900)
    scored = {
        "model": [metrics.score(became.gain, became, weights)] * 3,
        "noise": [metrics.score(noise, became, weights)] * 3,
        "same": [metrics.score(became.gain, became, weights)] * 3,
    }
    table, leads = metrics.summarise(scored, metrics.draw_origins(3, 200, rng), "model")
    assert table["model"]["AUC"].value == pytest.approx(1.0)
    assert {c.metric for c in leads if c.leads and c.baseline == "noise"} == set(metrics.METRICS)
    assert not any(c.leads for c in leads if c.baseline == "same")
