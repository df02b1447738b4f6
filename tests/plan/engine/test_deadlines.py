"""Expressions of time in a plan's prose."""

from __future__ import annotations

import pytest

from xinzhi.plan.engine.reader.deadlines import BASE, DUE, PAST, START, cadence_of, find_times, guess_issued

ISSUED = "2024-12-04"

DEADLINES = [
    ("到2027年", "2027-12-31"),
    ("2025年底前", "2025-12-31"),
    ("2025年年底", "2025-12-31"),
    ("到2026年6月底", "2026-06-30"),
    ("2026年2月底前", "2026-02-28"),
    ("2026年6月15日前", "2026-06-15"),
    ("2026年上半年", "2026-06-30"),
    ("2026年三季度末", "2026-09-30"),
    ("2025—2027年", "2027-12-31"),
    ("2025年至2027年", "2027-12-31"),
    ("“十四五”末", "2025-12-31"),
    ("到“十五五”时期末", "2030-12-31"),
    ("“十五五”期间", "2030-12-31"),
    ("十五五末", "2030-12-31"),
    ("三年内", "2027-12-04"),
    ("用5年左右时间", "2029-12-04"),
    ("今后三年", "2027-12-04"),
    ("今年底前", "2024-12-31"),
    ("明年底", "2025-12-31"),
    ("到二〇二七年", "2027-12-31"),
]


@pytest.mark.parametrize(("words", "due"), DEADLINES, ids=[d[0] for d in DEADLINES])
def test_deadlines(words: str, due: str) -> None:
    (mark,) = find_times(f"{words}，建成平台。", ISSUED)
    assert (mark.kind, mark.due, mark.start) == (DUE, due, 0)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("2023年，全市增长", PAST),
        ("2023年底，全市", PAST),
        ("截至2024年底，全市", PAST),
        ("“十四五”以来，全市", PAST),
        ("“十三五”期间，全市", PAST),
        ("2025年起，每年", START),
        ("较2020年增长", BASE),
        ("比2023年提高", BASE),
        ("在2020年基础上翻一番", BASE),
        ("较上年增长", BASE),
        ("比“十三五”末提高", BASE),
    ],
)
def test_history_starts_and_bases(words: str, kind: str) -> None:
    assert [m.kind for m in find_times(words, ISSUED)] == [kind]


@pytest.mark.parametrize(
    "words", ["鲁政办发〔2024〕9号", "《行动计划（2025—2027年）》", "“十四五”规划", "本世纪中叶", "每年", "2025项"]
)
def test_what_is_no_deadline(words: str) -> None:
    assert find_times(words, ISSUED) == []


def test_spans_of_years_need_a_date_of_issue() -> None:
    (mark,) = find_times("三年内建成平台", None)
    assert (mark.kind, mark.due) == (DUE, None)


@pytest.mark.parametrize(
    ("words", "cadence"),
    [
        ("每年引进", "yearly"),
        ("年均增长", "yearly"),
        ("逐年", "yearly"),
        ("每季度", "quarterly"),
        ("每月", "monthly"),
        ("到2027年", None),
    ],
)
def test_cadence(words: str, cadence: str | None) -> None:
    assert cadence_of(words) == cadence


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        ("某方案\n正文到2027年。\n某市人民政府\n2025年3月1日\n", "2025-03-01"),
        ("某发〔2023〕7号\n正文", "2023-12-31"),
        ("某行动计划（2025—2027年）\n正文", "2025-01-01"),
        ("正文", None),
    ],
)
def test_the_text_tells_its_own_date(text: str, issued: str | None) -> None:
    assert guess_issued(text) == issued
