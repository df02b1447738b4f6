"""FIRM.json: what is accepted, and how each fault is told."""

from datetime import date

import polars as pl
import pytest

from incentives.firms import BOOK, firm
from xinzhi.incentives.engine import FirmError, read_firm

pytestmark = pytest.mark.engine
ON = date(2026, 6, 1)


def problem(facts, on=ON):
    with pytest.raises(FirmError) as refused:
        read_firm(BOOK.facts, facts, on)
    (only,) = refused.value.problems
    return str(only)


@pytest.mark.parametrize(
    ("given", "fen"),
    [
        (320, 320),
        ("3200万元", 32 * 10**8),
        ("1.5亿元", 15 * 10**9),
        ("88.05元", 8805),
        ("1,000元", 10**5),
        (5.0, 5),
        ("7 分", 7),
    ],
)
def test_money(given, fen):
    assert read_firm(BOOK.facts, {"revenue": {"2025": given}}, ON).values["revenue.2025"] == fen


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"revenue": {"2025": "3200人"}}, "revenue.2025: '3200人': “人” is not a unit of this fact. Use 分, fen, 元, yuan, 万元, 亿元"),
        ({"staff": {"2025": "80万元"}}, "staff.2025: '80万元': “万元” is not a unit of this fact. Use 人, person"),
        ({"revenue": {"2025": 0.5}}, "revenue.2025: 0.5: not a whole number of fen. Write whole fen (320000000) or the amount with its unit (“320万元”)"),
        ({"revenue": {"2025": "0.001元"}}, "revenue.2025: '0.001元': not a whole number of fen. Write whole fen (320000000) or the amount with its unit (“320万元”)"),
        ({"staff": {"2025": -1}}, "staff.2025: -1: negative. Give person from 0 to 1000000000"),
        ({"staff": {"2025": True}}, "staff.2025: True: not a number. Write a whole number of person"),
        ({"staff": {"2027": 5}}, "staff.2027: 5: the year 2027 is not possible for an application on 2026-06-01. Give years from 1949 to 2026"),
        ({"staff": {"1066": 5}}, "staff.1066: 5: the year 1066 is not possible for an application on 2026-06-01. Give years from 1949 to 2026"),
        ({"staff": {"last": 5}}, "staff.last: 5: not a year. Write four digits"),
        ({"staff": 80}, 'staff: 80: a figure of a year without its year. Write it by calendar year: {"2025": …}'),
        ({"revenu": 5}, "revenu: 5: there is no such fact. Did you mean revenue? `xinzhi incentives facts` lists them"),
        ({"resident": "yes"}, "resident: 'yes': not yes or no. Write true, false, or null where it is not known"),
        ({"registered_on": "2026-06-02"}, "registered_on: '2026-06-02': after the application date 2026-06-01. Correct the date, or assess for a later day"),
        ({"registered_on": "3 May"}, "registered_on: '3 May': not a date. Write YYYY-MM-DD"),
        ({"staff": {"2025": 5}, "rd_staff": {"2025": 6}}, "rd_staff.2025: 6: more than staff (5), of which it is a part. Correct one of the two"),
        ({"registered_on": "2025-01-01", "staff": {"2024": 5}}, "staff.2024: 5: the firm was registered on 2025-01-01. Correct the year or the day of registration"),
        ({"hnte_score": 101}, "hnte_score: 101: above 100 point, the most it can be. Check the unit: money is a whole number of fen"),
        ({"holds_hnte": {"from": "2024-01-01"}}, 'holds_hnte: {\'from\': \'2024-01-01\'}: not a title. Write true, false, or {"from": "2024-11-05", "to": "2027-11-04"}'),
        ({"first_set_kind": "boat"}, "first_set_kind: 'boat': not one of the choices. Use equipment, material, software"),
        ([1], "(file): list: not a table of facts. Give one JSON object of facts"),
    ],
)  # fmt: skip
def test_each_fault_names_field_value_reason_and_remedy(facts, told):
    assert problem(facts) == told


def test_all_faults_are_told_at_once():
    with pytest.raises(FirmError) as refused:
        read_firm(BOOK.facts, {"staff": {"2025": -1, "2030": 4}, "x": 1}, ON)
    assert [p.field for p in refused.value.problems] == ["staff.2025", "staff.2030", "x"]


