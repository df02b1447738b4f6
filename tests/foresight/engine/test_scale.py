"""The tables of an origin: as the arrays of the back-test have them, and the same on DuckDB and Spark."""

import os

import ibis
import numpy as np
import polars as pl
import pytest

from xinzhi.foresight.engine.base import read_base
from xinzhi.foresight.engine.baselines import baselines
from xinzhi.foresight.engine.corpus import CorpusError, find_columns
from xinzhi.foresight.engine.counts import real
from xinzhi.foresight.engine.outcome import outcome
from xinzhi.foresight.engine.scale import connect, engines
from xinzhi.foresight.engine.scale.features import FEATURES
from xinzhi.foresight.engine.scale.run import count, score
from xinzhi.foresight.engine.scale.scoring import outcome as became_by_table
from xinzhi.foresight.engine.scale.tables import read_tables, write_tables
from xinzhi.foresight.engine.scale.terms import Moment, alive
from xinzhi.foresight.engine.signals import signals_at
from xinzhi.foresight.engine.view import view_at

pytestmark = pytest.mark.engine
ORIGIN, HORIZON = 2010, 2
LACKING = engines.why_no_spark()
WANTED = os.environ.get("XINZHI_TEST_SPARK") == "1"
TABLES = ("totals", "yearly", "quarterly", "new_authors", "authors", "new_institutions")


@pytest.fixture(scope="module")
def base(invented):
    return read_base(invented, find_columns(invented))


@pytest.fixture(scope="module")
def folder(base, tmp_path_factory):
    path = tmp_path_factory.mktemp("scale") / "tables"
    write_tables(base, path)
    return path


def run(name, folder, out):
    """All tables of an origin, sorted, and the weights."""
    with connect(name) as engine:
        tables = read_tables(engine, folder)
        counted = count(engine, tables, out)
        scored = score(engine, tables, counted, ORIGIN, HORIZON, out)
        found = {table: engine.rows(counted[table]) for table in TABLES}
        found |= {"features": engine.rows(scored.features), "scores": engine.rows(scored.scores)}
        return {k: v.sort([c for c in ("term", "year", "quarter") if c in v.columns]) for k, v in found.items()}, scored


@pytest.fixture(scope="module")
def by_duckdb(folder, tmp_path_factory):
    return run("duckdb", folder, tmp_path_factory.mktemp("duckdb"))


def test_features_are_the_signals_of_the_back_test(base, by_duckdb):
    view = view_at(base, ORIGIN, HORIZON)
    signals, features = signals_at(view), by_duckdb[0]["features"]
    assert features["term"].to_list() == view.terms.tolist()
    assert len(view.terms) > 200
    for name in FEATURES:
        np.testing.assert_allclose(features[name], signals.of(name), rtol=1e-5, atol=1e-6, err_msg=name)


def test_scores_are_those_of_the_back_test(base, by_duckdb):
    tables, scored = by_duckdb
    expected = baselines(view_at(base, ORIGIN, HORIZON))
    rows = tables["scores"]
    for name in ("level", "difference"):
        order = np.argsort(expected[name])
        assert (np.diff(rows[name].to_numpy()[order]) >= -1e-12).all()
    assert set(scored.weights) == set(FEATURES)
    assert rows["linear"].std() > 0


def test_outcomes_are_those_of_the_back_test(base, folder, tmp_path):
    view = view_at(base, ORIGIN, HORIZON)
    expected = outcome(base, view)
    papers = {base.first_year + i: int(n) for i, n in enumerate(base.papers)}
    with connect("duckdb") as engine:
        tables = read_tables(engine, folder)
        counted = count(engine, tables, tmp_path / "out")
        moment = Moment(ORIGIN, HORIZON, papers)
        terms = engine.keep(alive(tables, counted["yearly"], moment))
        found = engine.rows(became_by_table(counted["yearly"], terms, moment)).sort("term")
    np.testing.assert_allclose(found["gain"], expected.gain, atol=1e-12)
    np.testing.assert_allclose(found["ratio"], expected.ratio, rtol=1e-9)
    assert found["strong"].to_list() == expected.strong.tolist()
    assert found["positive"].sum() == expected.positive.sum()
    assert found.filter(pl.col("positive"))["gain"].min() >= found.filter(~pl.col("positive"))["gain"].max()


@pytest.mark.skipif(bool(LACKING) and not WANTED, reason=LACKING)  # `make test-spark` wants it: then it fails
@pytest.mark.filterwarnings("ignore")  # PySpark's own, and Java's sockets at its end
def test_spark_finds_what_duckdb_finds(by_duckdb, base, invented, folder, tmp_path):
    here, scored_here = by_duckdb
    there, scored_there = run("spark", folder, tmp_path / "spark")
    assert scored_there.weights == scored_here.weights
    for name, table in here.items():
        other = there[name].select(table.columns)
        assert dict(other.schema) == dict(table.schema), name
        for column, kind in table.schema.items():
            if kind.is_integer():
                assert other[column].to_list() == table[column].to_list(), (name, column)
            else:
                np.testing.assert_allclose(other[column], table[column], rtol=1e-12, atol=1e-12, err_msg=column)
    counted = read_base(invented, find_columns(invented), engine="spark").counts
    for name, grid in counted._asdict().items():
        np.testing.assert_array_equal(grid, getattr(base.counts, name), err_msg=name)


def test_a_number_is_a_double_on_every_engine():
    table = ibis.table({"papers": "int64"}, name="t")
    assert "AS DOUBLE" in ibis.to_sql(table.select(x=table.papers * real(0.1)), dialect="duckdb")


def test_what_lacks_is_told(folder, tmp_path, monkeypatch):
    with pytest.raises(CorpusError, match="duckdb, spark"), connect("sqlite"):
        pass
    monkeypatch.setattr(engines.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(CorpusError, match=r"xinzhi\[spark\]"), connect("spark"):
        pass
    with connect("duckdb") as engine, pytest.raises(CorpusError, match=r"no papers\.parquet"):
        read_tables(engine, tmp_path)


def test_an_origin_outside_the_corpus_is_refused(folder, tmp_path):
    with connect("duckdb") as engine:
        tables = read_tables(engine, folder)
        counted = count(engine, tables, tmp_path / "out")
        with pytest.raises(CorpusError, match="2004 to 2014"):
            score(engine, tables, counted, 2002, HORIZON, tmp_path / "out")
