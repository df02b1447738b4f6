from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from ranked_lists import HEAD, firms, listed, text
from xinzhi.cultivation.engine import coherence, moves, rank, read_list, reliability
from xinzhi.cultivation.engine.aggregate import Draws, Leaves, Node, scores
from xinzhi.cultivation.engine.coherence import cronbach, kendall_w
from xinzhi.cultivation.engine.normalise import fit
from xinzhi.cultivation.engine.outliers import draw_in
from xinzhi.cultivation.engine.ranks import intervals, mean_shifts, rank_draws, ranks_of

pytestmark = pytest.mark.engine

figures = arrays(np.float64, st.tuples(st.integers(3, 12), st.just(3)), elements=st.integers(-1000, 1000).map(float))
gaps = arrays(
    np.float64,
    st.tuples(st.integers(4, 10), st.just(3)),
    elements=st.one_of(st.integers(0, 1000).map(float), st.just(float("nan"))),
)
TREE = """
[[group]]
key = "g"
name = "组"
name_en = "Group"
weight = 2
aggregate = "{inner}"
"""


def nested(outer: str, inner: str):
    """i0 at the top; i1 and i2 in a group."""
    body = text(3, f'aggregate = "{outer}"', extra=TREE.format(inner=inner))
    for key in ("i1", "i2"):
        body = body.replace(f'key = "{key}"', f'key = "{key}"\ngroup = "g"')
    return read_list(body.encode())


@given(figures)
def test_every_firm_is_ranked_and_a_better_score_is_a_better_rank(values):
    found = rank(listed(), firms(values))
    assert len(found.ranks) == len(values)
    assert found.ranks.tolist() == stats.rankdata(-found.scores, method="min").tolist()
    assert ((found.scores >= 0) & (found.scores <= 100)).all()


@given(figures)
def test_the_order_of_the_firms_changes_nothing(values):
    one = rank(listed(), firms(values))
    back = rank(listed(), firms(values[::-1]))
    assert one.scores == pytest.approx(back.scores[::-1], abs=1e-4)


@given(figures, st.sampled_from(["minmax", "zscore", "rank"]))
def test_more_of_an_indicator_never_costs_points(values, method):
    scale = fit(values[:, 0], method)
    z = scale.read(np.sort(values[:, 0]))
    assert (np.diff(z) >= -1e-12).all()
    less = fit(values[:, 0], method, "less")
    assert less.read(values[:, 0]) == pytest.approx(1 - scale.read(values[:, 0]), abs=1e-9)


@given(gaps, st.sampled_from(["arithmetic", "geometric", "harmonic"]), st.sampled_from(["arithmetic", "geometric"]))
@settings(max_examples=150)
def test_causes_add_up_to_the_change(values, outer, inner):
    listing = nested(outer, inner)
    half = len(values) // 2
    before, after = values[: half * 2 : 2], values[1 : half * 2 : 2]
    one, two = rank(listing, firms(before)), rank(listing, firms(after))
    for move in moves(one, two).stayed:
        told = sum(cause.points for cause in move.causes)
        assert told == pytest.approx(move.score - move.score_before, abs=2e-4)


@given(gaps)
def test_an_unknown_value_leaves_the_score_within_its_known_siblings(values):
    found = rank(listed(), firms(values))
    for i in range(len(found.scores)):
        known = found.prepared.leaves.z[:, i]
        assert np.nanmin(known) * 100 - 1e-3 <= found.scores[i] <= np.nanmax(known) * 100 + 1e-3
    out = {left.row for left in found.left_out}
    assert out == {row for row in range(len(values)) if np.isnan(values[row]).all()}


@given(arrays(np.float64, (5, 9), elements=st.integers(0, 4).map(float)))
def test_packed_ranks_share_ties(values):
    assert (ranks_of(values) == stats.rankdata(-values, method="min", axis=1)).all()


