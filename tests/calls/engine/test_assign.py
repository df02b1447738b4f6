"""Assignment against enumeration and a plain integer program; what it certifies, and what it says when there is none."""

from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from xinzhi.calls.engine.assign import Diversity, InfeasibleError, InputError, assign
from xinzhi.calls.engine.assign.problem import read

pytestmark = pytest.mark.engine
CLOSE = 1e-5


def enumerated(scores, need, upper, lower, allowed, panel_ok=lambda _panel: True):
    """(worst, total) of the best assignment by trying all panels of all applications; None if there is none."""
    reviewers, applications = scores.shape
    panels = [
        [p for p in combinations(range(reviewers), need) if all(allowed[r, a] for r in p) and panel_ok(p)]
        for a in range(applications)
    ]
    best = None

    def go(a, load, worst, total):
        nonlocal best
        if a == applications:
            if (load >= lower).all() and (
                best is None or (worst, total) > (best[0] + 1e-12, 0) or (worst >= best[0] - 1e-12 and total > best[1])
            ):
                best = (worst, total)
            return
        for panel in panels[a]:
            more = load.copy()
            more[list(panel)] += 1
            if (more <= upper).all():
                here = sum(scores[r, a] for r in panel)
                go(a + 1, more, min(worst, here), total + here)

    go(0, np.zeros(reviewers, dtype=int), np.inf, 0.0)
    return best


@st.composite
def small(draw):
    reviewers, applications = draw(st.integers(2, 5)), draw(st.integers(1, 4))
    value = draw(st.sampled_from([st.integers(-3, 3), st.floats(-2, 2, width=32), st.sampled_from([0.0, 1.0])]))
    scores = np.array(
        draw(st.lists(value, min_size=reviewers * applications, max_size=reviewers * applications)), float
    )
    need = draw(st.integers(1, min(3, reviewers)))
    upper = np.array(draw(st.lists(st.integers(0, 4), min_size=reviewers, max_size=reviewers)))
    lower = np.array([draw(st.integers(0, min(2, u))) for u in upper])
    allowed = np.array(
        draw(st.lists(st.sampled_from([True] * 5 + [False]), min_size=scores.size, max_size=scores.size))
    ).reshape(reviewers, applications)
    return scores.reshape(reviewers, applications), need, upper, lower, allowed


@settings(max_examples=150)
@given(small())
def test_small_problems_are_solved_exactly(case):
    scores, need, upper, lower, allowed = case
    best = enumerated(scores, need, upper, lower, allowed)
    if best is None:
        with pytest.raises(InfeasibleError):
            assign(scores, need, upper, lower, ~allowed)
        return
    found = assign(scores, need, upper, lower, ~allowed)
    check(found, scores, need, upper, lower, allowed)
    assert found.certified
    assert found.worst == pytest.approx(best[0], abs=CLOSE)
    assert found.total == pytest.approx(best[1], abs=CLOSE)


def test_a_worst_total_just_above_the_known_one_is_not_taken_for_reached():
    scores = np.zeros((5, 3))
    scores[4] = [1.0, 1.0, 1.65625]  # two places, three applications: the worst is 0, and nothing above it
    found = assign(scores, 1, [0, 0, 0, 1, 2])
    assert (found.worst, found.total, found.certified) == (0.0, 2.65625, True)


def check(found, scores, need, upper, lower, allowed):
    """The assignment keeps to all limits, and its figures are sums of the given scores."""
    reviewer, application = found.pairs.T
    assert len({map(int, p) and tuple(map(int, p)) for p in found.pairs}) == len(found.pairs)
    assert (np.bincount(application, minlength=scores.shape[1]) == need).all()
    load = np.bincount(reviewer, minlength=scores.shape[0])
    assert (load <= upper).all()
    assert (load >= lower).all()
    assert allowed[reviewer, application].all()
    totals = np.bincount(application, scores[reviewer, application], minlength=scores.shape[1])
    assert found.total == pytest.approx(totals.sum(), abs=1e-9)
    assert found.worst == pytest.approx(totals.min(), abs=1e-9)
    assert found.bound >= found.total
    assert found.worst_bound >= found.worst


