"""Golden days of the State Council's notices, and the arithmetic over them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.workdays import add_workdays, is_certain, is_workday, overdue_workdays, workdays_between

pytestmark = pytest.mark.engine
DAYS = st.dates(dt.date(2010, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 10, 1), False),  # National Day
        (dt.date(2025, 1, 26), True),  # a Sunday worked for the Spring Festival of 2025
        (dt.date(2025, 1, 29), False),  # first day of that Spring Festival
        (dt.date(2026, 11, 23), True),
        (dt.date(2026, 11, 22), False),
    ],
)
def test_workday_follows_the_notice(day, works):
    assert is_workday(day) == works


def test_year_without_a_notice_falls_back_to_weekdays_and_says_so():
    assert not is_certain(dt.date(2040, 10, 1))
    assert is_workday(dt.date(2040, 10, 1))  # a Monday


@given(DAYS, st.integers(0, 60))
def test_adding_then_counting_gives_the_number_back(day, n):
    assert workdays_between(day, add_workdays(day, n)) == n


@given(DAYS, DAYS)
def test_counting_is_antisymmetric(a, b):
    assert workdays_between(a, b) == -workdays_between(b, a)


def test_overdue_counts_from_the_day_after():
    friday = dt.date(2026, 11, 20)
    assert overdue_workdays(friday, friday) == 0
    assert overdue_workdays(friday, dt.date(2026, 11, 22)) == 0  # only a weekend went by
    assert overdue_workdays(friday, dt.date(2026, 11, 23)) == 1
