"""Places in a network against plain algorithms; lags of funding and patents; nothing later than the origin is seen."""

import itertools
from collections import deque

import numpy as np
import polars as pl
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.foresight.engine.base import read_base
from xinzhi.foresight.engine.corpus import GRANT, PAPER, PATENT, find_columns, read_kind
from xinzhi.foresight.engine.signals import FAMILIES, signals_at
from xinzhi.foresight.engine.signals.position import betweenness, clustering, page_rank, paths_to_new
from xinzhi.foresight.engine.view import view_at

pytestmark = pytest.mark.engine

graphs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=20)


def joined(pairs, size=8):
    table = np.zeros((size, size))
    for a, b in pairs:
        if a != b:
            table[a, b] = table[b, a] = 1
    return table


def shortest_paths_through(table):
    """How many shortest paths between others pass each node, in shares, both directions: by listing all paths."""
    size = len(table)
    passed = np.zeros(size)
    for start, end in itertools.permutations(range(size), 2):
        queue, found, least = deque([[start]]), [], None
        while queue:
            path = queue.popleft()
            if least and len(path) > least:
                break
            if path[-1] == end:
                least = len(path)
                found.append(path)
                continue
            queue.extend([*path, n] for n in range(size) if table[path[-1], n] and n not in path)
        for path in found:
            for node in path[1:-1]:
                passed[node] += 1 / len(found)
    return passed


@given(graphs)
def test_betweenness_is_that_of_all_shortest_paths(pairs):
    table = joined(pairs)
    np.testing.assert_allclose(betweenness(sp.csr_matrix(table), pivots=8), shortest_paths_through(table), atol=1e-9)


@given(graphs)
def test_clustering_is_the_share_of_joined_pairs_of_neighbours(pairs):
    table = joined(pairs)
    for node, found in enumerate(clustering(sp.csr_matrix(table))):
        near = np.flatnonzero(table[node])
        of = [table[a, b] for a, b in itertools.combinations(near, 2)]
        assert found == pytest.approx(np.mean(of) if of else 0)


@given(graphs)
def test_paths_to_new_neighbours_are_the_common_ones_of_unjoined_pairs(pairs):
    table = joined(pairs)
    for node, found in enumerate(paths_to_new(sp.csr_matrix(table))):
        others = [o for o in range(len(table)) if o != node and not table[node, o]]
        assert found == pytest.approx(sum((table[node] * table[o]).sum() for o in others))


@given(graphs)
def test_page_rank_is_a_distribution_at_rest(pairs):
    table = joined(pairs)
    rank = np.exp(page_rank(sp.csr_matrix(table))) / len(table)
    assert rank.sum() == pytest.approx(1)
    out = table.sum(axis=1)
    given_on = np.where(out[:, None] > 0, table / np.maximum(out, 1)[:, None], 1 / len(table))
    np.testing.assert_allclose(rank, 0.15 / len(table) + 0.85 * given_on.T @ rank, atol=5e-3)


@pytest.mark.parametrize(
    ("called", "kind"),
    [("paper", PAPER), ("journal-article", PAPER), ("发明专利", PATENT), ("Patent", PATENT), ("grant", GRANT), ("基金项目", GRANT),
     (None, PAPER), (3, PAPER)],
)  # fmt: skip
def test_kinds_by_their_names(called, kind):
    assert read_kind(called) == kind


def rows_of_kinds(rows):
    """Rows with a kind: of each five documents three papers, a grant and a patent; the word tested is added by year and kind."""
    kinds = ("paper", "grant", "paper", "patent", "paper")
    first = {"grant": 2003, "paper": 2005, "patent": 2009}
    for number, row in enumerate(rows):
        kind = kinds[number % 5]
        known = row["created"].year >= first[kind] and number % 4 == 0
        yield row | {"kind": kind, "title": row["title"] + ("; zorblex wumdrift" if known else "")}


@pytest.fixture(scope="module")
def by_kind(invented_rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("kinds") / "kinds.parquet"
    pl.DataFrame(list(rows_of_kinds(invented_rows()))).write_parquet(path)
    return path


def signals_of(path, origin, phrase="zorblex wumdrift"):
    base = read_base(path, find_columns(path))
    view = view_at(base, origin, 2)
    names = [base.name(int(t)) for t in view.terms]
    signals = signals_at(view)
    return (signals, names.index(phrase) if phrase in names else None, np.array(names))


def test_lags_of_funding_and_patents(by_kind):
    signals, term, _ = signals_of(by_kind, 2011)
    found = {n: signals.of(n)[term] for n, f in zip(signals.names, signals.families, strict=True) if f == FAMILIES[-1]}
    assert found["funding lag"] == 2  # grants two years before papers
    assert found["patent lag"] == 4  # patents four years after papers
    assert found["years since first of grants"] == 9
    assert found["years since first of patents"] == 3
    assert abs(found["share of patents over papers"]) < 0.5
    assert found["growth in patents"] > 0.5  # none in 2008


def test_a_kind_that_begins_after_the_origin_is_not_known(by_kind):
    signals, term, _ = signals_of(by_kind, 2008)
    assert signals.of("funding lag")[term] == 2
    assert np.isnan(signals.of("patent lag")[term])
    assert np.isnan(signals.of("years since first of patents")[term])


def test_a_corpus_of_one_kind_knows_no_lags(invented):
    signals, _, _ = signals_of(invented, 2010)
    lags = [n for n, f in zip(signals.names, signals.families, strict=True) if f == FAMILIES[-1]]
    assert len(lags) == 8
    assert all(np.isnan(signals.of(n)).all() for n in lags)


def test_documents_after_the_origin_change_no_signal(by_kind, invented_rows, tmp_path):
    """All documents after 2009 are others, of other kinds: every signal of every term stays."""
    path = tmp_path / "changed.parquet"
    rows = list(rows_of_kinds(invented_rows(upto=2009)))
    for row in rows:
        if row["created"].year > 2009:
            row["kind"] = "grant" if row["kind"] == "paper" else "paper"
    pl.DataFrame(rows).write_parquet(path)
    (one, _, names), (other, _, names_other) = (signals_of(p, 2009) for p in (by_kind, path))
    order, order_other = np.argsort(names), np.argsort(names_other)
    assert names[order].tolist() == names_other[order_other].tolist()
    assert len(names) > 200
    np.testing.assert_allclose(one.values[order], other.values[order_other], rtol=1e-4, atol=1e-4)
