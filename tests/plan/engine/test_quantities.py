"""Numbers, units and comparing words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.plan.engine.reader.numerals import parse_number
from xinzhi.plan.engine.reader.quantities import find_amounts

DIGITS = "零一二三四五六七八九"


def spell(value: int) -> str:
    """A whole number below 100 million in Chinese numerals, the long way."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return spell(high) + "万" + gap + (spell(low) if low else "")
    text, pending = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if pending and text else "") + DIGITS[digit] + name
            pending = False
        else:
            pending = bool(text)
    return text or "零"


@given(st.integers(min_value=0, max_value=99_999_999))
def test_spelled_numbers_come_back(value: int) -> None:
    assert parse_number(spell(value)) == value


@given(st.integers(min_value=0, max_value=10**12), st.booleans())
def test_arabic_numbers_come_back(value: int, grouped: bool) -> None:
    assert parse_number(f"{value:,}" if grouped else str(value)) == value


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_decimals_come_back(value: object) -> None:
    assert parse_number(str(value)) == float(str(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("两百", 200), ("百", 100), ("二〇二七", 2027), ("三万五千", 35000), ("亿", 1e8)],
)
def test_short_ways_of_writing(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "个", "三个", "x"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|could not convert"):
        parse_number(text)


AMOUNTS = [
    ("30家左右平台", "≈", 30, None, "家"),
    ("100名以上人才", "≥", 100, None, "名"),
    ("不少于30项", "≥", 30, None, "项"),
    ("不低于2.5%", "≥", 2.5, None, "%"),
    ("规模超过500亿元", ">", 500, None, "亿元"),
    ("突破2万亿元", ">", 2, None, "万亿元"),
    ("约1.2万家", "≈", 1.2, None, "万家"),
    ("不超过15%", "≤", 15, None, "%"),
    ("控制在5.5%以内", "≤", 5.5, None, "%"),
    ("降至30立方米以下", "≤", 30, None, "立方米"),
    ("低于3%", "<", 3, None, "%"),
    ("达到不低于12EFLOPS", "≥", 12, None, "EFLOPS"),
    ("8—10个", None, 8, 10, "个"),
    ("8-10个左右", "≈", 8, 10, "个"),
    ("2至3家", None, 2, 3, "家"),
    ("三到五个", None, 3, 5, "个"),
    ("三五个", None, 3, 5, "个"),
    ("10%—15%", None, 10, 15, "%"),
    ("5000亿—1万亿元", None, 0.5, 1, "万亿元"),
    ("十余家", ">", 10, None, "家"),
    ("100多项", ">", 100, None, "项"),
    ("上百家", "≥", 100, None, "家"),
    ("超万亿元", ">", 1, None, "万亿元"),
    ("超千亿元", ">", 1000, None, "亿元"),
    ("百分之二十以上", "≥", 20, None, "%"),
    ("5个百分点", None, 5, None, "个百分点"),
    ("20件/万人", None, 20, None, "件/万人"),
    ("1,200项", None, 1200, None, "项"),
    ("翻一番", None, 1, None, "番"),
    ("全国前三位", "≤", 3, None, "位"),
    ("3300P", None, 3300, None, "P"),
    ("500万吨标准煤", None, 500, None, "万吨标准煤"),
]


@pytest.mark.parametrize(("text", "comparator", "value", "high", "unit"), AMOUNTS, ids=[a[0] for a in AMOUNTS])
def test_amounts(text: str, comparator: str | None, value: float, high: float | None, unit: str) -> None:
    (amount,) = find_amounts(text)
    assert (amount.comparator, amount.value, amount.high, amount.unit) == (comparator, value, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "5G网络", "6G", "PM2.5", "第三批", "一批平台", "若干家", "8大领域", "“十四五”规划", "“百千万”工程", "1+N+X",
        "2025年", "3个月内", "5个工作日", "人工智能", "元宇宙", "《三年行动（2021—2025年）》", "〔2018〕121号",
        "万元产值能耗", "世界500强", "10万吨级码头", "千亿级集群", "两化融合", "双百计划", "数百家", "每万人",
    ],
)  # fmt: skip
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert list(find_amounts(text)) == []


@given(st.text(alphabet="一二三十百万亿0123456789个家%—至左右以上，。“”（）年建成达到", max_size=60))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    amounts = list(find_amounts(text))
    assert all(0 <= a.lead <= a.start < a.end <= a.tail <= len(text) for a in amounts)
    assert all(a.end <= b.start for a, b in itertools.pairwise(amounts))