@pytest.mark.parametrize(("draws", "firms_"), [(1, 2), (23, 401), (9, 70_000)])
def test_draws_on_every_core_give_what_the_slow_way_gives(draws, firms_):
    """Ranks, intervals and shifts by SciPy and NumPy, one draw after the other; ties among them, and more firms than 16 bits count."""
    made = np.random.default_rng(firms_).integers(0, 3 * firms_, (draws, firms_)) / 7
    ranks = rank_draws(lambda part: made[part], draws, firms_)
    slow = np.stack([stats.rankdata(-row, method="min") for row in made], axis=1)
    assert (ranks == slow).all()
    levels = (0.05, 0.5, 0.95)
    assert (intervals(ranks, levels) == np.quantile(slow, levels, axis=1, method="inverted_cdf")).all()
    assert mean_shifts(ranks, slow[:, 0]).tolist() == pytest.approx(np.abs(slow - slow[:, :1]).mean(axis=0).tolist())


@given(arrays(np.uint16, st.tuples(st.integers(1, 9), st.integers(1, 60))))
def test_interval_ends_are_ranks_that_were_drawn(ranks):
    low, middle, high = intervals(ranks, (0.05, 0.5, 0.95))
    expected = np.quantile(ranks, (0.05, 0.5, 0.95), axis=1, method="inverted_cdf")
    assert (np.stack([low, middle, high]) == expected).all()


def test_many_draws_are_each_what_one_draw_gives():
    rng = np.random.default_rng(3)
    inner = Node("g", children=(Node("b", leaf=1), Node("c", leaf=2)), weights=(0.5, 0.5), aggregate="geometric")
    root = Node("score", children=(Node("a", leaf=0), inner), weights=(0.4, 0.6))
    z = rng.random((3, 20))
    z[1, 4] = z[0, 7] = np.nan
    draws = Draws(8, {"g": rng.dirichlet([1, 1], 8), "score": rng.dirichlet([1, 1], 8)})
    together = scores(root, Leaves(z), draws)
    for i in range(8):
        alone = scores(root, Leaves(z), Draws(1, {key: rows[i : i + 1] for key, rows in draws.weights.items()}))
        assert together[i] == pytest.approx(alone[0], abs=1e-12)


def test_collapsed_levels_give_what_the_levels_give():
    rng = np.random.default_rng(4)
    inner = Node("g", children=(Node("b", leaf=1), Node("c", leaf=2)), weights=(0.25, 0.75), aggregate="geometric")
    root = Node("score", children=(Node("a", leaf=0), inner), weights=(0.4, 0.6), aggregate="geometric")
    z = rng.uniform(0.1, 1, (3, 20))
    expected = z[0] ** 0.4 * (z[1] ** 0.25 * z[2] ** 0.75) ** 0.6
    assert scores(root, Leaves(z))[0] == pytest.approx(expected, abs=1e-12)


def test_reliability_is_the_same_again_and_holds_the_undisputed_winner_at_one():
    values = np.column_stack([np.arange(30.0)] * 3) + np.random.default_rng(1).normal(0, 3, (30, 3))
    values[29] = 100
    ranking = rank(listed(3, extra="[uncertainty]\nbase = 64\nspread = 0.5\n"), firms(values))
    one, two = reliability(ranking), reliability(ranking)
    assert one.draws == 64 * 5
    assert (one.low[29], one.high[29]) == (1, 1)
    assert (one.low == two.low).all()
    assert (one.high == two.high).all()
    assert (one.low <= one.median).all()
    assert (one.median <= one.high).all()
    assert {effect.key for effect in one.effects} == {"i0", "i1", "i2"}


def test_no_spread_and_no_method_leaves_nothing_to_vary():
    assert reliability(rank(listed(3, extra="[uncertainty]\nspread = 0\n"), firms(np.eye(3)))) is None


def test_method_choices_move_ranks_and_are_told():
    values = np.random.default_rng(2).lognormal(0, 2, (40, 3))
    extra = '[uncertainty]\nbase = 32\nspread = 0\nnormalise = ["minmax", "rank"]\naggregate = ["arithmetic", "geometric"]\n'
    found = reliability(rank(listed(3, extra=extra), firms(values)))
    assert found.shift > 0
    assert [effect.kind for effect in found.effects] == ["method", "method"]
    assert max(effect.total for effect in found.effects) > 0.3


