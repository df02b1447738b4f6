"""Ways up are exact: on small rules every firm is tried by brute force; on the real ones each way is shown to be minimal."""

from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incentives.firms import BOOK, firm
from xinzhi.incentives.engine import Firm, load_rules
from xinzhi.incentives.engine.lift import find_ways

pytestmark = pytest.mark.engine
ON = date(2026, 6, 1)

RULES = """
from: 2026-01-01
document: test
facts:
  registered_on: {name: a, name_en: a, type: date, meaning: a}
  a: {name: a, name_en: a, type: count, at_most: 5, meaning: a, change: {up: 3, down: 2}}
  b: {name: b, name_en: b, type: count, at_most: 5, part_of: a, meaning: b, change: {up: 2}}
  c: {name: c, name_en: c, type: flag, meaning: c, change: {up: 7}}
  d: {name: d, name_en: d, type: count, at_most: 4, meaning: d}
  p: {name: p, name_en: p, type: points, at_most: 6, expert: true, meaning: p}
  t: {name: t, name_en: t, type: title, status: low, meaning: t, change: {up: 1}}
grids:
  g:
    name: g
    name_en: g
    of: b / a
    bands: [{at_least: 80%, points: [5, 6]}, {at_least: 1/3, points: 3}, {above: 0, points: 1}]
    expert: p
definitions:
  rate: {name: r, name_en: r, value: half if a <= 2 else third}
parameters:
  half: {name: h, name_en: h, value: 1/2}
  third: {name: h, name_en: h, value: 1/3}
statuses:
  low:
    name: low
    name_en: low
    editions: [{from: 2026-01-01, conditions: [{key: k, name: k, name_en: k, when: "a + 2 * b >= 5 and not (d > 3)"}]}]
  high:
    name: high
    name_en: high
    editions:
      - from: 2026-01-01
        conditions:
          - {key: k, name: k, name_en: k, when: "t or at_least(2, c, d >= 2, a == 4)"}
          - {key: r, name: r, name_en: r, when: "b / a >= rate"}
          - {key: g, name: g, name_en: g, when: "g + g > 5"}
"""
COST = {"a": (3, 2), "b": (2, 0), "c": (7, 0), "t": (1, 0)}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return load_rules([folder])


def brute(book, start):
    """Every reachable firm that has the status: (cost, what changed)."""
    choices = {"a": range(6), "b": range(6), "c": (False, True), "t": (False, True)}
    for values in product(*choices.values()):
        new = start | dict(zip(choices, values, strict=True))
        cost = 0
        for key, (up, down) in COST.items():
            step = int(new[key]) - int(start[key])
            if step and not (up if step > 0 else down):
                break
            cost += step * up if step > 0 else -step * down
        else:
            result = book.assess(Firm(new), ON)
            got_title = new["t"] and not start["t"]
            if (
                new["b"] <= new["a"]
                and result.statuses["high"].value
                and not (got_title and not result.statuses["low"].value)
            ):
                yield cost, frozenset(k for k in COST if new[k] != start[k])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.fixed_dictionaries(
        {
            "a": st.integers(0, 5),
            "b": st.integers(0, 5),
            "c": st.booleans(),
            "d": st.integers(0, 4),
            "p": st.integers(0, 6),
            "t": st.booleans(),
        }
    ).filter(lambda f: f["b"] <= f["a"])
)
def test_brute_force(small, start):
    """The same costs, in the same order, by trying everything: each the cheapest that contains no earlier way."""
    left = sorted(brute(small, start), key=lambda way: way[0])
    found = find_ways(small, start, ON, "high", most=9)
    if not left:
        assert found.state == "blocked"
        assert found.blocked
        return
    if left[0][0] == 0:
        assert found.state == "met"
        return
    for way in found.ways:
        assert way.cost == left[0][0]
        support = frozenset(way.what)
        assert (way.cost, support) in left
        left = [(cost, other) for cost, other in left if not support <= other]
    assert not left


@pytest.mark.parametrize("hindsight", [True, False])
@pytest.mark.parametrize(
    "weak",
    [
        {"rd_staff.2025": 3, "class1_rights": 0, "class1_own": 0},
        {"rd_expense.2025": 100 * 10**6, "rd_domestic.2025": 20 * 10**6, "hightech_revenue.2025": "2000万元"},
        {"rd_staff.2025": 3, "rd_management_points": 10},
    ],
)
@pytest.mark.parametrize("status", ["hnte", "tech_sme"])
def test_no_step_can_be_spared(status, weak, hindsight):
    """Take back any change, or one unit of it, and the status is gone."""
    found = find_ways(BOOK, firm("hnte", weak), ON, status, hindsight=hindsight)
    assert found.state in {"ways", "met", "blocked"}
    for way in found.ways:
        assert BOOK.assess(Firm(way.firm), way.apply_on).statuses[status].value is True
        for change in way.changes:
            step = 1 if isinstance(change.after, int) and change.after > change.before else -1
            less = change.before if isinstance(change.after, bool) else change.after - step
            for value in {change.before, less}:
                without = dict(way.firm) | {change.column: value}
                less_firm = BOOK.assess(Firm(without), way.apply_on)
                titled = [
                    BOOK.facts[c].status
                    for c in way.what
                    if BOOK.facts[c.partition(".")[0]].status and c != change.column
                ]
                asked = [status, *titled]  # a title on the way has conditions of its own
                assert not all(less_firm.statuses[key].value for key in asked)


def test_distinct_ways_and_their_money():
    weak = {"rd_staff.2025": 3, "class1_rights": 0, "class1_own": 0, "class2_rights": 0}
    found = find_ways(BOOK, firm("hnte", weak | {"taxable_income": {"2025": "500万元"}}), ON, "hnte")
    supports = [set(way.what) for way in found.ways]
    assert len(supports) > 1
    assert not any(a <= b for i, a in enumerate(supports) for b in supports[i + 1 :])
    assert found.ways[0].brings == 50 * 10**6
    assert all(way.apply_on == date(2027, 6, 1) for way in found.ways)


def test_closed_years_and_expert_scores_are_not_changed():
    found = find_ways(BOOK, firm("hnte", {"rd_staff.2025": 3}), ON, "hnte")
    columns = {column for way in found.ways for column in way.what}
    assert columns
    assert not [c for c in columns if c.endswith((".2023", ".2024", ".2025"))]
    assert not [c for c in columns if c.endswith("_points")]


def test_what_is_in_the_way():
    found = find_ways(BOOK, firm("hnte", {"clean_record": False}), ON, "hnte")
    assert (found.state, [b.condition for b in found.blocked]) == ("blocked", ["conduct"])
    assert found.blocked[0].facts == ("clean_record",)


def test_facts_that_cannot_be_assumed_are_asked_for():
    found = find_ways(BOOK, firm("hnte", {"registered_on": None}), ON, "hnte")
    assert (found.state, [b.needs for b in found.blocked]) == ("unknown", [("registered_on",)])


def test_unknown_facts_are_assumed_only_where_needed():
    found = find_ways(BOOK, firm("hnte", {"rd_management_points": None, "rd_body": None}), ON, "hnte")
    (way,) = found.ways
    assert [(fact.column, fact.value) for fact in way.to_confirm] == [("rd_management_points", 15)]
    assert find_ways(BOOK, firm("hnte", {"rd_body": None, "rd_staff.2025": 3}), ON, "hnte").ways[0].to_confirm == ()