def test_null_is_unknown():
    assert read_firm(BOOK.facts, {"staff": {"2025": None}, "resident": None}, ON).values == {}


@pytest.mark.parametrize(
    ("day", "held"),
    [(date(2024, 11, 4), False), (date(2024, 11, 5), True), (date(2027, 11, 4), True), (date(2027, 11, 5), False)],
)
def test_a_title_is_held_within_its_term(day, held):
    title = {"from": "2024-11-05", "to": "2027-11-04"}
    assert read_firm(BOOK.facts, {"holds_hnte": title}, day).values["holds_hnte"] is held
    frame = pl.DataFrame({"holds_hnte.from": [date(2024, 11, 5)], "holds_hnte.to": [date(2027, 11, 4)]})
    assert BOOK.assess_frame(frame, day, only=["hnte_tax"])["benefit.hnte_tax"].to_list() == [None if held else 0]


def test_a_sum_that_looks_like_wan_is_doubted():
    warnings = read_firm(BOOK.facts, {"revenue": {"2025": 3200}}, ON).warnings
    assert [str(w) for w in warnings] == ["revenue.2025: 3200 fen is 32元. If 万元 was meant, write “3200万元”."]


@pytest.mark.parametrize(
    ("column", "values", "told"),
    [
        ("staff.2025", [5, -3, None], "row 2, staff.2025: -3: negative"),
        ("staff.2031", [5, 5, 5], "staff.2031: 2031: the year 2031 is not possible"),
        ("staf.2025", [5, 5, 5], "staf.2025: staf.2025: there is no such fact. Did you mean staff?"),
        ("revenue.2025", [5.0, 1.5, None], "row 2, revenue.2025: 1.5: not a whole number"),
        ("revenue.2025", ["1", "2", "3"], "revenue.2025: String: the column holds String"),
        ("registered_on", ["2020-01-01", "soon", None], "row 2, registered_on: soon: not a date"),
        ("registered_on", [date(2020, 1, 1), None, date(2030, 1, 1)], "row 3, registered_on: 2030-01-01: after the application date"),
        ("rd_staff.2025", [1, 2, 99], "row 3, rd_staff.2025: 99: more than staff.2025, of which it is a part"),
    ],
)  # fmt: skip
def test_a_frame_names_row_and_column(column, values, told):
    staff = {} if column == "registered_on" else {"staff.2025": [10, 10, 10]}
    frame = pl.DataFrame({"id": [1, 2, 3]} | staff | {column: values})
    with pytest.raises(FirmError) as refused:
        BOOK.assess_frame(frame, ON)
    assert str(refused.value).startswith(told)


def test_a_frame_may_hold_floats_texts_and_tables():
    """As other programs write Parquet: whole numbers as floats, dates as texts, years and titles as tables."""
    frame = pl.DataFrame(
        {
            "staff": [{"2025": 80.0}, {"2025": None}],
            "rd_staff.2025": [8.0, float("nan")],
            "registered_on": ["2018-03-02", None],
            "holds_hnte": [{"from": "2024-11-05", "to": "2027-11-04"}, None],
            "clean_record": [None, None],
        },
        schema_overrides={"clean_record": pl.String},
    )
    plain = pl.DataFrame(
        {
            "staff.2025": [80, None],
            "rd_staff.2025": [8, None],
            "registered_on": [date(2018, 3, 2), None],
            "holds_hnte": [True, None],
        }
    )
    assert BOOK.assess_frame(frame, ON).equals(BOOK.assess_frame(plain, ON))


def test_unknown_is_never_a_silent_no():
    """Without any fact nothing is refused but what needs none, and every status says what it waits for."""
    result = BOOK.assess({}, ON)
    assert {key for key, s in result.statuses.items() if s.value is not None} == set()
    assert all(s.needs for s in result.statuses.values())
    full = BOOK.assess(firm("hnte"), ON)
    assert full.statuses["hnte"].needs == ()


def test_what_an_open_score_must_reach():
    result = BOOK.assess(firm("hnte", {"rd_management_points": None}), ON)
    (gap,) = [g for g in result.gaps if g.status == "hnte"]
    (short,) = gap.shortfalls
    assert (gap.needs, short.have, short.need, short.short) == (
        ("hnte_score", "rd_management_points"), "56–76", "> 70 point", 15
    )  # fmt: skip
