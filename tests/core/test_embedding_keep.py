"""Vectors are made once, kept by digest, and made anew when they are gone or old."""

import datetime as dt

import numpy as np
import pytest
from django.utils import timezone

from xinzhi.core.embedding import keep
from xinzhi.core.embedding.engine import MULTILINGUAL, similarity
from xinzhi.core.models import TextVector

pytestmark = pytest.mark.django_db
MINE, THEIRS = ["量子密钥分发", "Quantum key distribution", ""], ["量子通信", "Quantum networks"]


@pytest.fixture
def made(monkeypatch):
    """The texts that a model had to encode."""
    texts = []
    for model in (type(keep.ENGLISH), type(keep.MULTILINGUAL)):
        real = model.encode

        def encode(self, given, real=real):
            texts.extend((self.name, text) for text in given if text)
            return real(self, given)

        monkeypatch.setattr(model, "encode", encode)
    return texts


def test_the_second_time_nothing_is_made(made, django_assert_max_num_queries):
    told = []
    first = keep.nearness(MINE, THEIRS, tell=lambda done, total: told.append((done, total)))
    assert first == pytest.approx(similarity(MINE, THEIRS), abs=2e-3), "half precision is enough"
    made.clear()
    with django_assert_max_num_queries(10):
        assert np.array_equal(keep.nearness(MINE, THEIRS, most=0), first)
    assert made == []
    assert told[-1] == (6, 6), "two texts by the English model, four by the other"
    assert set(TextVector.objects.values_list("model", flat=True)) == {keep.ENGLISH.name, keep.MULTILINGUAL.name}


def test_what_would_take_too_long_is_said_before_it_is_begun(made):
    with pytest.raises(keep.NotKeptError, match="6 texts"):
        keep.nearness(MINE, THEIRS, most=5)
    assert made == []


def test_who_stops_keeps_what_was_made_so_far(monkeypatch, made):
    monkeypatch.setattr(keep, "_BLOCK", 1)

    def stop(done, _total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep.nearness(MINE, THEIRS, tell=stop)
    assert TextVector.objects.count() == 2
    made.clear()
    keep.nearness(MINE, THEIRS)
    assert len(made) == 4


def test_old_vectors_go_when_new_ones_are_made():
    keep.nearness(["甲"], ["乙"])
    TextVector.objects.update(made_on=timezone.localdate() - dt.timedelta(days=500))
    keep.nearness(["丙"], ["丁"])
    assert TextVector.objects.count() == 2


def test_a_vector_that_is_gone_is_made_again():
    assert np.linalg.norm(keep.kept(MULTILINGUAL, ["甲"])[0]) == pytest.approx(1, abs=1e-3)
    assert not TextVector.objects.exists()
