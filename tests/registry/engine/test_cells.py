"""Each cell gives exactly what it says, or says why it does not."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.registry.engine.tabular import Attribute, Choice, ReferenceBook, Type, convert

pytestmark = pytest.mark.engine
DATED = Attribute("as_of", Type.DATE, precision="as_of_precision", note="as_of_note")
CITIES = ReferenceBook.of(
    {"city": [("jinan", ["济南", "济南市", "Jinan"]), ("yantai", ["烟台"]), ("x1", ["同名"]), ("x2", ["同名"])]}
)
PLACED = Attribute("city", Type.REFERENCE, target="city", note="place")


def cell(attribute, text, **how):
    found = convert(attribute, text, **how)
    return found.value, dict(found.also), [f.code for f in found.faults]


def value_of(type_, text, **how):
    value, _, codes = cell(Attribute("x", type_), text, **how)
    return value if not codes else codes[0]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2023-01-05", "2023-01-05", "day"),
        ("2023.1.5", "2023-01-05", "day"),
        ("2023/1/5", "2023-01-05", "day"),
        ("20230105", "2023-01-05", "day"),
        ("2023年1月5日", "2023-01-05", "day"),
        ("２０２３ 年 1 月 5 日", "2023-01-05", "day"),
        ("二〇二三年十二月三十一日", "2023-12-31", "day"),
        ("2023-01-05 00:00:00", "2023-01-05", "day"),
        ("2023-01-05T00:00:00+08:00", "2023-01-05", "day"),
        ("2023-01", "2023-01-01", "month"),
        ("2023年1月", "2023-01-01", "month"),
        ("202301", "2023-01-01", "month"),
        ("2023", "2023-01-01", "year"),
        ("2023年", "2023-01-01", "year"),
        ("二〇二三年", "2023-01-01", "year"),
        ("2024-02-29", "2024-02-29", "day"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text, day, precision):
    assert cell(DATED, text) == (day, {"as_of_precision": precision}, [])


@pytest.mark.parametrize(
    ("text", "day", "precision", "note", "codes"),
    [
        ("2022 (页面无日期，据内容推断)", "2022-01-01", "year", "页面无日期,据内容推断", ["note"]),
        ("页面无日期(约2021后)", None, "unknown", "页面无日期(约2021后)", ["no_date"]),
        ("页面无日期", None, "unknown", "页面无日期", ["no_date"]),
        ("2014上半年", "2014-01-01", "year", "2014上半年", ["part"]),
        ("2023年底", "2023-01-01", "year", "2023年底", ["part"]),
        ("0000-00-00", None, "unknown", None, ["zero_date"]),
        ("2014-11-00", "2014-11-01", "month", None, ["zero_part"]),
        ("2014-00-00", "2014-01-01", "year", None, ["zero_part"]),
        ("45291", "2023-12-31", "day", None, ["serial"]),
        ("2023-01-05 08:30", "2023-01-05", "day", None, ["clock"]),
    ],
)
def test_what_is_odd_about_a_date_is_told_and_kept(text, day, precision, note, codes):
    also = {"as_of_precision": precision} | ({"as_of_note": note} if note else {})
    assert cell(DATED, text) == (day, also, codes)
    assert not any(f.severity == "error" for f in convert(DATED, text).faults)


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("1983-13-45", "no_such_day", ""),
        ("2023-02-29", "no_such_day", ""),
        ("2017-00-16", "no_such_day", ""),
        ("2021-30-12", "no_such_day", "2021-12-30"),
        ("2021-30-02", "no_such_day", ""),
        ("0023-01-05", "year_range", ""),
        ("23-01-05", "short_year", "2023-01-05"),
        ("'98.5", "short_year", "1998-05"),
        ("31/12/2023", "order", "2023-12-31"),
        ("05/01/2023", "order", "2023-01-05 / 2023-05-01"),
        ("06/06/2023", "order", "2023-06-06"),
        ("20/30/2021", "no_such_day", ""),
        ("30/02/2021", "no_such_day", ""),
        ("05/01/0023", "no_such_day", ""),
        ("31.12.98", "short_year", "1998-12-31"),
        ("32.12.98", "no_such_day", ""),
        ("98-13", "no_such_day", ""),
        ("2019-2022", "not_date", ""),
        ("昨天", "not_date", ""),
        ("²023", "not_date", ""),
    ],
)
def test_a_wrong_date_is_refused_with_a_suggestion_where_there_is_one(text, code, suggestion):
    [fault] = convert(DATED, text).faults
    assert (fault.code, fault.severity) == (code, "error")
    assert fault.remedy.params.get("suggestion", "") == suggestion
    assert str(fault.reason)
    assert str(fault.remedy)


@given(st.from_regex(r"[0-9]{1,2}[-./][0-9]{1,2}[-./]([0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_what_is_suggested_is_a_day_of_the_parts_given(text):
    """A suggestion is a day of the calendar, of the very numbers of the cell in some order."""
    for fault in convert(DATED, text).faults:
        suggested = fault.remedy.params.get("suggestion", "")
        for day in suggested.split(" / ") if suggested else ():
            parts = dt.date.fromisoformat(day)
            given_parts = sorted(int(part) % 100 for part in re.split(r"[-./]", text))
            assert sorted(part % 100 for part in (parts.year, parts.month, parts.day)) == given_parts


def test_a_day_is_not_made_up():
    listed = Attribute("listed_on", Type.DATE)
    assert cell(listed, "2023-01")[2] == ["imprecise"]
    assert cell(listed, "页面无日期")[2] == ["not_date"]
    assert cell(listed, "2023-01-05") == ("2023-01-05", {}, [])


def test_a_year_keeps_what_stands_beside_it():
    attribute = Attribute("year", Type.YEAR, note="period")
    assert cell(attribute, "2025") == (2025, {}, [])
    assert cell(attribute, "2025-10") == (2025, {"period": "2025-10"}, [])
    assert cell(attribute, "2014上半年") == (2014, {"period": "2014上半年"}, ["part"])
    assert cell(attribute, "2025发布") == (2025, {"period": "2025发布"}, ["part"])
    assert cell(Attribute("year", Type.YEAR), "2025-10") == (2025, {}, ["year_only"])


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (Type.INT, "1,234", 1234),
        (Type.INT, "１２３", 123),
        (Type.INT, "12.0", 12),
        (Type.INT, "3.5万", 35000),
        (Type.INT, "-7", -7),
        (Type.INT, "1.5", "not_whole"),
        (Type.INT, "1,23", "not_number"),
        (Type.INT, "约100", "rough"),
        (Type.INT, "10-20", "not_number"),
        (Type.INT, "99999999999999999999", "too_large"),
        (Type.INT, "9e99", "too_large"),
        (Type.DECIMAL, "1.50", Decimal("1.50")),
        (Type.DECIMAL, "1 234.5", Decimal("1234.5")),
        (Type.DECIMAL, "nan", "placeholder"),
        (Type.DECIMAL, "Infinity", "not_number"),
        (Type.PERCENT, "12.5%", Decimal("12.5")),
        (Type.PERCENT, "12.5", Decimal("12.5")),
        (Type.PERCENT, "3‰", Decimal("0.3")),
        (Type.MONEY, "1,234.5万元", 1_234_500_000),
        (Type.MONEY, "1.1亿元", 11_000_000_000),
        (Type.MONEY, "￥0.1元", 10),
        (Type.MONEY, "人民币3元", 300),
        (Type.MONEY, "0.07元", 7),
        (Type.MONEY, "5分", 5),
        (Type.MONEY, "0.001元", "fraction"),
        (Type.MONEY, "100", "unit_missing"),
        (Type.MONEY, "100万美元", "currency"),
        (Type.MONEY, "最高50万元", "rough"),
        (Type.MONEY, "abc元", "not_number"),
        (Type.BOOL, "是", True),
        (Type.BOOL, "FALSE", False),
        (Type.BOOL, "也许", "not_truth"),
        (Type.LIST, "a; b；c", ["a", "b", "c"]),
        (Type.LIST, "甲、乙、甲", ["甲", "乙"]),
        (Type.LIST, "甲、乙;丙", ["甲、乙", "丙"]),
        (Type.URL, "https://a.cn/x", "https://a.cn/x"),
        (Type.URL, "plan:shandong-2024", "plan:shandong-2024"),
        (Type.URL, "www.a.cn", "url"),
        (Type.URL, "https://a.cn https://b.cn", "url"),
        (Type.URL, "http://[", "url"),
        (Type.TEXT, "-", "-"),
        (Type.INT, "—", "placeholder"),
    ],
)
def test_numbers_money_truth_lists_and_addresses(type_, text, value):
    assert value_of(type_, text) == value


def test_the_unit_of_money_may_stand_in_the_heading_and_our_exports_are_fen():
    assert value_of(Type.MONEY, "1,234.5", unit="万元") == 1_234_500_000
    assert value_of(Type.MONEY, "12345", exact=True) == 12345
    assert value_of(Type.MONEY, "3元", unit="万元") == 300


@given(st.integers(-(2**62), 2**62))
def test_money_is_exact_to_the_fen_however_it_is_written(fen):
    yuan = Decimal(fen) / 100
    assert value_of(Type.MONEY, f"{yuan:,f}元") == fen
    assert value_of(Type.MONEY, f"{yuan / 10_000:f}万元") == fen
    assert value_of(Type.MONEY, f"{yuan / 10**8:f}", unit="亿元") == fen


@given(st.dates())
def test_every_day_is_read_in_every_form(day):
    attribute = Attribute("d", Type.DATE)
    iso = day.isoformat()
    if day.year < 1800 or day.year > 2100:
        assert value_of(Type.DATE, iso) == "year_range"
        return
    forms = (iso, f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", iso.replace("-", ""))
    assert {convert(attribute, form).value for form in forms} == {iso}


def test_choices_by_key_or_label_with_the_nearest_suggested():
    attribute = Attribute(
        "kind", Type.CHOICE, choices=(Choice("university", ("高校", "University")), Choice("firm", ("企业",)))
    )
    assert [cell(attribute, t)[0] for t in ("university", "高校", "UNIVERSITY", " 企业 ")] == ["university"] * 3 + [
        "firm"
    ]
    [near] = convert(attribute, "universty").faults
    assert near.remedy.params["suggestion"] == "university"
    [far] = convert(attribute, "天文台").faults
    assert far.remedy.params["known"] == "高校、企业"


def test_references_by_name_key_ending_and_with_a_place_behind():
    def of(text):
        return cell(PLACED, text, book=CITIES)

    assert of("济南") == of("jinan") == of("济南市") == of("JINAN") == ("jinan", {}, [])
    assert of("烟台市") == ("yantai", {}, [])
    assert of("烟台(海阳)") == ("yantai", {"place": "海阳"}, ["bracket"])
    assert of("同名")[2] == ["several"]
    assert of("火星")[2] == ["unknown"]
    many = Attribute("fields", Type.REFERENCES, target="city")
    assert cell(many, "济南、烟台", book=CITIES)[0] == ["jinan", "yantai"]
    assert cell(many, "jinan;yantai", book=CITIES, exact=True)[0] == ["jinan", "yantai"]


def test_identifiers_are_normalised_and_never_guessed():
    code = Attribute("credit_code", Type.IDENTIFIER, target="uscc")
    assert cell(code, "91350100 M000100Y43") == ("91350100M000100Y43", {}, [])
    [wrong] = convert(code, "9135O100M000100Y43").faults
    assert (wrong.code, wrong.remedy.params) == ("uscc_character", {"suggestion": "91350100M000100Y43"})
    assert cell(code, "9.13501E+17")[2] == ["shortened"]
    assert cell(Attribute("area", Type.IDENTIFIER, target="adcode"), "371202") == ("371202", {}, ["adcode_ended"])


def test_a_text_too_long_is_refused_not_cut():
    assert cell(Attribute("name", max_length=3), "四个字的") == (None, {}, ["too_long"])


@given(st.sampled_from(list(Type)), st.text(max_size=60), st.booleans())
def test_no_text_makes_a_converter_raise(type_, text, exact):
    target = {"identifier": "uscc", "reference": "city", "references": "city"}.get(type_, "")
    attribute = Attribute(
        "x", type_, target=target, choices=(Choice("a", ("甲",)),), precision="p", note="n", max_length=9
    )
    found = convert(attribute, text, exact=exact, book=CITIES)
    for fault in found.faults:
        assert fault.code
        assert str(fault.reason)
        assert str(fault.remedy)
