"""The arithmetic of progress: golden cases by hand, and laws that hold for any figures."""

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.plan.engine.progress import (
    Current,
    FigureFact,
    Health,
    Standing,
    current_value,
    duty_health,
    expected_on,
    is_reached,
    linear_milestones,
    standing,
    sum_of_parts,
    worst,
)

pytestmark = pytest.mark.engine

JAN, JUN, DEC = dt.date(2026, 1, 31), dt.date(2026, 6, 30), dt.date(2026, 12, 31)
FACTS = [
    FigureFact(1, "a", D(3), JAN),
    FigureFact(2, "b", D(5), JAN),
    FigureFact(3, "a", D(4), JUN),
    FigureFact(4, "a", D(9), dt.date(2025, 6, 30)),
]
figures = st.lists(
    st.builds(
        FigureFact,
        st.integers(0, 10**6),
        st.sampled_from("abc"),
        st.integers(0, 1000).map(D),
        st.dates(dt.date(2024, 1, 1), dt.date(2028, 1, 1)),
        st.integers(0, 9),
    ),
    unique_by=lambda f: f.id,
)


def test_sum_adds_to_the_baseline():
    got = current_value("sum", D(10), FACTS)
    assert (got.value, got.as_of) == (D(31), JUN)
    assert [c.why for c in got.lineage] == ["added"] * 4


def test_latest_takes_each_bodys_youngest_stock():
    got = current_value("latest", D(10), FACTS)
    assert got.value == D(4) + D(5)
    assert {c.figure.id: c.why for c in got.lineage} == {4: "superseded", 1: "superseded", 2: "latest", 3: "latest"}


def test_a_year_starts_anew():
    got = current_value("sum", D(10), FACTS, window=(dt.date(2026, 1, 1), DEC))
    assert got.value == D(12)
    assert {c.figure.id: c.why for c in got.lineage}[4] == "outside_window"


def test_unknown_rule_is_an_error():
    with pytest.raises(ValueError, match="unknown rule"):
        current_value("average", D(0), FACTS)


@given(figures, st.integers(0, 100).map(D))
def test_value_is_always_explained_by_its_lineage(facts, baseline):
    got = current_value("sum", baseline, facts)
    assert got.value == baseline + sum((c.figure.value for c in got.lineage if c.counted), D(0))
    assert len(got.lineage) == len(facts)


@given(figures)
def test_parts_add_up(facts):
    parts = [current_value("latest", D(0), [f for f in facts if f.body == b]) for b in "abc"]
    assert sum_of_parts(parts).value == current_value("latest", D(0), facts).value


@pytest.mark.parametrize(
    ("comparator", "value", "reached"),
    [("≥", 30, True), ("≥", 29, False), (">", 30, False), (">", 31, True), ("≈", 27, True), ("≈", 26, False),
     ("=", 30, True), ("=", 29, False), ("≤", 30, True), ("≤", 31, False), ("<", 30, False), ("<", 29, True)],
)  # fmt: skip
def test_reached_at_the_boundary(comparator, value, reached):
    assert is_reached(comparator, D(30), D(value)) is reached


def test_expected_runs_straight_between_points():
    points = [(dt.date(2025, 1, 1), D(0)), (dt.date(2025, 1, 11), D(10)), (dt.date(2025, 1, 21), D(110))]
    assert expected_on(dt.date(2025, 1, 6), points) == D(5)
    assert expected_on(dt.date(2025, 1, 16), points) == D(60)
    assert expected_on(dt.date(2024, 1, 1), points) == D(0)
    assert expected_on(dt.date(2026, 1, 1), points) == D(110)
    assert expected_on(JAN, []) is None


def test_milestones_end_at_the_goal_and_never_fall():
    line = linear_milestones(dt.date(2024, 12, 4), D(0), dt.date(2027, 12, 31), D(30))
    assert line[:2] == [(dt.date(2025, 12, 31), D(10)), (dt.date(2026, 12, 31), D(20))]
    assert line[-1] == (dt.date(2027, 12, 31), D(30))
    assert [v for _, v in line] == sorted(v for _, v in line)
    assert linear_milestones(JAN, D("2.5"), dt.date(2027, 12, 31), D(5))[0] == (DEC, D("3.7"))
    assert linear_milestones(DEC, D(0), JAN, D(5)) == [(JAN, D(5))]


@pytest.mark.parametrize(
    ("value", "reported", "expected", "result"),
    [(30, True, 20, Standing.MET), (20, True, 20, Standing.ON_TRACK), (15, True, 20, Standing.BEHIND),
     (14, True, 20, Standing.AT_RISK), (0, False, 20, Standing.UNREPORTED), (1, True, None, Standing.ON_TRACK)],
)  # fmt: skip
def test_standing_at_the_boundary(value, reported, expected, result):
    current = Current(D(value), JAN if reported else None, ())
    assert standing("≥", D(30), current, None if expected is None else D(expected), D(0)) is result


def test_a_ceiling_that_is_broken_is_at_risk():
    assert standing("≤", D(5), Current(D(6), JAN, ()), D(5), D(0)) is Standing.AT_RISK


def test_parent_takes_its_worst_child():
    assert worst([Health.DONE, Health.BEHIND, Health.ON_TRACK]) is Health.BEHIND
    assert worst([]) is Health.WAITING
    assert duty_health("on_track", 0) is Health.ON_TRACK
    assert duty_health("done", 2) is Health.OVERDUE
    assert duty_health(None, 0) is Health.WAITING
