"""No hindsight, the whole back-test on an invented corpus, and what is said where it cannot be run."""

import numpy as np
import polars as pl
import pytest

from xinzhi.foresight.engine.base import read_base
from xinzhi.foresight.engine.baselines import baselines
from xinzhi.foresight.engine.corpus import CorpusError, find_columns
from xinzhi.foresight.engine.metrics import METRICS
from xinzhi.foresight.engine.model import BURST_WEIGHT, calibrate
from xinzhi.foresight.engine.outcome import outcome
from xinzhi.foresight.engine.protocol import MODEL, back_test, last_complete_year, span_of
from xinzhi.foresight.engine.report import to_dict
from xinzhi.foresight.engine.signals import FAMILIES, signals_at
from xinzhi.foresight.engine.view import view_at

pytestmark = pytest.mark.engine
HORIZON = 2


def base_of(path, **options):
    return read_base(path, find_columns(path), **options)


@pytest.fixture(scope="session")
def base(invented):
    return base_of(invented)


@pytest.fixture(scope="session")
def tested(base):
    span = span_of(base, None, None, HORIZON)
    return span, back_test(base, span)


def test_nothing_after_the_origin_changes_what_is_seen(base, invented_rows, tmp_path):
    other = tmp_path / "other.parquet"
    pl.DataFrame(invented_rows(upto=2009)).write_parquet(other)
    changed = base_of(other)
    assert not np.array_equal(base.counts.papers.sum(axis=0)[10:], changed.counts.papers.sum(axis=0)[10:])
    seen = []
    for one in (base, changed):
        view = view_at(one, 2009, HORIZON)
        names = [one.name(int(term)) for term in view.terms]
        order = np.argsort(names)
        columns = [signals_at(view).values[order], np.column_stack(list(baselines(view).values()))[order]]
        seen.append((sorted(names), columns))
    assert seen[0][0] == seen[1][0]
    assert len(seen[0][0]) > 200
    np.testing.assert_allclose(seen[0][1][0], seen[1][1][0], rtol=1e-4, atol=1e-4)


def test_terms_are_alive_and_no_fragments(base):
    view = view_at(base, 2010, HORIZON)
    recent = base.counts.papers[view.terms, 9:11].sum(axis=1)
    assert recent.min() >= 5
    assert (base.years > 2010).any()
    assert view.counts.shape[1] == 11


def test_outcome_is_what_the_years_after_show(base):
    view = view_at(base, 2010, HORIZON)
    became = outcome(base, view)
    now = base.counts.papers[view.terms, 9:11].sum(axis=1) / base.papers[9:11].sum()
    then = base.counts.papers[view.terms, 11:13].sum(axis=1) / base.papers[11:13].sum()
    np.testing.assert_allclose(became.gain, then - now, atol=1e-9)
    assert became.positive.sum() == np.ceil(0.05 * len(view.terms))
    assert became.gain[became.positive].min() >= became.gain[~became.positive].max()
    half = outcome(base, view, years=1)
    then = base.counts.papers[view.terms, 11] / base.papers[11]
    np.testing.assert_allclose(half.gain, then - now, atol=1e-9)


def test_the_model_finds_what_was_planted(tested):
    _, test = tested
    assert [r.view.origin for r in test.results] == list(range(2005, 2013))
    auc = {name: row["AUC"].value for name, row in test.table.items()}
    assert auc[MODEL] > 0.6
    assert auc[MODEL] > max(auc["difference"], auc["Theta"])
    assert test.calibration_error[MODEL].value <= 0.05


def test_every_model_learnt_only_from_known_outcomes(tested):
    _, test = tested
    for result in test.results:
        assert max(result.model.origins) < result.view.origin
        assert result.chance.min() >= 0
        assert result.chance.max() <= 1


def test_the_report_holds_all_methods_and_reasons(base, tested):
    span, test = tested
    report = to_dict(base, span, test, top=5)
    assert {"level", "difference", "slope", "E-score", "Kleinberg", "Theta", "HGB, chance"} < set(report["metrics"])
    for row in report["metrics"].values():
        assert set(row) == set(METRICS)
        assert all(e["low"] <= e["value"] + 0.05 and e["value"] - 0.05 <= e["high"] for e in row.values())
    for name, row in report["metrics"].items():
        of_origins = [origin["metrics"][name]["AUC"] for origin in report["origins"]]
        assert row["AUC"]["value"] == pytest.approx(np.mean(of_origins), abs=1e-3)
    [first, *_] = report["origins"][-1]["list"]
    assert set(first["because"]) <= set(FAMILIES)
    assert first["because"]


