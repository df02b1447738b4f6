"""The sandbox counts what one-by-one assessment counts, before and after."""

from datetime import date

import polars as pl
import pytest

from incentives.firms import BOOK, firm, frame_of
from xinzhi.incentives.engine import Firm, read_firm
from xinzhi.incentives.engine.sandbox import effect_of

pytestmark = pytest.mark.engine
ON = date(2026, 6, 1)


@pytest.fixture
def province():
    rows = [dict(read_firm(BOOK.facts, firm("hnte", {"rd_staff.2025": n}), ON).values) for n in range(4, 16)]
    rows += [dict(rows[0]) | {"rd_staff.2025": None}]
    places = {"city": ["jinan"] * 6 + ["qingdao"] * 7, "field": ["ai"] * 12 + [None]}
    return frame_of(rows).with_columns(**{k: pl.Series(v, dtype=pl.String) for k, v in places.items()})


def test_before_and_after_by_city_and_in_all(province):
    effect = effect_of(BOOK, province, ON, {"hnte_staff_share": "12.5%"})
    assert effect.touched == ("hnte",)
    tried = BOOK.with_parameters({"hnte_staff_share": "12.5%"})
    for book, side in ((BOOK, "before"), (tried, "after")):
        values = [book.assess(Firm({k: v for k, v in row.items() if v is not None}), ON).statuses["hnte"].value
                  for row in province.drop("city", "field").to_dicts()]  # fmt: skip
        (whole,) = effect.of("hnte")
        counted = getattr(whole, side)
        assert (counted.yes, counted.unknown, counted.no) == (
            values.count(True),
            values.count(None),
            values.count(False),
        )
    cities = {row.group: (row.before.yes, row.after.yes) for row in effect.of("hnte", "city")}
    assert cities == {"jinan": (2, 0), "qingdao": (6, 6)}
    assert {row.group for row in effect.of("hnte", "field")} == {"ai", ""}


def test_the_budget_of_a_benefit():
    rows = [dict(read_firm(BOOK.facts, firm("loan", {"loan_interest": n * 10**6}), ON).values) for n in (10, 100, 200)]
    effect = effect_of(BOOK, frame_of(rows), ON, {"lukedai_cap": "60万元", "lukedai_share": "1/2"})
    (whole,) = effect.of("lukedai_interest")
    assert (whole.before.fen, whole.after.fen) == ((4 + 40 + 50) * 10**6, (5 + 50 + 60) * 10**6)
    assert whole.before.yes == whole.after.yes == 3


def test_what_is_assumed_is_said(province):
    known = province.drop("clean_record", "total_income.2025")
    (unsure,) = effect_of(BOOK, known, ON, {"hnte_staff_share": "11%"}).of("hnte")
    assert unsure.before.yes == 0
    effect = effect_of(BOOK, known, ON, {"hnte_staff_share": "11%"}, assume=True)
    assert {"clean_record", "total_income.2025"} <= {*effect.assumed}
    assert effect.of("hnte")[0].before.yes == 8
    assert effect_of(BOOK, known, ON, {"hnte_staff_share": "10%"}, assume=True).of("hnte")[0].after.yes == 8


def test_wrong_parameters():
    with pytest.raises(KeyError):
        effect_of(BOOK, pl.DataFrame({"id": [1]}), ON, {"none": 1})
    with pytest.raises(ValueError, match="not a unit"):
        effect_of(BOOK, pl.DataFrame({"id": [1]}), ON, {"lukedai_cap": "5 apples"})
