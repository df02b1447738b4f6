"""N-grams of texts: every one counted, none across a break, the same one text or many at a time."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.fields.engine.grams import Grams, tokens_of

pytestmark = pytest.mark.engine
TEXTS = st.lists(st.text(max_size=40), min_size=1, max_size=8)


def fitted(texts, blocks=None, most=10_000):
    return Grams.fit(texts, blocks=blocks or {1: 1.0, 2: 1.0}, idf_power=1.0, most=most)


def words(text):
    return [token.text for token in tokens_of(text)]


def test_chinese_by_the_character_other_scripts_by_the_word():
    assert words("６G通信 Knowledge Graphs") == ["6g", "通", "信", "knowledge", "graph"]
    assert words("studies glass analysis bus") == ["study", "glass", "analysis", "bus"]


@given(st.text(max_size=80))
def test_tokens_lie_where_they_say(text):
    spans = [(t.begins, t.ends) for t in tokens_of(text)]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))


@given(TEXTS)
def test_rows_are_those_of_the_fit_and_of_length_one(texts):
    grams, rows = fitted(texts)
    assert abs(rows - grams.rows(texts)).max() < 1e-6 if rows.nnz else grams.rows(texts).nnz == 0
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    assert all(abs(n - 1) < 1e-4 or n == 0 for n in np.asarray(lengths).ravel())


@given(TEXTS)
def test_a_text_has_the_same_row_alone_as_among_others(texts):
    grams, _ = fitted(["量子计算 quantum", *texts])
    together = grams.rows(texts).toarray()
    alone = np.vstack([grams.rows([text]).toarray() for text in texts])
    assert np.allclose(together, alone, atol=1e-6)


def test_no_gram_goes_over_the_end_of_a_text_or_an_unknown_token():
    grams, _ = fitted(["量子", "计算"])
    assert grams.column(["量", "子"]) >= 0
    assert grams.column(["子", "计"]) == -1
    assert grams.rows(["量○子"]).nnz == 2


def test_only_the_most_frequent_are_kept():
    grams, rows = fitted(["量子计算", "量子通信", "量子测量"], most=3)
    assert rows.shape[1] == 3 == len(grams.idf)
    assert {grams.column(g) >= 0 for g in (["量"], ["子"], ["量", "子"])} == {True}
    assert grams.column(["通"]) == -1
