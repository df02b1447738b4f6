"""Numbers, money and dates as words, in both languages."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core import formats


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (0, "0 元", "CNY 0"),
        (12_345, "123.45 元", "CNY 123.45"),
        (999_999, "9,999.99 元", "CNY 9,999.99"),
        (1_000_000, "1 万元", "CNY 10,000"),
        (123_450_000, "123.45 万元", "CNY 1.23 million"),
        (999_999_999_999, "100 亿元", "CNY 10 billion"),
        (-5_000_000_000, "-5,000 万元", "CNY -50 million"),
        (999_999_999_9, "1 亿元", "CNY 100 million"),
        (None, "—", "—"),
        ("", "—", "—"),
    ],
)
def test_money_chooses_the_short_unit(fen, chinese, english):
    assert formats.money(fen) == chinese
    with translation.override("en"):
        assert formats.money(fen) == english


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_money_is_never_wrong_by_more_than_its_last_digit(fen):
    with translation.override("zh-hans"):
        text, unit = formats.money(fen).split(" ")
    size = {"元": 100, "万元": 10**6, "亿元": 10**10}[unit]
    assert abs(float(text.replace(",", "")) * size - fen) <= size * 0.00501


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        (0.1 + 0.2, "0.3"),
        (2.50, "2.5"),
        (-0.001, "0"),
        (None, "—"),
        ("x", "—"),
        (float("nan"), "—"),
        (True, "—"),
    ],
)
def test_number(value, text):
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.57, "57%"), (1, "100%"), (0.999, ">99%"), (0.001, "<1%"), (0, "0%"), (1.2, "120%"), (None, "—")],
)
def test_percent_never_rounds_into_certainty(share, text):
    assert formats.percent(share) == text


def test_percent_with_digits():
    assert formats.percent(0.12345, 1) == "12.3%"
    assert formats.percent(0.9999, 1) == ">99.9%"


def test_dates_are_local_and_iso():
    day = dt.date(2026, 11, 5)
    assert formats.local_date(day) == "2026年11月5日"
    assert formats.local_date("2026-11-05") == "2026年11月5日"
    # 17:30 UTC is already the next day in China.
    assert formats.local_date(dt.datetime(2026, 11, 5, 17, 30, tzinfo=dt.UTC)) == "2026年11月6日"
    assert formats.local_date(None) == "—"
    assert formats.iso(day) == "2026-11-05"
    with translation.override("en"):
        assert formats.local_date(day) == "5 Nov 2026"


def test_working_days_in_english():
    with translation.override("en"):
        told = [formats.working_days(n) for n in (2, 1, 0, -1, -6, None)]
    assert told == [
        "2 working days left",
        "1 working day left",
        "Due today",
        "1 working day overdue",
        "6 working days overdue",
        "—",
    ]


class Thing:
    label = "济南"


class Speaker:
    def label(self) -> str:
        return "青岛"


def test_label_speaks_the_readers_language():
    name = {"zh": "山东", "en": "Shandong"}
    assert formats.label(name) == "山东"
    with translation.override("en"):
        assert formats.label(name) == "Shandong"
        assert formats.label({"zh": "山东"}) == "山东"
    assert [formats.label(x) for x in (Thing(), Speaker(), "text", 3, None, {})] == [
        "济南",
        "青岛",
        "text",
        "3",
        "—",
        "—",
    ]


def test_a_name_and_its_value_stand_with_the_languages_colon():
    assert formats.pair("来源", "年报") == "来源：年报"
    with translation.override("en"):
        assert formats.pair("Source", "report") == "Source: report"
