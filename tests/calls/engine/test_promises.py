"""Score sheets, panels, floors of contracts, days and amounts."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.calls.engine import conflicts as c
from xinzhi.calls.engine.floors import figures_of, shortfalls
from xinzhi.calls.engine.form import Field, Section
from xinzhi.calls.engine.panel import Count
from xinzhi.calls.engine.programme import Criterion, Programme, ScoreSheet
from xinzhi.calls.engine.schedule import amounts_of, months_later
from xinzhi.calls.engine.sheet import flaws_of, total_of

SHEET = ScoreSheet((Criterion("a", "甲", "A", 60), Criterion("b", "乙", "B", 40, most=5)))


def test_a_sheet_adds_up_by_its_weights():
    assert total_of(SHEET, {"a": 10, "b": 5}) == 100
    assert total_of(SHEET, {"a": 5, "b": 2.5}) == 50
    assert total_of(SHEET, {"a": 10, "b": 0}) == 60


def test_what_a_sheet_refuses():
    assert flaws_of(SHEET, {"a": 10}, whole=False) == {}
    assert flaws_of(SHEET, {"a": 10}, whole=True) == {"b": "missing"}
    wrong = {"a": 10.5, "b": True, "c": 1}
    assert flaws_of(SHEET, wrong, whole=False) == {"a": "range", "b": "range", "c": "unknown"}
    assert flaws_of(SHEET, {"a": 3.25, "b": "4"}, whole=False) == {"a": "range", "b": "range"}


def test_a_panel_counts_those_who_may_vote():
    count = Count(ayes=4, noes=1, abstained=1, recused=2, seats=11)
    assert (count.voted, count.absent) == (6, 3)
    assert count.has_quorum(66)
    assert not count.has_quorum(67)  # six of nine
    assert count.is_supported(66)
    assert not count.is_supported(67)  # four of six: who abstains is not for it
    assert not Count(0, 0, 0, 3, 3).has_quorum(0)
    assert not Count(0, 0, 0, 0, 3).is_supported(0)


COLUMNS = (
    Field("name", "指标", "Name", "text"),
    Field("value", "值", "Value", "number"),
    Field("unit", "单位", "Unit", "text"),
)
FORM = (
    Section(
        "results",
        "成果",
        "Results",
        fields=(
            Field("goals", "指标", "Goals", "rows", floor=True, columns=COLUMNS),
            Field("level", "等级", "Level", "integer", floor=True),
            Field("kind", "类型", "Kind", "choice", floor=True),
            Field("note", "说明", "Note", "long"),
        ),
    ),
)
PROGRAMME = Programme("p", "项目", "P", "project", "science", "", "", "", "", sections=FORM)
ANSWERS = {"results": {"goals": [{"name": "样机", "value": 2, "unit": "台"}], "level": 6, "kind": "x", "note": "…"}}
ASKED = figures_of(PROGRAMME, ANSWERS)


def test_only_figures_are_taken_over():
    assert set(ASKED) == {"results.goals", "results.level", "results.kind"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({}, []),
        ({"results.level": 7}, []),
        ({"results.level": 5}, ["results.level"]),
        ({"results.level": None}, ["results.level"]),
        ({"results.kind": "y"}, ["results.kind"]),
        ({"results.goals": [{"name": "样机", "value": 3}, {"name": "标准", "value": 1}]}, []),
        ({"results.goals": [{"name": "样机", "value": 1}]}, ["results.goals"]),
        ({"results.goals": [{"name": "样机", "value": None}]}, ["results.goals"]),
        ({"results.goals": [{"name": "模型", "value": 9}]}, ["results.goals"]),
        ({"results.goals": []}, ["results.goals"]),
    ],
)
def test_no_figure_may_fall(change, where):
    assert [s.where for s in shortfalls(PROGRAMME, ASKED, {**ASKED, **change})] == where


COST_COLUMNS = (
    *COLUMNS,
    Field("direction", "方向", "Direction", "choice"),
    Field("price", "价", "Price", "money", ceiling=True),
)
COST_FORM = (
    Section(
        "results",
        "成果",
        "Results",
        fields=(
            Field("goals", "指标", "Goals", "rows", floor=True, columns=COST_COLUMNS),
            Field("cost", "成本", "Cost", "money", ceiling=True),
        ),
    ),
)
COST = Programme("p", "项目", "P", "project", "science", "", "", "", "", sections=COST_FORM)
LESS = {"name": "能耗", "value": 5, "direction": "lower", "price": 8}


@pytest.mark.parametrize(
    ("change", "rose"),
    [
        ({}, []),
        ({"results.cost": 90}, []),
        ({"results.cost": 101}, [True]),
        ({"results.cost": None}, [False]),
        ({"results.goals": [LESS | {"value": 4}]}, []),
        ({"results.goals": [LESS | {"value": 6}]}, [True]),
        ({"results.goals": [LESS | {"value": None}]}, [False]),
        ({"results.goals": [LESS | {"price": 9}]}, [True]),
        ({"results.goals": [LESS | {"direction": "higher"}]}, [False]),
    ],
)
def test_no_figure_that_should_be_low_may_rise(change, rose):
    asked = figures_of(COST, {"results": {"goals": [LESS], "cost": 100}})
    assert set(asked) == {"results.goals", "results.cost"}
    assert [s.rose for s in shortfalls(COST, asked, {**asked, **change})] == rose


def test_two_rows_of_one_name_need_two_promises():
    asked = {"results.goals": [{"name": "样机", "value": 2}, {"name": "样机", "value": 5}]}
    assert shortfalls(PROGRAMME, asked, {"results.goals": [{"name": "样机", "value": 5}]})


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
        (dt.date(2026, 11, 5), 36, dt.date(2029, 11, 5)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2026, 5, 6), 0, dt.date(2026, 5, 6)),
    ],
)
def test_months_later(day, months, then):
    assert months_later(day, months) == then


@given(st.integers(0, 10**12), st.lists(st.integers(1, 40), min_size=1, max_size=4))
def test_shares_make_the_whole_grant(grant, shares):
    whole = [*shares, 100 - sum(shares)] if sum(shares) < 100 else [100]
    assert sum(amounts_of(grant, whole)) == grant


NAMES = st.sampled_from(["王伟", "李娜", "Chen", "Wu"])
PLACES = st.sampled_from(["山东大学", "山东大学材料学院", "某所", "海洋公司", "海洋公司二部", ""])
PEOPLE = st.builds(c.Named, NAMES, st.sampled_from(["", "0000-0001-5000-0007"]), PLACES)
REVIEWERS = st.builds(
    c.ReviewerProfile,
    PEOPLE,
    st.lists(st.builds(c.Employment, PLACES, st.one_of(st.none(), st.integers(2020, 2026))), max_size=2).map(tuple),
    st.lists(st.builds(c.Work, st.integers(2020, 2026), st.lists(PEOPLE, max_size=2).map(tuple)), max_size=2).map(
        tuple
    ),
    st.lists(PEOPLE, max_size=1).map(tuple),
    st.lists(st.one_of(PLACES, NAMES), max_size=1).map(tuple),
)
APPLICATIONS = st.builds(
    c.ApplicationProfile, st.lists(PLACES, min_size=1, max_size=2).map(tuple), st.lists(PEOPLE, max_size=2).map(tuple)
)


@given(st.lists(REVIEWERS, max_size=5), APPLICATIONS)
def test_the_index_leaves_out_nobody_who_has_a_reason(reviewers, application):
    look = {"year": 2026, "coauthor_years": 3, "employer_years": 3}
    asked = set(c.Index(reviewers).worth_asking(application))
    for place, reviewer in enumerate(reviewers):
        if place not in asked:
            assert c.reasons(reviewer, application, **look) == []
