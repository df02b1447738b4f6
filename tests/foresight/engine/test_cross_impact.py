"""Cross-impact: against exact enumeration, laws of probability, and hand-made structures."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinzhi.foresight.engine.cross_impact import (
    Entered,
    complement,
    consistency,
    final_probabilities,
    group_matrix,
    odds_ratios,
    sensitivity,
    structure_of,
)
from xinzhi.foresight.engine.cross_impact.gordon import conditional_of, odds
from xinzhi.foresight.engine.cross_impact.group import ratios_of
from xinzhi.foresight.engine.cross_impact.tables import MatrixError, read_matrix

pytestmark = pytest.mark.engine
probabilities = st.lists(st.floats(0.05, 0.95), min_size=2, max_size=4)


def exact(initial, ratios, total):
    """The final probabilities by going through every order and every course."""
    n = len(initial)
    missed = complement(initial, ratios) if total else np.ones((n, n))
    final = np.zeros(n)
    orders = list(itertools.permutations(range(n)))
    for order in orders:
        for course in itertools.product((True, False), repeat=n):
            now, chance = odds(initial).copy(), 1.0
            for event, happens in zip(order, course, strict=True):
                p = now[event] / (1 + now[event])
                chance *= p if happens else 1 - p
                now = now * (ratios if happens else missed)[event]
            for event, happens in zip(order, course, strict=True):
                final[event] += chance * happens / len(orders)
    return final


@settings(max_examples=15)
@given(probabilities, st.integers(0, 10_000), st.booleans())
def test_plays_come_to_the_exact_probabilities(initial, seed, total):
    n = len(initial)
    strength = np.random.default_rng(seed).integers(-2, 3, (n, n)).astype(float)
    np.fill_diagonal(strength, 0)
    ratios = ratios_of(strength)
    found = final_probabilities(initial, ratios, total=total, plays=20_000, seed=seed)
    assert np.abs(found.final - exact(np.array(initial), ratios, total)).max() < 0.025  # about seven standard errors


@given(probabilities)
def test_without_impact_nothing_changes(initial):
    n = len(initial)
    found = final_probabilities(initial, np.ones((n, n)), plays=4000)
    assert np.abs(found.final - initial).max() < 0.05
    assert (found.error <= 0.5 / np.sqrt(4000) + 1e-12).all()


def test_probabilities_judged_together_stand_where_nothing_contradicts():
    ratios = odds_ratios([0.5, 0.4], [[np.nan, 0.6], [0.75, np.nan]])  # P(both) = 0.3 either way
    found = final_probabilities([0.5, 0.4], ratios, total=True, plays=40_000)
    assert np.abs(found.final - [0.5, 0.4]).max() < 0.015


def test_a_likely_cause_lifts_and_the_same_seed_gives_the_same():
    ratios = np.ones((2, 2))
    ratios[0, 1] = 6
    found = final_probabilities([0.9, 0.2], ratios, seed=3)
    assert (found.final == final_probabilities([0.9, 0.2], ratios, seed=3).final).all()
    moved = sensitivity([0.9, 0.2], ratios, step=0.05)
    assert moved[0, 0] == pytest.approx(0.05, abs=0.01)
    assert moved[1, 0] == 0
    assert moved[0, 1] > 0


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0, 1))
def test_conditionals_of_a_real_joint_are_possible_and_keep_the_whole(a, b, share):
    low, high = max(0.0, a + b - 1), min(a, b)
    both = low + share * (high - low)
    conditional = np.array([[np.nan, both / a], [both / b, np.nan]])
    assert consistency([a, b], conditional) == []
    ratios = odds_ratios([a, b], conditional)
    given_not = conditional_of([a, b], complement([a, b], ratios))
    assert a * conditional[0, 1] + (1 - a) * given_not[0, 1] == pytest.approx(b, abs=1e-4)


def test_impossible_conditionals_are_named_with_their_bounds():
    found = consistency([0.8, 0.3], [[np.nan, 0.9], [0.1, np.nan]])
    assert [(f.cause, f.event) for f in found] == [(0, 1), (1, 0)]
    assert found[0].high == pytest.approx(0.375)  # P(b | a) ≤ P(b) / P(a)
    assert found[1].low == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("initial", "ratios", "words"),
    [
        ([0.5, 1.0], np.ones((2, 2)), "strictly"),
        ([0.5, 0.5], np.ones((3, 3)), "matrix"),
        ([0.5, 0.5], np.array([[1, 0], [1, 1]]), "above 0"),
    ],
)
def test_bad_input_is_refused(initial, ratios, words):
    with pytest.raises(ValueError, match=words):
        final_probabilities(initial, ratios)


def test_a_chain_has_its_driver_and_its_outcome():
    found = structure_of([[0, 3, 0], [0, 0, 3], [0, 0, 0]])
    assert [p.kind for p in found.direct] == ["driver", "relay", "outcome"]
    assert found.direct[0].influence == pytest.approx(0.5)
    ring = structure_of([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert [p.influence for p in ring.indirect] == [pytest.approx(1 / 3)] * 3


def test_indirect_influence_shows_who_moves_the_movers():
    # The first acts on one thing only, but that is the hub.
    m = np.zeros((5, 5))
    m[0, 1] = 3
    m[1, 2:] = 2
    m[2, 1] = m[3, 1] = m[4, 1] = 1
    m[4, 3] = 1
    found = structure_of(m)
    assert found.indirect[0].influence > found.direct[0].influence
    assert found.power > 1


@given(st.integers(2, 6), st.integers(0, 10_000))
def test_structure_follows_the_names(n, seed):
    rng = np.random.default_rng(seed)
    m = rng.integers(0, 4, (n, n)).astype(float)
    order = rng.permutation(n)
    first, second = structure_of(m), structure_of(m[np.ix_(order, order)])
    for place, source in enumerate(order):
        assert second.direct[place].influence == pytest.approx(first.direct[source].influence)
        assert second.direct[place].kind == first.direct[source].kind


def test_structure_refuses_what_is_no_matrix_of_strengths():
    with pytest.raises(ValueError, match="square"):
        structure_of([[1, 2]])
    with pytest.raises(ValueError, match="negative"):
        structure_of([[0, -1], [0, 0]])
    assert {p.kind for p in structure_of(np.zeros((3, 3))).direct} == {"apart"}


entries = st.lists(
    st.builds(
        Entered,
        probability=st.fixed_dictionaries({0: st.floats(0.01, 0.99), 1: st.floats(0.01, 0.99)}),
        strength=st.dictionaries(st.sampled_from([(0, 1), (1, 0)]), st.integers(-3, 3)),
    ),
    min_size=1,
    max_size=9,
)


@given(entries, st.randoms())
def test_the_group_is_the_median_whatever_the_order(said, random):
    mixed = list(said)
    random.shuffle(mixed)
    a, b = group_matrix(said, 2), group_matrix(mixed, 2)
    assert all((x == y).all() for x, y in zip(a, b, strict=True))
    assert a.probability[0] == pytest.approx(np.median([e.probability[0] for e in said]))
    assert (a.spread >= 0).all()


def test_an_event_without_a_probability_is_named():
    with pytest.raises(ValueError, match="event 2"):
        group_matrix([Entered({0: 0.5}, {})], 2)


def matrix(tmp_path, text):
    file = tmp_path / "m.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_matrix_is_read_in_both_forms(tmp_path):
    read = read_matrix(matrix(tmp_path, "event,probability,A,B\nA,0.5,,0.6\nB,0.4,0.2,\n"))
    assert read.names == ["A", "B"]
    assert read.conditional[0, 1] == 0.6
    assert read.ratios[0, 1] == pytest.approx((0.6 / 0.4) / (0.4 / 0.6))
    strong = read_matrix(matrix(tmp_path, "event,probability,A,B\nA,0.5,,2\nB,0.4,-1,\n"), strengths=True)
    assert strong.ratios[0, 1] == pytest.approx(1.8**2)
    assert strong.conditional[1, 0] < 0.5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,probability\n", "event"),
        ("event,probability,A\nA,1.5,\n", "m.csv:2: probability"),
        ("event,probability,A\nA,0.5,\nB,0.5,0.1\n", "no column B"),
        ("event,probability,A,A2\nA,0.5,,x\nA2,0.5,0.1,\n", "m.csv:2: A2"),
        ("event,probability,A\nA,0.5,\nA,0.5,\n", "own name"),
    ],
)
def test_a_faulty_matrix_is_told_where(tmp_path, text, words):
    with pytest.raises(MatrixError, match=words):
        read_matrix(matrix(tmp_path, text))
