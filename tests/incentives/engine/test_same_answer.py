"""A province in columns gives what the interpreter gives firm by firm, on any facts, known or not."""

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incentives.firms import BASES, BOOK, firm, frame_of, random_firms
from xinzhi.incentives.engine import Firm, load_rules, read_firm

pytestmark = pytest.mark.engine


def one_by_one(book, rows, on):
    found = []
    for row in rows:
        result = book.assess(Firm({k: v for k, v in row.items() if v is not None}), on)
        statuses = {f"status.{k}": s.value for k, s in result.statuses.items()}
        benefits = {f"benefit.{k}": b.amount for k, b in result.benefits.items()}
        figures = {f"figure.{k}": v for b in result.benefits.values() for k, v in b.figures}
        found.append(statuses | benefits | figures)
    return found


@pytest.mark.parametrize("on", [date(2026, 6, 1), date(2026, 3, 31), date(2023, 11, 2)])
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_any_firm(on, seed):
    rows = random_firms(on, seed, 30)
    table = BOOK.assess_frame(frame_of(rows), on, check=False, figures=True)
    assert table.to_dicts() == one_by_one(BOOK, rows, on)


@pytest.mark.parametrize("on", [date(2026, 6, 1), date(2026, 3, 31)])
@settings(max_examples=40)
@given(data=st.data())
def test_a_good_firm_with_facts_lost(on, data):
    """Near the passing side, where most rules are decided, facts go missing or change by one."""
    base = read_firm(BOOK.facts, firm(data.draw(st.sampled_from(sorted(BASES)))), on).values
    columns = sorted(base)
    rows = []
    for _ in range(8):
        row = dict(base)
        for column in data.draw(st.sets(st.sampled_from(columns), max_size=4)):
            value = row[column]
            step = data.draw(st.sampled_from([None, -1, 1]))
            row[column] = (
                None if step is None or not isinstance(value, int) or isinstance(value, bool) else value + step
            )
        rows.append(row)
    table = BOOK.assess_frame(frame_of(rows), on, check=False, figures=True)
    assert table.to_dicts() == one_by_one(BOOK, rows, on)


def test_many_chunks_and_columns_carried_along(monkeypatch):
    monkeypatch.setattr("xinzhi.incentives.engine.frame.CHUNK", 3)
    on = date(2026, 6, 1)
    rows = [dict(read_firm(BOOK.facts, firm("hnte", {"rd_staff.2025": n}), on).values) for n in range(4, 14)]
    frame = frame_of(rows).with_columns(number=pl.int_range(10))
    table = BOOK.assess_frame(frame, on, only=["hnte"])
    assert table.columns == ["number", "status.hnte"]
    assert table["status.hnte"].to_list() == [n >= 8 for n in range(4, 14)]


def test_no_rows_and_no_facts():
    on = date(2026, 6, 1)
    assert BOOK.assess_frame(frame_of([{"staff.2025": 1}]).clear(), on, only=["hnte"]).height == 0
    assert BOOK.assess_frame(pl.DataFrame({"id": [1, 2]}), on, only=["hnte"])["status.hnte"].to_list() == [None, None]


GROUPS = """
from: 2026-01-01
document: test
facts:
  registered_on: {name: a, name_en: a, type: date, meaning: a}
  x: {name: x, name_en: x, type: money, meaning: x}
  y: {name: y, name_en: y, type: money, meaning: y}
  z: {name: z, name_en: z, type: money, meaning: z}
parameters:
  cap: {name: c, name_en: c, value: 100}
benefits:
  a: {name: a, name_en: a, kind: subsidy, payer: city, editions: [{from: 2026-01-01, conditions: [{key: k, name: k, name_en: k, when: true}], amount: x}]}
  b: {name: b, name_en: b, kind: subsidy, payer: city, editions: [{from: 2026-01-01, conditions: [{key: k, name: k, name_en: k, when: true}], amount: y}]}
  c: {name: c, name_en: c, kind: subsidy, payer: city, editions: [{from: 2026-01-01, conditions: [{key: k, name: k, name_en: k, when: true}], amount: z}]}
groups:
  g: {name: g, name_en: g, kind: KIND, benefits: [a, b, c]CAP}
"""


@pytest.fixture
def grouped(tmp_path):
    def make(kind):
        text = GROUPS.replace("KIND", kind).replace("CAP", ", cap: cap" if kind == "cumulative" else "")
        (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
        return load_rules([tmp_path])

    return make


AMOUNTS = st.one_of(st.none(), st.integers(0, 130))


@pytest.mark.parametrize("kind", ["exclusive", "cumulative"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries({"x": AMOUNTS, "y": AMOUNTS, "z": AMOUNTS}), min_size=1, max_size=6))
def test_groups(grouped, kind, rows):
    book, on = grouped(kind), date(2026, 6, 1)
    table = book.assess_frame(pl.DataFrame(rows, schema=dict.fromkeys("xyz", pl.Int64)), on)
    assert table.to_dicts() == one_by_one(book, rows, on)
    for row, paid in zip(rows, table.to_dicts(), strict=True):
        amounts, shares = list(row.values()), list(paid.values())
        if None not in amounts:
            assert sum(shares) == (max(amounts) if kind == "exclusive" else min(sum(amounts), 100))
