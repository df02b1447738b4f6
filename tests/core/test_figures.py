"""Geometry of the server's small figures."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.figures import (
    Span,
    axis_ticks,
    date_share,
    heat_bucket,
    heat_edges,
    highlight,
    row_spans,
    share,
    spark_path,
    spark_points,
    text_diff,
)

TEXT = "到2027年布局平台30家左右"


def test_share_stays_within_the_bar():
    assert [share(v, w) for v, w in ((26, 30), (40, 30), (-1, 30), (None, 30), (5, 0))] == [86.7, 100.0, 0.0, 0.0, 0.0]


def test_sparkline_spans_the_box_and_skips_gaps():
    assert spark_points([1, None, 3]) == [(0.0, 23.0), (100.0, 3.0)]
    assert spark_points([2, 2]) == [(0.0, 13.0), (100.0, 13.0)]
    assert spark_path([(0.0, 23.0), (50.0, 3.5)]) == "M0 23 L50 3.5"
    assert spark_points([]) == []


def test_heat_runs_from_nothing_to_the_top():
    edges = heat_edges([0, 90, None])
    assert edges == [10, 20, 30, 40, 50, 60, 70, 80]
    assert [heat_bucket(v, edges) for v in (None, 0, 1, 10, 45, 90, 500)] == [0, 0, 1, 2, 5, 9, 9]
    assert heat_edges([0, None]) == []


@given(st.lists(st.floats(min_value=0, max_value=1e9), min_size=1, max_size=6))
def test_a_row_of_tiles_fills_the_grid(weights):
    spans = row_spans(weights)
    assert sum(spans) == 24
    assert min(spans) >= 4
    heaviest = max(range(len(weights)), key=weights.__getitem__)
    assert spans[heaviest] >= max(spans) - 1


def test_too_many_tiles_are_refused():
    with pytest.raises(ValueError, match="7 tiles"):
        row_spans([1] * 7)


def test_dates_on_the_axis():
    start, end = dt.date(2025, 1, 1), dt.date(2027, 1, 1)
    assert date_share(dt.date(2026, 1, 1), start, end) == 50.0
    assert date_share(dt.date(2030, 1, 1), start, end) == 100.0
    with pytest.raises(ValueError, match="after"):
        date_share(start, end, start)
    assert axis_ticks(start, end) == [dt.date(y, m, 1) for y in (2025, 2026) for m in (1, 7)] + [end]
    assert axis_ticks(dt.date(1990, 1, 1), dt.date(2030, 1, 1)) == [dt.date(y, 1, 1) for y in range(1990, 2031, 10)]


def test_the_innermost_span_wins_and_every_span_can_be_reached():
    parts = highlight(TEXT, [Span(7, 15, "t", "target"), Span(9, 11, "f", "field")])
    assert [(p["text"], p["mark"].id if p["mark"] else None, p["first"]) for p in parts] == [
        ("到2027年布", None, False),
        ("局平", "t", True),
        ("台3", "f", True),
        ("0家左右", "t", False),
    ]


spans = st.lists(st.tuples(st.integers(-3, 20), st.integers(-3, 20)), max_size=6)


@given(st.text(max_size=16), spans)
def test_highlight_keeps_the_text_and_names_each_span_once(text, ranges):
    given_spans = [Span(a, b, f"s{i}") for i, (a, b) in enumerate(ranges)]
    parts = highlight(text, given_spans)
    assert "".join(p["text"] for p in parts) == text
    named = [p["mark"].id for p in parts if p["first"] and p["mark"]] + [a for p in parts for a in p["anchors"]]
    visible = [s.id for s in given_spans if max(0, s.start) < min(len(text), s.end)]
    assert sorted(named) == sorted(visible)


@given(st.text(max_size=40), st.text(max_size=40))
def test_diff_gives_back_both_sides(before, after):
    runs = text_diff(before, after)
    assert "".join(t for kind, t in runs if kind != "ins") == before
    assert "".join(t for kind, t in runs if kind != "del") == after


def test_diff_takes_figures_whole():
    assert text_diff("共24家", "共26家") == [("same", "共"), ("del", "24"), ("ins", "26"), ("same", "家")]
    assert text_diff("x" * 5000, "y") == [("del", "x" * 5000), ("ins", "y")]
