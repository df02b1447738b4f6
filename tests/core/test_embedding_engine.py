"""Sentence vectors: of length 1, the same alone and in company, near for texts of one meaning in either language."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinzhi.core.embedding.engine import ENGLISH, MULTILINGUAL, is_chinese, models, opening, similarity
from xinzhi.core.embedding.engine.wordpiece import numbers

pytestmark = pytest.mark.engine

ENGLISH_TEXTS = ["Entangled photon sources for quantum keys", "Drought-tolerant soybean lines"]
CHINESE_TEXTS = ["量子密钥分发用的纠缠光子源", "耐旱大豆品种的基因组选育"]


@pytest.mark.parametrize("model", [ENGLISH, MULTILINGUAL], ids=lambda m: m.name)
def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(model):
    together = model.encode(["", *ENGLISH_TEXTS])
    assert together.shape == (3, models.DIMENSIONS)
    assert np.linalg.norm(together, axis=1) == pytest.approx([0, 1, 1], abs=1e-5)
    assert np.array_equal(together[1], model.encode(ENGLISH_TEXTS[:1])[0])
    assert model.encode([]).shape == (0, models.DIMENSIONS)


@pytest.mark.parametrize("mine", [ENGLISH_TEXTS, CHINESE_TEXTS], ids=["English", "Chinese"])
@pytest.mark.parametrize("theirs", [["Quantum cryptography", "Plant breeding"], ["量子保密通信", "作物育种"]], ids="ez")
def test_what_means_the_same_is_nearer_whatever_the_language(mine, theirs):
    near = similarity(mine, theirs)
    assert near.argmax(axis=0).tolist() == [0, 1]
    assert near.argmax(axis=1).tolist() == [0, 1]


def test_each_pair_of_texts_is_compared_by_the_model_that_knows_both():
    asked = []

    def vectors(model, texts):
        asked.append((model.name.split("/")[0], tuple(texts)))
        return np.ones((len(texts), 1))

    assert similarity(["alpha", "甲"], ["beta", "乙"], vectors).tolist() == [[1, 1], [1, 1]]
    english = {texts for name, texts in asked if name == "all-MiniLM-L6-v2"}
    assert english == {("alpha",), ("beta",)}
    assert similarity([], ["beta"], vectors).shape == (0, 1)
    assert similarity(["alpha"], [], vectors).shape == (1, 0)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("", False),
        ("Silicon carbide", False),
        ("碳化硅", True),
        ("SiC 功率器件", True),
        ("A study of 茶 in Japan", False),
    ],
)
def test_the_language_is_that_of_most_words(text, chinese):
    assert is_chinese(text) is chinese


@given(st.text(max_size=60), st.text(max_size=3000))
def test_an_opening_is_one_line_of_at_most_what_the_models_read(title, body):
    text = opening(title, body)
    assert text == " ".join(text.split(" "))
    assert "\n" not in text
    assert len(text) <= models.CHARACTERS
    assert opening("甲" * 30, "乙" * 3000) == f"{'甲' * 30}. {'乙' * 218}"


def test_other_weights_than_those_measured_are_refused(monkeypatch):
    models._english.cache_clear()
    monkeypatch.setattr(models, "WEIGHTS", hashlib.sha256(b"other").hexdigest())
    with pytest.raises(RuntimeError, match=r"install requirements\.lock anew"):
        ENGLISH.encode(["alpha"])
    models._english.cache_clear()


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # made with Hugging Face's tokenizers 0.23, BertWordPieceTokenizer(lowercase=True)
        ("Naïve Bayes—ﬁnetuned (SiC)", [101, 15743, 3016, 2229, 1517, 1984, 7159, 9816, 2094, 1006, 14387, 1007, 102]),
        ("量子 computer of 2024", [101, 100, 1816, 3274, 1997, 16798, 2549, 102]),
        ("a" * 101 + " b", [101, 100, 1038, 102]),
        ("über\u00adflüssig\u200b e\u0301\ttab", [101, 19169, 10258, 17854, 8004, 1041, 21628, 102]),
        ("", [101, 102]),
    ],
)
def test_tokens_are_those_the_english_model_was_trained_on(text, expected):
    assert numbers(text, 256) == expected


@given(st.text(max_size=400), st.integers(2, 40))
def test_any_text_has_tokens_between_beginning_and_end(text, most):
    found = numbers(text, most)
    assert (found[0], found[-1]) == (101, 102)
    assert 2 <= len(found) <= most
    assert found[:-1] == numbers(text, 500)[: len(found) - 1]
