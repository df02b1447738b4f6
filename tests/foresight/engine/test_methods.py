"""Kleinberg's bursts against all possible states, Theta against statsforecast, the counts against plain loops."""

import itertools
import math
from collections import Counter, defaultdict

import ibis
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from xinzhi.foresight.engine import counts
from xinzhi.foresight.engine.bursts import find_bursts
from xinzhi.foresight.engine.theta import forecast

pytestmark = pytest.mark.engine


def cost(states, hits, totals, scale=2.0, gamma=1.0):
    """Kleinberg's cost of a sequence of states, written as the paper does."""
    rate = sum(hits) / sum(totals)
    total, last = 0.0, 0
    for state, hit, of in zip(states, hits, totals, strict=True):
        total += -binom.logpmf(hit, of, min(rate * scale**state, 1 - 1e-9))
        total += gamma * math.log(len(hits)) if state > last else 0
        last = state
    return total


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 30)), min_size=3, max_size=8))
def test_the_states_are_the_cheapest_of_all(periods):
    hits, totals = zip(*periods, strict=True)
    if not sum(hits):
        return
    found = find_bursts(np.array([hits]), np.array(totals))
    best = min(cost(s, hits, totals) for s in itertools.product((0, 1), repeat=len(hits)))
    assert cost(found.states[0].astype(int), hits, totals) == pytest.approx(best, abs=1e-6)


def test_a_burst_weighs_what_its_periods_save():
    hits, totals = np.array([[1, 1, 1, 9, 12]]), np.array([100] * 5)
    found = find_bursts(hits, totals)
    assert found.states[0].tolist() == [False, False, False, True, True]
    rate = hits.sum() / 500
    saved = sum(binom.logpmf(h, 100, 2 * rate) - binom.logpmf(h, 100, rate) for h in (9, 12))
    assert found.weight[0] == pytest.approx(saved)


def test_a_burst_that_is_over_weighs_nothing():
    found = find_bursts(np.array([[1, 12, 11, 1, 1, 1]]), np.array([100] * 6))
    assert found.states[0, 1]
    assert found.weight[0] == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_theta_is_that_of_statsforecast():
    theta = pytest.importorskip("statsforecast.theta")
    series = np.abs(np.random.default_rng(1).normal(0, 1, (60, 14)).cumsum(axis=1) + 12)
    ours = forecast(series, 2)
    theirs = np.array([theta.forecast_theta(theta.auto_theta(y, 1, model="STM"), 2)["mean"] for y in series])
    off = np.abs(ours - theirs) / np.abs(theirs)
    assert np.median(off) < 0.01
    assert np.corrcoef(ours[:, 1], theirs[:, 1])[0, 1] > 0.99


def test_a_straight_line_goes_on_at_half_its_slope():
    line = np.arange(1.0, 13)[None, :]
    assert forecast(line, 2)[0] == pytest.approx([12.5, 13.0], abs=0.02)


def test_expressions_count_what_loops_count(tmp_path):
    rng = np.random.default_rng(3)
    year = rng.integers(2000, 2004, 60)
    found = sorted({(int(p), int(t)) for p, t in rng.integers(0, (60, 9), (250, 2))})
    people = sorted({(int(p), int(n)) for p, n in rng.integers(0, (60, 15), (150, 2))})
    tables = {
        "papers": pl.DataFrame({"paper": range(60), "year": year, "quarter": np.where(year > 2000, year * 4, -1)}),
        "found": pl.DataFrame([{"paper": p, "term": t, "title": t % 2} for p, t in found]),
        "people": pl.DataFrame([{"paper": p, "name": n} for p, n in people]),
    }
    backend = ibis.duckdb.connect()
    read = {}
    for name, frame in tables.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
        read[name] = backend.read_parquet(tmp_path / f"{name}.parquet", table_name=name)

    def rows(expression):
        return {tuple(r[:2]): tuple(r[2:]) for r in backend.to_polars(expression).rows()}

    yearly = Counter((t, int(year[p])) for p, t in found)
    assert rows(counts.by_year(read["found"], read["papers"])) == {k: (n, n * (k[0] % 2)) for k, n in yearly.items()}
    quarterly = {(t, y * 4): (n,) for (t, y), n in yearly.items() if y > 2000}
    assert rows(counts.by_quarter(read["found"], read["papers"])) == quarterly

    names = defaultdict(set)
    for p, n in people:
        names[p].add(n)
    first, used = {}, defaultdict(set)
    for p, t in found:
        for n in names[p]:
            first[t, n] = min(first.get((t, n), 9999), int(year[p]))
            used[t, int(year[p])].add(n)
    news = Counter((t, y) for (t, _), y in first.items())
    args = (read["found"], read["papers"], read["people"])
    assert rows(counts.first_uses(*args)) == {k: (n,) for k, n in news.items()}
    assert rows(counts.uses(*args)) == {k: (len(n),) for k, n in used.items()}
    backend.disconnect()


def test_expressions_name_no_backend():
    table = ibis.table({"paper": "int32", "term": "int32", "title": "int8"}, name="found")
    papers = ibis.table({"paper": "int32", "year": "int32", "quarter": "int32"}, name="papers")
    sql = {dialect: ibis.to_sql(counts.by_year(table, papers), dialect=dialect) for dialect in ("duckdb", "pyspark")}
    assert all("GROUP BY" in text for text in sql.values())