def test_the_score_is_what_the_families_explain(tested):
    """With every family at its middle the learnt part is the same for all terms: what the families take away orders the terms."""
    _, test = tested
    result = test.results[-1]
    chosen = np.argsort(-result.forecast.score)[:40]
    reasons = result.model.explain(result.signals, chosen)
    burst = FAMILIES.index("burst")
    part = BURST_WEIGHT * result.forecast.burst[chosen]
    assert np.corrcoef(reasons[:, burst], part)[0, 1] > 0.3
    assert np.corrcoef(reasons.sum(axis=1), result.forecast.score[chosen])[0, 1] > 0.3
    assert result.forecast.score[chosen].min() >= np.delete(result.forecast.score, chosen).max()


def test_the_report_names_the_rules_of_links(tested):
    _, test = tested
    assert {"preferential attachment", "common neighbours"} < set(test.table)


def test_calibration_puts_the_mean_right():
    rng = np.random.default_rng(0)
    log_odds = rng.normal(-1, 1, 4000)
    true = 1 / (1 + np.exp(-(0.5 * log_odds - 2)))
    answers = rng.random(4000) < true
    fitted = calibrate([(log_odds[:2000], answers[:2000])], log_odds[2000:])
    assert np.abs(fitted.chance(log_odds[2000:]) - true[2000:]).mean() < 0.02
    assert calibrate([], log_odds).chance(log_odds).mean() == pytest.approx(0.05, abs=1e-3)


def test_parts_are_whole_categories_and_make_up_the_corpus(invented, base):
    sizes = [len(base_of(invented, part=part).years) for part in ("tuned", "held-out")]
    assert sum(sizes) == len(base.years)


def test_a_year_that_breaks_off_is_not_counted(invented_rows, tmp_path):
    rows = [r for r in invented_rows(papers=30) if r["created"].year < 2014 or r["created"].month < 4]
    path = tmp_path / "c.parquet"
    pl.DataFrame(rows).write_parquet(path)
    assert last_complete_year(base_of(path)) == 2013


def test_a_stray_date_is_no_century(invented_rows, tmp_path):
    rows = [{"title": r["title"], "year": r["created"].year} for r in invented_rows(papers=150)]
    path = tmp_path / "c.parquet"
    pl.DataFrame([*rows, {"title": "stray", "year": 1805}, {"title": "stray", "year": 2098}]).write_parquet(path)
    strayed = base_of(path)
    assert (strayed.first_year, len(strayed.papers)) == (2000, 15)
    pl.DataFrame([*rows, {"title": "stray", "year": 2031}]).write_parquet(path)
    assert last_complete_year(base_of(path)) == 2014


def test_too_few_years_or_papers_are_told(invented_rows, tmp_path):
    path = tmp_path / "c.parquet"
    pl.DataFrame(invented_rows(papers=20, years=range(2010, 2014))).write_parquet(path)
    with pytest.raises(CorpusError, match=r"whole years 2010 to 2013: too few.*8 in all"):
        span_of(base_of(path), None, None, HORIZON)
    pl.DataFrame(invented_rows(papers=6)).write_parquet(path)
    small = base_of(path)
    with pytest.raises(CorpusError, match="fewer than 200"):
        back_test(small, span_of(small, None, None, HORIZON))
    with pytest.raises(CorpusError, match="last origin whose outcome is known is 2012"):
        span_of(small, None, 2013, HORIZON)


def test_a_corpus_without_people_fields_and_months_is_enough(invented_rows, tmp_path):
    path = tmp_path / "c.parquet"
    rows = [{"ti": r["title"], "ab": r["abstract"], "year": r["created"].year} for r in invented_rows()]
    pl.DataFrame(rows).write_parquet(path)
    bare = base_of(path)
    test = back_test(bare, span_of(bare, 2011, 2012, HORIZON))
    assert [r.view.origin for r in test.results] == [2011, 2012]
