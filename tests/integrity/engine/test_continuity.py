"""The report's rules: what they find, what they leave alone, and that order, shifts and names change nothing."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.workdays import is_workday
from xinzhi.integrity.engine.continuity import KINDS, Deposit, continuity

pytestmark = pytest.mark.engine
MONDAY = dt.date(2025, 3, 3)
WEEK = dt.timedelta(days=7)


def weekdays(day):
    return day.weekday() < 5


def steady(weeks, *, without=(), author=1, start=MONDAY):
    """A record each week of every kind in turn, deposited the next day."""
    return [
        Deposit(n, 1, KINDS[n % 4], author, start + n * WEEK, start + n * WEEK + dt.timedelta(days=1))
        for n in range(weeks)
        if n not in without
    ]


def report(deposits, until=None, is_workday=weekdays, **more):
    last = max((d.deposited_on for d in deposits), default=MONDAY)
    return continuity(deposits, until=until or last, is_workday=is_workday, **more)


def codes(found):
    return [f.code for f in found.findings]


def only(found, code):
    return next(f for f in found.findings if f.code == code)


def test_a_steady_record_gives_no_finding():
    found = report(steady(30))
    assert (found.usual, codes(found)) == (1, [])


@given(st.integers(6, 30), st.integers(1, 20), st.data())
def test_a_silence_is_found_exactly_from_three_weeks_on(weeks, silent, data):
    first = data.draw(st.integers(4, weeks))
    total = weeks + silent + 2
    gone = range(first, first + silent)
    found = report(steady(total, without=gone))
    gaps = [f for f in found.findings if f.code == "gap"]
    assert len(gaps) == (silent > 2)
    if gaps:
        assert gaps[0].figures["weeks"] == silent
        assert gaps[0].figures["from"] == MONDAY + first * WEEK
        assert [d.record for d in gaps[0].evidence] == [first - 1, first + silent]


# The last week has begun only: it is no silence yet.
def test_silence_at_the_end_and_before_the_first_record_counts():
    found = report(steady(8), until=MONDAY + 16 * WEEK, begins=MONDAY - 5 * WEEK)
    assert [f.figures["weeks"] for f in found.findings if f.code == "gap"] == [5, 8]


def test_a_project_of_slow_rhythm_is_held_to_its_own():
    monthly = [replace(d, happened_on=MONDAY + n * 4 * WEEK) for n, d in enumerate(steady(8))]
    monthly = [replace(d, deposited_on=d.happened_on) for d in monthly]
    found = report(monthly)
    assert found.usual == 4
    assert "gap" not in codes(found)


def test_a_week_of_public_holidays_is_no_gap():
    # Work stops from 2025-09-22 to 2025-10-12; the National Day week (1 to 8 October) does not count.
    start, gone = dt.date(2025, 8, 4), range(7, 10)
    deposits = steady(14, without=gone, start=start)
    assert codes(report(deposits, is_workday=is_workday)) == []
    assert "gap" in codes(report(deposits))


def test_late_deposits_are_named_with_their_days():
    deposits = steady(10)
    deposits[3] = replace(deposits[3], deposited_on=deposits[3].happened_on + dt.timedelta(days=15))
    deposits[4] = replace(deposits[4], deposited_on=deposits[4].happened_on + dt.timedelta(days=14))
    late = only(report(deposits), "late")
    assert [d.record for d in late.evidence] == [3]
    assert late.figures["longest"] == 15


def test_a_heap_before_a_review_is_found_and_the_usual_pace_is_not():
    review = MONDAY + 10 * WEEK
    heap = [Deposit(100 + n, 1, "notebook", 1, review - WEEK, review - dt.timedelta(days=n % 3)) for n in range(6)]
    found = report(steady(20) + heap, reviews=[(review, "中期检查")])
    bulk = only(found, "bulk")
    assert {d.record for d in heap} <= {d.record for d in bulk.evidence}
    assert bulk.figures["review"] == "中期检查"
    assert "bulk" not in codes(report(steady(20), reviews=[(review, "中期检查")]))
    assert "bulk" not in codes(report(steady(20) + heap))


def test_a_project_that_always_deposits_much_is_not_blamed_for_it():
    deposits = [replace(d, record=10 * d.record + n) for d in steady(20) for n in range(6)]
    assert "bulk" not in codes(report(deposits, reviews=[(MONDAY + 10 * WEEK, "验收")]))


def test_a_change_long_after_is_found_by_the_first_deposit():
    deposits = [*steady(10), Deposit(0, 2, "notebook", 1, MONDAY, MONDAY + dt.timedelta(days=32))]
    late = only(report(deposits), "edited")
    assert [(d.record, d.version) for d in late.evidence] == [(0, 2)]
    soon = [*steady(10), Deposit(0, 2, "notebook", 1, MONDAY, MONDAY + dt.timedelta(days=31))]
    assert "edited" not in codes(report(soon))


def test_one_author_for_all_is_found_where_others_could():
    assert only(report(steady(10), people=3), "author").figures["percent"] == 100
    assert "author" not in codes(report(steady(10), people=1))
    assert "author" not in codes(report(steady(9), people=3))
    shared = [replace(d, author=d.record % 2) for d in steady(10)]
    assert "author" not in codes(report(shared, people=3))


def test_missing_kinds_and_withdrawals():
    deposits = [replace(d, kind="notebook", withdrawn=d.record == 2) for d in steady(8)]
    found = report(deposits)
    assert [f.figures["kind"] for f in found.findings if f.code == "kind"] == ["manifest", "experiment", "meeting"]
    assert [d.record for d in only(found, "withdrawn").evidence] == [2]


def test_nothing_deposited_says_so_and_no_more():
    found = report([])
    assert (found.weeks, codes(found)) == ((), ["few"])


days = st.dates(dt.date(2024, 1, 1), dt.date(2025, 6, 30))
any_deposits = st.lists(
    st.builds(
        lambda kind, author, day, later, withdrawn: (kind, author, day, day + dt.timedelta(days=later), withdrawn),
        st.sampled_from([*KINDS, "other"]),
        st.integers(1, 3),
        days,
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=25,
).map(lambda rows: [Deposit(n, 1, k, a, d, e, w) for n, (k, a, d, e, w) in enumerate(rows)])
reviews = st.lists(st.tuples(days, st.sampled_from(["中期检查", "验收"])), max_size=3)


@given(any_deposits, reviews, st.randoms(use_true_random=False), st.integers(-40, 40))
def test_order_and_whole_weeks_of_shift_change_nothing(deposits, reviews, random, weeks):
    plain = report(deposits, reviews=reviews, people=3)
    mixed = deposits[:]
    random.shuffle(mixed)
    assert report(mixed, reviews=reviews[::-1], people=3) == plain
    shift = weeks * WEEK
    moved = [replace(d, happened_on=d.happened_on + shift, deposited_on=d.deposited_on + shift) for d in deposits]
    there = report(moved, reviews=[(d + shift, n) for d, n in reviews], people=3, until=None)
    if deposits:
        assert codes(there) == codes(plain)
        assert [[(d.record) for d in f.evidence] for f in there.findings] == [
            [(d.record) for d in f.evidence] for f in plain.findings
        ]


@given(any_deposits, reviews)
def test_every_finding_but_the_missing_ones_has_evidence_among_the_deposits(deposits, reviews):
    for finding in report(deposits, reviews=reviews, people=3).findings:
        assert set(finding.evidence) <= set(deposits)
        assert finding.evidence or finding.code in {"few", "kind"}