def test_gates_left_out_firms_say_why():
    gate = '[[gate]]\nkey = "big"\nname = "大"\nname_en = "Big"\nholds = "c0 / c1 >= 0.5"\nbasis = "测试"\nconfidence = "?"\n'
    values = [[1, 2, 3], [1, 3, 3], [1, 0, 3], [np.nan, 2, 3]]
    found = rank(listed(3, extra=gate), firms(values))
    assert found.ids == ("f0",)
    assert [(left.row, left.reason, left.keys) for left in found.left_out] == [
        (1, "gate", ("big",)),
        (2, "unknown", ("big",)),
        (3, "unknown", ("big",)),
    ]


@pytest.mark.parametrize(
    ("rule", "z"),
    [("zero", 0.0), ("median", 0.5), ("group-median", 1.0)],
)
def test_missing_rules(rule, z):
    head = HEAD + 'group = "field"\n'
    values = np.array([[0.0, 1], [10.0, 1], [5.0, 1], [np.nan, 1]])
    found = rank(listed(2, f'missing = "{rule}"', head=head), firms(values, ["a", "b", "a", "b"]))
    assert found.prepared.leaves.z[0, 3] == pytest.approx(z)


def test_coverage_leaves_out_who_is_known_too_little():
    values = [[1, 2, 3], [np.nan, np.nan, 1], [4, np.nan, 2]]
    found = rank(listed(3, "coverage = 0.6"), firms(values))
    assert [(left.row, left.reason, left.keys) for left in found.left_out] == [(1, "coverage", ("i0", "i1"))]


def test_tiers_take_places_shares_and_scores():
    tiers = "".join(
        f'[[tier]]\nkey = "{key}"\nname = "{key}"\nname_en = "{key}"\n{bound}\n'
        for key, bound in (("top", "top = 1"), ("third", "share = 0.34"), ("half", "score = 50"))
    )
    found = rank(listed(1, extra=tiers), firms([[10], [9], [8], [7], [5], [0]]))
    assert found.tiers == ("top", "third", "half", "half", "half", "")


@given(st.lists(st.integers(0, 100), min_size=5, max_size=40))
def test_drawing_in_never_widens(values):
    x = np.array(values, dtype=float)
    for rule, limit in (("percentile", 0.1), ("fence", 1.5), ("skew", 0.0)):
        drawn, changed = draw_in(x, rule, limit)
        assert drawn.min() >= x.min() - 1e-9
        assert drawn.max() <= x.max() + 1e-9
        assert changed == (drawn != x).sum()


def test_a_single_giant_is_drawn_in_to_its_neighbour():
    drawn, changed = draw_in(np.array([*range(20), 1e6], dtype=float), "skew", 0)
    assert changed == 1
    assert drawn.max() == 19


def test_cronbach_and_kendall_know_full_agreement():
    same = np.array([[1.0, 2, 3, 4]] * 3)
    assert cronbach(same) == pytest.approx(1)
    assert kendall_w(same) == pytest.approx(1)
    assert kendall_w(np.array([[1.0, 2, 3], [3, 2, 1]])) == pytest.approx(0)


def test_kendall_agrees_with_friedman():
    judges = np.random.default_rng(5).random((6, 9)).round(1)
    chi_square = stats.friedmanchisquare(*judges.T).statistic
    assert kendall_w(judges) == pytest.approx(chi_square / (6 * 8))


def test_coherence_names_pairs_that_repeat_or_oppose_each_other():
    one = np.random.default_rng(6).random(50)
    found = coherence(rank(listed(3), firms(np.column_stack([one, one * 2, -one]))))
    assert [pair[:2] for pair in found.redundant] == [("i0", "i1")]
    assert {pair[:2] for pair in found.opposed} == {("i0", "i2"), ("i1", "i2")}
    assert sum(found.weights.values()) == pytest.approx(1)


def test_who_entered_and_who_left():
    one, two = firms([[1, 2, 3], [3, 2, 1], [2, 2, 2]]), firms([[1, 2, 3], [3, 2, 1], [5, 5, 5]])
    found = moves(rank(listed(), one), rank(listed(), replace(two, ids=("f1", "f7", "f9"))))
    assert [move.id for move in found.stayed] == ["f1"]
    assert found.entered == ("f9", "f7")
    assert set(found.left) == {"f0", "f2"}
