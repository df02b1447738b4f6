"""How near texts are to others: by the English model where both are English, else by the one that knows many languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .models import ENGLISH, MULTILINGUAL, Model, Vectors, is_chinese

Encode = Callable[[Model, Sequence[str]], Vectors]


def encode(model: Model, texts: Sequence[str]) -> Vectors:
    """The vectors, made now."""
    return model.encode(texts)


def similarity(mine: Sequence[str], theirs: Sequence[str], vectors: Encode = encode) -> Vectors:
    """(mine, theirs): cosines. Those of one model are on one scale, of two models not; 0 where a text is empty.

    `vectors` gives the vectors of texts by a model, made now or kept.
    """
    chinese, others = (np.array([is_chinese(text) for text in texts], dtype=bool) for texts in (mine, theirs))
    found = np.zeros((len(mine), len(theirs)), dtype=np.float32)
    english = np.ix_(~chinese, ~others)
    if found[english].size:
        found[english] = _cosines(ENGLISH, _of(mine, ~chinese), _of(theirs, ~others), vectors)
    if chinese.any() and len(theirs):
        found[chinese] = _cosines(MULTILINGUAL, _of(mine, chinese), theirs, vectors)
    across = np.ix_(~chinese, others)
    if found[across].size:
        found[across] = _cosines(MULTILINGUAL, _of(mine, ~chinese), _of(theirs, others), vectors)
    return found


def _of(texts: Sequence[str], which: Vectors) -> list[str]:
    return [text for text, wanted in zip(texts, which, strict=True) if wanted]


def _cosines(model: Model, mine: Sequence[str], theirs: Sequence[str], vectors: Encode) -> Vectors:
    return np.asarray(vectors(model, mine) @ vectors(model, theirs).T)
