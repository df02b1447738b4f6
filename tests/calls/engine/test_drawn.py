"""Drawn assignments: every draw keeps all limits, probabilities keep theirs, and without a limit nothing changes."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xinzhi.calls.engine.assign import InfeasibleError, InputError, assign, draw

pytestmark = pytest.mark.engine


@st.composite
def problems(draw_):
    reviewers, applications = draw_(st.integers(3, 8)), draw_(st.integers(1, 6))
    chance = np.random.default_rng(draw_(st.integers(0, 10_000)))
    need = draw_(st.integers(1, 2))
    upper = chance.integers(1, 5, reviewers)
    lower = np.minimum(chance.integers(0, 2, reviewers), upper)
    scores = np.round(chance.random((reviewers, applications)), draw_(st.sampled_from([0, 1, 6])))
    barred = chance.random((reviewers, applications)) < 0.15
    return scores, need, upper, lower, barred, draw_(st.sampled_from([1.0, 0.8, 0.5, 0.34]))


@settings(max_examples=120, deadline=None)
@given(problems(), st.integers(0, 2**32 - 1), st.booleans())
def test_every_draw_keeps_needs_loads_and_conflicts_and_no_probability_passes_its_limit(case, seed, fair):
    scores, need, upper, lower, barred, most = case
    try:
        found = draw(scores, need, upper, lower, barred, most=most, seed=seed, fair=fair)
    except InfeasibleError:
        assume(False)
    reviewer, application = found.pairs.T
    assert len(set(map(tuple, found.pairs))) == len(found.pairs)
    assert not barred[reviewer, application].any()
    assert (np.bincount(application, minlength=scores.shape[1]) == need).all()
    load = np.bincount(reviewer, minlength=scores.shape[0])
    assert (load >= lower).all()
    assert (load <= upper).all()
    assert found.chance.max() <= most
    assert not barred[tuple(found.probable.T)].any()
    assert np.bincount(found.probable[:, 1], found.chance) == pytest.approx(need)
    assert set(map(tuple, found.pairs)) <= set(map(tuple, found.probable))
    assert found.expected_total == pytest.approx(scores[tuple(found.probable.T)] @ found.chance)
    assert found.total == pytest.approx(scores[reviewer, application].sum())
    assert found.expected_total <= found.bound + 1e-9
    assert found.expected_worst <= found.worst_bound + 1e-9


@settings(max_examples=40, deadline=None)
@given(problems(), st.booleans())
def test_with_a_probability_of_one_it_is_the_deterministic_optimum(case, fair):
    scores, need, upper, lower, barred, _ = case
    try:
        best = assign(scores, need, upper, lower, barred, fair=fair)
    except InfeasibleError:
        assume(False)
    found = draw(scores, need, upper, lower, barred, most=1, seed=0, fair=fair)
    assert (found.total, found.worst) == pytest.approx((best.total, best.worst))
    assert found.expected_total == pytest.approx(best.total)


def test_the_probabilities_that_are_computed_are_those_of_the_draws():
    chance = np.random.default_rng(3)
    scores, barred = chance.random((7, 5)), chance.random((7, 5)) < 0.1
    draws, times = 1500, np.zeros((7, 5))
    for seed in range(draws):
        found = draw(scores, 2, 3, 1, barred, most=0.5, seed=seed)
        times[tuple(found.pairs.T)] += 1
    promised = np.zeros((7, 5))
    promised[tuple(found.probable.T)] = found.chance
    # Five standard deviations of a share of so many draws.
    assert np.abs(times / draws - promised).max() < 5 * np.sqrt(0.25 / draws)
    assert (times / draws).max() <= 0.5 + 5 * np.sqrt(0.25 / draws)


def test_the_sum_under_a_limit_lies_between_chance_and_the_optimum_and_falls_with_the_limit():
    scores = np.random.default_rng(5).random((12, 9))
    sums = [draw(scores, 2, 3, most=q, seed=1, fair=False).expected_total for q in (0.25, 0.5, 0.75, 1.0)]
    assert sums == sorted(sums)
    assert sums[-1] == pytest.approx(assign(scores, 2, 3, fair=False).total)
    assert sums[0] > 2 * 9 * scores.mean()


def test_the_fair_draw_has_the_higher_worst_expectation():
    scores = np.random.default_rng(6).random((10, 12)) ** 3
    fair, plain = (draw(scores, 2, 3, most=0.6, seed=1, fair=f) for f in (True, False))
    assert fair.expected_worst >= plain.expected_worst - 1e-6
    assert fair.expected_worst == pytest.approx(fair.worst_bound, abs=1e-5)


def test_the_same_seed_draws_the_same():
    scores = np.random.default_rng(7).random((10, 12))
    one, two, other = (draw(scores, 2, 3, most=0.5, seed=s).pairs for s in (4, 4, 5))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_what_cannot_be_is_said():
    with pytest.raises(InputError):
        draw(np.ones((3, 2)), 1, 2, most=0, seed=1)
    with pytest.raises(InfeasibleError) as caught:
        draw(np.ones((3, 2)), 2, 2, most=0.5, seed=1)
    assert caught.value.applications == (0, 1)
    with pytest.raises(InfeasibleError, match="upper loads"):
        draw(np.ones((3, 2)), 2, 1, most=0.9, seed=1)
