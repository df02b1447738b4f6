"""Tables of indicators, tab separated, of our own writing."""

from __future__ import annotations

from xinzhi.plan.engine.reader.targets import find_targets

TABLE = """二、目标
表1　主要指标
类别\t指标名称\t单位\t2023年\t2026年目标\t2028年目标
创新\t研发投入强度\t%\t2.1\t≥2.5\t3左右
\t新增省级平台数\t家\t—\t5—8\t10以上
产业\t产业规模（亿元）\t\t320\t500\t1,200
其他\t满意度\t\t较高\t高\t高
"""


def test_each_target_year_of_a_row_is_a_target() -> None:
    targets = find_targets(TABLE, (), issued="2024-03-01")
    assert [(t.quantity, t.comparator, t.value, t.value_high, t.unit, t.due, t.change) for t in targets] == [
        ("研发投入强度", "≥", 2.5, None, "%", "2026-12-31", "total"),
        ("研发投入强度", "≈", 3.0, None, "%", "2028-12-31", "total"),
        ("新增省级平台数", "=", 5.0, 8.0, "家", "2026-12-31", "new"),
        ("新增省级平台数", "≥", 10.0, None, "家", "2028-12-31", "new"),
        ("产业规模", "=", 500.0, None, "亿元", "2026-12-31", "total"),
        ("产业规模", "=", 1200.0, None, "亿元", "2028-12-31", "total"),
    ]
    assert all(t.span.of(TABLE) == t.text for t in targets)


def test_bare_years_ahead_are_targets_and_past_ones_are_not() -> None:
    text = "指标\t2022年\t2025年\t2030年\n森林覆盖率（%）\t41\t43\t45\n"
    assert [(t.value, t.due) for t in find_targets(text, (), issued="2023-05-01")] == [
        (43.0, "2025-12-31"),
        (45.0, "2030-12-31"),
    ]


def test_a_row_of_tasks_takes_the_deadline_of_its_own_cell() -> None:
    text = "1\t建设工厂\t新建智能工厂50家\t市工业和信息化局\t2026年6月底\n"
    assert [(t.quantity, t.value, t.due) for t in find_targets(text, (), issued="2024-03-01")] == [
        ("智能工厂", 50.0, "2026-06-30")
    ]
