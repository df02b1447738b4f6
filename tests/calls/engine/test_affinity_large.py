"""A large corpus keeps only its shared terms for topics, and still finds whose subject a text is."""

import random

import numpy as np

from xinzhi.calls.engine import affinity as engine


def test_millions_of_rare_terms_do_not_decide_topics(monkeypatch):
    monkeypatch.setattr(engine, "MOST_TERMS", 300)
    monkeypatch.setattr(engine, "EXACT", 20)
    word = random.Random(1)

    def text(subject):
        own = "".join(chr(0x4E00 + 60 * subject + word.randrange(12)) for _ in range(150))
        rare = "".join(chr(0x7000 + word.randrange(3000)) for _ in range(60))
        return engine.Text(own[:12], own + rare)

    found = engine.affinity([[text(s), text(s)] for s in range(8)], [text(n % 8) for n in range(64)])
    assert np.isfinite(found).all()
    assert found.argmax(axis=0).tolist() == [n % 8 for n in range(64)]
