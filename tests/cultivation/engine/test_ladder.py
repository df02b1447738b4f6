import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.cultivation.engine.ladder import Held, cohorts, conversions, standings
from xinzhi.cultivation.engine.payments import nested
from xinzhi.cultivation.queries.library import later
from xinzhi.incentives.engine import Shortfall
from xinzhi.incentives.engine.folders import pack_rules

pytestmark = pytest.mark.engine

DAY = dt.date(2026, 6, 1)
RUNGS = {"low": 1, "mid": 2, "high": 3}
days = st.dates(dt.date(2018, 1, 1), dt.date(2027, 12, 31))


@st.composite
def titles(draw):
    issued = draw(days)
    return Held(draw(st.sampled_from(sorted(RUNGS))), issued, issued + dt.timedelta(days=draw(st.integers(1, 1500))))


firms = st.dictionaries(st.integers(0, 9), st.lists(titles(), max_size=5))


def found(facts, held=(), warn=365):
    return {(s.kind, s.status): s for s in standings(pack_rules("shandong"), facts, held, DAY, warn)}


def test_a_firm_without_titles_looks_at_the_lowest_rung():
    assert {key for kind, key in found({}) if kind == "next"} == {"innovative_sme", "tech_sme"}


def test_the_next_rung_lies_above_the_highest_title():
    held = [Held("hnte", dt.date(2025, 1, 1), dt.date(2027, 12, 31)), Held("tech_sme", dt.date(2026, 1, 1), None)]
    assert {key for kind, key in found({}, held) if kind == "next"} == {"srdi", "gazelle"}


def test_what_is_known_to_fail_is_told_apart_from_what_is_not_known():
    standing = found({"staff.2025": 501})["next", "tech_sme"]
    assert standing.meets is False
    assert standing.failing >= 1
    assert standing.unknown >= 1
    assert len(standing.gaps) == standing.failing + standing.unknown


def test_a_title_that_ends_soon_is_watched_and_a_long_one_is_not():
    soon, long = Held("hnte", None, dt.date(2026, 12, 31)), Held("hnte", None, dt.date(2029, 1, 1))
    assert ("watch", "hnte") in found({}, [soon])
    assert ("watch", "hnte") not in found({}, [long])
    gone = Held("hnte", None, dt.date(2026, 5, 31))
    assert ("watch", "hnte") not in found({}, [gone])


def test_a_title_whose_conditions_no_longer_hold_is_watched():
    held = [Held("tech_sme", dt.date(2026, 1, 1), dt.date(2028, 1, 1))]
    assert found({"staff.2025": 501}, held)["watch", "tech_sme"].meets is False


@given(firms)
def test_cohorts_count_each_firm_of_a_title_once(owned):
    counted = cohorts(owned, RUNGS, DAY)
    for status in RUNGS:
        having = sum(any(t.status == status and t.issued <= DAY for t in held) for held in owned.values())
        assert sum(c.firms for c in counted if c.status == status) == having
    assert all(0 <= c.still <= c.firms and 0 <= c.higher <= c.firms for c in counted)
    assert not any(c.higher for c in counted if c.status == "high")


@given(firms)
def test_conversions_go_up_and_later(owned):
    for (low, high), n in conversions(owned, RUNGS, DAY).items():
        assert RUNGS[low] < RUNGS[high]
        assert 1 <= n <= len(owned)


@given(days, st.integers(1, 120))
def test_months_later_is_never_in_another_month(day, months):
    then = later(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day <= day.day


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "staff.2025": st.integers(0, 900),
            "rd_staff.2025": st.just(0),
            "revenue.2025": st.integers(0, 10**12),
            "revenue.2024": st.integers(0, 10**12),
            "rd_expense.2025": st.integers(0, 10**11),
            "main_revenue.2025": st.just(0),
            "registered_on": st.dates(dt.date(2010, 1, 1), dt.date(2024, 12, 31)).map(dt.date.isoformat),
            "holds_tech_sme": st.booleans(),
        },
    )
)
def test_what_is_short_comes_back_from_json_as_it_was(facts):
    book = pack_rules("shandong")
    for gap in book.assess(nested(facts), DAY).gaps:
        for short in gap.shortfalls:
            again = Shortfall.from_row(json.loads(json.dumps(short.as_row())))
            assert (again.have, again.need, again.short, again.unit) == (
                short.have,
                short.need,
                short.short,
                short.unit,
            )