@settings(max_examples=60)
@given(small(), st.data())
def test_limits_on_panels_are_kept_exactly(case, data):
    scores, need, upper, lower, allowed = case
    people = scores.shape[0]
    groups = data.draw(st.lists(st.sampled_from(["a", "b", None]), min_size=people, max_size=people))
    most, least = data.draw(st.integers(1, 2)), data.draw(st.integers(0, 1))

    def fits(panel):
        inside = [groups[r] for r in panel]
        return inside.count("a") <= most and inside.count("b") <= most and inside.count("a") >= least

    rule = Diversity(groups, at_most=most, at_least={"a": least}, name="institution")
    best = enumerated(scores, need, upper, lower, allowed, fits)
    if best is None:
        with pytest.raises(InfeasibleError):
            assign(scores, need, upper, lower, ~allowed, [rule])
        return
    found = assign(scores, need, upper, lower, ~allowed, [rule])
    check(found, scores, need, upper, lower, allowed)
    for application in range(scores.shape[1]):
        assert fits(found.pairs[found.pairs[:, 1] == application, 0])
    assert found.certified
    assert (found.worst, found.total) == pytest.approx(best, abs=CLOSE)


def program(scores, need, upper, lower=0, floor=None):
    """The highest total with all applications' totals ≥ floor; without floor, the highest worst total: plain HiGHS."""
    applications = scores.shape[1]
    size = scores.size
    cell = np.arange(size)
    by_application = sp.csr_matrix((np.ones(size), (cell % applications, cell)))
    by_reviewer = sp.csr_matrix((np.ones(size), (cell // applications, cell)))
    totals = sp.csr_matrix((scores.ravel(), (cell % applications, cell)))
    extra = sp.csr_matrix(np.full((applications, 1), -1.0 if floor is None else 0.0))
    wide = [sp.hstack([m, sp.csr_matrix((m.shape[0], 1))]) for m in (by_application, by_reviewer)]
    answer = milp(
        np.append(np.zeros(size), -1.0) if floor is None else np.append(-scores.ravel(), 0.0),
        constraints=[
            LinearConstraint(wide[0], need, need),
            LinearConstraint(wide[1], lower, upper),
            LinearConstraint(sp.hstack([totals, extra]), 0.0 if floor is None else floor - 1e-9, np.inf),
        ],
        integrality=np.append(np.ones(size), 0),
        bounds=Bounds(np.append(np.zeros(size), -100.0), np.append(np.ones(size), 100.0)),
        options={"mip_rel_gap": 0},
    )
    return -answer.fun


@pytest.mark.parametrize("lower", [0, 1])
@pytest.mark.parametrize("seed", range(6))
def test_as_a_plain_integer_program_finds_it(seed, lower):
    chance = np.random.default_rng(seed)
    scores = chance.beta(0.5, 2, (14, 9)) if seed % 2 else np.round(chance.random((14, 9)), 1)
    found = assign(scores, 3, 3, lower)
    worst = program(scores, 3, 3, lower)
    assert found.certified
    assert found.worst == pytest.approx(worst, abs=CLOSE)
    assert found.total == pytest.approx(program(scores, 3, 3, lower, floor=worst), abs=1e-4)


@pytest.mark.parametrize(("digits", "lower"), [(16, 2), (16, 1), (2, 2)])
def test_many_claims_that_bind_are_solved_with_panels_and_certified(digits, lower, monkeypatch):
    from xinzhi.calls.engine.assign import core

    chance = np.random.default_rng(5)
    near = chance.dirichlet(np.full(6, 0.2), 45) @ chance.dirichlet(np.full(6, 0.2), 30).T
    scores = np.round(np.where(chance.random(near.shape) < 0.3, 0.0, near), digits)
    panelled = []
    inside = core._core

    def seen(problem, limits, *rest, **more):
        panelled.append(len(limits.panelled))
        return inside(problem, limits, *rest, **more)

    monkeypatch.setattr(core, "_core", seen)
    found = assign(scores, 3, 4, lower)
    check(found, scores, 3, np.full(45, 4), np.full(45, lower), np.ones(scores.shape, bool))
    assert found.certified
    assert max(panelled) > 0
    worst = program(scores, 3, 4, lower)
    assert found.worst == pytest.approx(worst, abs=CLOSE)
    assert found.total == pytest.approx(program(scores, 3, 4, lower, floor=worst), abs=1e-4)


def test_bounds_are_rounded_to_what_scores_can_add_up_to():
    problem = read(np.array([[0.25, 0.5], [1.25, 2.0]]), 1, 1, 0, None, ())
    assert problem.step * problem.unit == pytest.approx(0.01)
    assert problem.floored(0.7349999 / problem.unit) * problem.unit == pytest.approx(0.73)
    assert problem.floored(0.7399999999 / problem.unit) * problem.unit == pytest.approx(0.74)
    assert problem.floored(np.inf) == np.inf
    free = read(np.random.default_rng(0).random((3, 3)), 1, 1, 0, None, ())
    assert free.step == 0
    assert free.floored(0.123456789) == 0.123456789


class Ticking:
    """A clock that goes on a second each time it is read."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        self.now += 1.0
        return self.now


@pytest.mark.parametrize("seconds", [0, 3, 8, 20, 60])
def test_whatever_the_time_limit_the_answer_keeps_to_all_limits_and_its_bounds_hold(seconds, monkeypatch):
    from xinzhi.calls.engine.assign import core, nearby, relax, solve

    chance = np.random.default_rng(8)
    scores = np.round(chance.beta(0.5, 2, (12, 1)) + 0.1 * chance.random((12, 10)), 2)
    worst = program(scores, 3, 3, 2)
    clock = Ticking()
    for module in (core, nearby, relax, solve):
        monkeypatch.setattr(module, "time", clock)
    found = assign(scores, 3, 3, 2, seconds=float(seconds))
    check(found, scores, 3, np.full(12, 3), np.full(12, 2), np.ones((12, 10), bool))
    assert found.worst <= worst + CLOSE
    assert found.worst_bound >= worst - CLOSE
    assert clock.now <= seconds + 40  # each stage looks at the clock a few times, then all end


def test_golden_the_worst_comes_before_the_sum():
    scores = np.array([[1.0, 0.9], [0.9, 0.1]])
    found = assign(scores, 1, 1)
    assert found.pairs.tolist() == [[1, 0], [0, 1]]
    assert (found.worst, found.total, found.certified) == (0.9, 1.8, True)
    found = assign(np.array([[1.0, 0.4], [0.45, 0.0]]), 1, 1)
    assert (found.worst, found.total) == (0.4, pytest.approx(0.85))
    alone = assign(np.array([[1.0, 0.4], [0.45, 0.0]]), 1, 1, fair=False)
    assert (alone.worst, alone.total) == (0.0, 1.0)


def test_sparse_scores_leave_only_stored_pairs_and_keep_stored_zeros():
    stored = sp.coo_matrix(([0.0, 0.5, 0.7], ([0, 1, 1], [0, 0, 1])), shape=(2, 2))
    found = assign(stored, 1, 1)
    assert found.pairs.tolist() == [[0, 0], [1, 1]]
    assert found.worst == 0.0


def test_loads_and_needs_may_differ_by_row():
    scores = np.ones((3, 2))
    found = assign(scores, [2, 1], [1, 2, 1], [1, 1, 1])
    assert np.bincount(found.pairs[:, 1]).tolist() == [2, 1]
    assert np.bincount(found.pairs[:, 0]).tolist() == [1, 1, 1]


def test_an_application_that_needs_nobody_does_not_count_as_the_worst():
    found = assign(np.array([[0.5, 0.7]]), [1, 0], 1)
    assert (found.worst, found.total, found.certified) == (0.5, 0.5, True)


def test_a_fixed_random_problem_of_many_pairs_is_priced_not_enumerated(monkeypatch):
    from xinzhi.calls.engine.assign import flow

    scores = np.random.default_rng(3).random((120, 60))
    whole = assign(scores, 3, 3, 1)
    monkeypatch.setattr(flow, "EVERY_PAIR", 100)
    monkeypatch.setattr("xinzhi.calls.engine.assign.solve.SEEN_EACH", 5)
    part = assign(scores, 3, 3, 1)
    assert whole.certified
    assert part.certified
    assert part.total == pytest.approx(whole.total, abs=CLOSE)
    assert part.worst == pytest.approx(whole.worst, abs=CLOSE)


def test_out_of_time_the_gap_is_told():
    scores = np.random.default_rng(0).beta(0.3, 3, (60, 40))
    found = assign(scores, 3, 2, 2, seconds=0.0)
    check(found, scores, 3, np.full(60, 2), np.full(60, 2), np.ones((60, 40), bool))
    assert not found.certified
    assert found.worst_bound > found.worst


@pytest.mark.parametrize(
    ("scores", "more", "says"),
    [
        (np.full((2, 2), np.nan), {}, r"reviewer 0 for application 0 is nan \(4 such\)"),
        (np.array([[1, 2], [3, np.inf]]), {}, "reviewer 1 for application 1 is inf"),
        (np.ones(3), {}, "1 dimensions"),
        (np.ones((0, 3)), {}, "nothing to assign"),
        (np.array([["a", "b"]]), {}, "not numbers"),
        (np.ones((2, 2)), {"upper": [1, 2, 3]}, "upper loads: .* 2 expected"),
        (np.ones((2, 2)), {"lower": 3}, "lower load 3 exceeds upper load 2"),
        (np.ones((2, 2)), {"need": 1.5}, "whole numbers"),
        (np.ones((2, 2)), {"need": -1}, "0 or more"),
        (np.ones((2, 3)), {"conflicts": np.zeros((3, 2), bool)}, "no such|whole numbers"),
        (np.ones((2, 3)), {"conflicts": np.zeros((4, 3))}, "conflicts are 4 x 3"),
        (np.ones((2, 3)), {"conflicts": np.array([[0, 7]])}, "application 7"),
        (np.ones((2, 2)), {"diversity": [Diversity(["a"])]}, "1 groups given for 2 reviewers"),
    ],
)
def test_what_cannot_be_read_is_named(scores, more, says):
    with pytest.raises(InputError, match=says):
        assign(
            scores,
            more.get("need", 1),
            more.get("upper", 2),
            more.get("lower", 0),
            more.get("conflicts"),
            more.get("diversity", ()),
        )


def test_why_there_is_none():
    with pytest.raises(InfeasibleError, match=r"application 1: 1 possible reviewers, 2 needed") as told:
        assign(np.ones((2, 2)), 2, 2, conflicts=np.array([[0, 1]]))
    assert told.value.applications == (1,)
    with pytest.raises(InfeasibleError, match="need 6 reviews, the reviewers' upper loads allow 4"):
        assign(np.ones((2, 3)), 2, 2)
    with pytest.raises(InfeasibleError, match="lower loads ask for 6 reviews, the applications need only 2"):
        assign(np.ones((3, 2)), 1, 2, 2)
    with pytest.raises(InfeasibleError, match=r"reviewer 0: 0 possible applications, lower load 1") as told:
        assign(np.ones((3, 2)), 1, 2, [1, 0, 0], conflicts=np.array([[0, 0], [0, 1]]))
    assert told.value.reviewers == (0,)


def test_a_crowd_round_too_few_reviewers_is_named():
    allowed = np.ones((4, 4), bool)
    allowed[2:, :3] = False  # applications 0, 1, 2 only by reviewers 0, 1
    with pytest.raises(InfeasibleError, match="applications 0, 1, 2 need 3 reviews, but only reviewers 0, 1") as told:
        assign(np.ones((4, 4)), 1, 1, conflicts=~allowed)
    assert (told.value.applications, told.value.reviewers) == ((0, 1, 2), (0, 1))


def test_reviewers_who_must_take_more_than_there_is_are_named():
    allowed = np.ones((4, 4), bool)
    allowed[:2, 1:] = False  # reviewers 0 and 1 can only review application 0
    with pytest.raises(InfeasibleError, match="reviewers 0, 1 must take 2 reviews together") as told:
        assign(np.ones((4, 4)), 1, 3, [1, 1, 0, 0], conflicts=~allowed)
    assert told.value.reviewers == (0, 1)


def test_a_panel_that_cannot_be_mixed_is_named():
    rule = Diversity(["a", "a", "b"], at_least={"b": 1}, name="region")
    with pytest.raises(
        InfeasibleError, match="region: application 0 cannot be served: at least 1 of b asked, 0 possible"
    ):
        assign(np.ones((3, 2)), 1, 3, conflicts=np.array([[2, 0]]), diversity=[rule])
    rule = Diversity(["a", "a", "a"], at_most=1, name="institution")
    with pytest.raises(InfeasibleError, match="1 of its possible reviewers fit the limits together, 2 needed"):
        assign(np.ones((3, 2)), 2, 3, diversity=[rule])
    rule = Diversity(["a", "b", "b"], at_most=1, name="institution")  # «a» would be on both panels
    with pytest.raises(InfeasibleError, match="loads and the limits on panels together"):
        assign(np.ones((3, 2)), 2, [1, 2, 2], diversity=[rule])


def test_an_exempt_application_need_not_keep_to_a_limit():
    groups, scores = ["a", "a", "b"], np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
    rule = Diversity(groups, at_most=1, name="institution")
    barred = np.array([[2, 0]])
    with pytest.raises(InfeasibleError) as caught:
        assign(scores, 2, 2, conflicts=barred, diversity=[rule])
    assert caught.value.applications == (0,)
    eased = Diversity(groups, at_most=1, name="institution", exempt=caught.value.applications)
    found = assign(scores, 2, 2, conflicts=barred, diversity=[eased])
    assert found.certified
    panels = [{groups[r] for r, a in found.pairs if a == application} for application in (0, 1)]
    assert panels == [{"a"}, {"a", "b"}]
