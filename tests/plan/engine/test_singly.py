"""What counts one by one beside reported figures: nothing counts twice, and every figure stays in the lineage."""

import datetime as dt
from decimal import Decimal

import pytest

from xinzhi.plan.engine.progress import FigureFact, current_value

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def told(number, value, day):
    return FigureFact(number, "dept", Decimal(value), dt.date.fromisoformat(day))


def thing(number, day):
    return FigureFact(-number, f"firm-{number}", Decimal(1), dt.date.fromisoformat(day))


def test_reports_up_to_the_first_thing_count_and_later_ones_do_not():
    reports = [told(1, 5, "2026-02-01"), told(2, 4, "2026-06-30")]
    things = [thing(1, "2026-04-10"), thing(2, "2026-07-01")]
    found = current_value("sum", Decimal(0), reports, window=YEAR, singly=things)
    assert found.value == 7
    assert found.as_of == dt.date(2026, 7, 1)
    assert [(c.figure.id, c.counted, c.why) for c in found.lineage] == [
        (1, True, "added"),
        (-1, True, "singly"),
        (2, False, "told_singly"),
        (-2, True, "singly"),
    ]


def test_a_yearly_target_counts_the_things_of_its_year():
    found = current_value("sum", Decimal(9), [], window=YEAR, singly=[thing(1, "2025-11-01"), thing(2, "2026-03-01")])
    assert found.value == 1
    assert {c.figure.id: c.why for c in found.lineage} == {-1: "outside_window", -2: "singly"}


@pytest.mark.parametrize("rule", ["sum", "latest"])
def test_things_add_to_the_baseline_or_the_stock_before_them(rule):
    found = current_value(rule, Decimal(10), [told(1, 3, "2026-01-05")], singly=[thing(1, "2026-02-01")])
    assert found.value == (14 if rule == "sum" else 4)
    assert found.is_reported


def test_without_things_nothing_is_different():
    reports = [told(1, 5, "2026-02-01")]
    assert current_value("sum", Decimal(1), reports, singly=[]) == current_value("sum", Decimal(1), reports)
