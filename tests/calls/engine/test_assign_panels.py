"""Whole panels as columns: the listing against all subsets, and bounds that no assignment passes, whatever the prices."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.calls.engine.assign import Diversity, panels
from xinzhi.calls.engine.assign.bounds import Limits, Prices, bound, settled
from xinzhi.calls.engine.assign.panels import best_panels, reaching
from xinzhi.calls.engine.assign.problem import read

from .test_assign import enumerated

pytestmark = pytest.mark.engine


@st.composite
def applications(draw):
    size, need = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    score = np.round(chance.random(size) * 2 - 1, draw(st.sampled_from([1, 8])))
    gain = np.round(score - chance.random(size), draw(st.sampled_from([1, 8])))
    groups = [draw(st.sampled_from(["a", "b", None])) for _ in range(size)]
    target, least = draw(st.floats(-2, 2)), draw(st.floats(-3, 1))
    return score, gain, need, groups, target, least, draw(st.integers(1, 2)), draw(st.integers(0, 1))


@settings(max_examples=200)
@given(applications(), st.floats(0, 5))
def test_all_panels_that_reach_the_target_near_the_price_are_listed(case, guide):
    score, gain, need, groups, target, least, most, asked = case
    rule = Diversity(groups, at_most=most, at_least={"a": asked})
    problem = read(score[:, None], min(need, len(score)), 1, 0, None, [rule])
    score = problem.score
    fitting = {
        panel: gain[list(panel)].sum()
        for panel in combinations(range(len(score)), int(problem.need[0]))
        if score[list(panel)].sum() >= target - panels.EDGE
        and [groups[r] for r in panel].count("a") in range(asked, most + 1)
        and [groups[r] for r in panel].count("b") <= most
    }
    listed, value = reaching(problem, 0, gain, target, least=least, guide=guide, each=1000)
    sure = {panel for panel, worth in fitting.items() if worth >= least}
    assert sure <= set(map(tuple, listed.tolist())) <= set(fitting)
    assert value == pytest.approx([fitting[tuple(panel)] for panel in listed.tolist()])
    _, first, highest, short = best_panels(problem, 0, gain, target, least=least, each=2, few=1)
    assert not short
    if sure:
        assert first[0] == pytest.approx(highest)
        assert highest == pytest.approx(max(fitting.values()))


def test_more_panels_than_there_is_room_for_are_not_listed_and_the_bound_still_holds(monkeypatch):
    chance = np.random.default_rng(0)
    score = chance.random(12)
    problem, gain = read(score[:, None], 3, 1, 0, None, ()), score - 0.5 * chance.random(12)
    target = float(np.sort(problem.score)[-3:].sum()) - 0.2
    best = best_panels(problem, 0, gain, target, least=-9.0, each=5, few=1)[2]
    monkeypatch.setattr(panels, "ROOM", 0)
    found, _, highest, short = best_panels(problem, 0, gain, target, least=-9.0, each=5, few=1)
    assert short
    assert len(found) == 0
    assert highest >= best


@settings(max_examples=80)
@given(st.integers(0, 10_000), st.sampled_from([1, 8]), st.integers(0, 1), st.booleans())
def test_no_assignment_passes_the_bound_of_any_prices(seed, digits, low, weighted):
    chance = np.random.default_rng(seed)
    scores = np.round(chance.random((5, 3)) * 2 - 1, digits)
    lower, upper = np.full(5, low), np.full(5, 2)
    best = enumerated(scores, 2, upper, lower, np.ones((5, 3), bool))
    problem = read(scores, 2, upper, lower, None, ())
    target = best[0] / problem.unit
    panelled = np.flatnonzero(chance.random(3) < 0.6)
    claims = np.setdiff1d(np.arange(3), panelled)
    claim = np.zeros(3)
    claim[claims] = chance.random(len(claims)) * 3
    limits = Limits(claims, [], panelled)
    prices = Prices(chance.normal(0, 0.5, 5), chance.normal(0, 0.5, 3), claim, [], float(weighted))
    floor = best[1] / problem.unit if weighted else 0.0
    for each in (prices, settled(problem, limits, prices), prices.mixed(settled(problem, limits, prices), 0.3)):
        assert bound(problem, limits, each, target, 0.0).value >= floor - 1e-6
