"""How well a reviewer's words fit an application's: cosine of weighted character pairs and words, between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer


def fit(reviewers: Sequence[str], applications: Sequence[str]) -> NDArray[np.float64]:
    """(reviewers, applications); 0 where either has no words."""
    if not reviewers or not applications:
        return np.zeros((len(reviewers), len(applications)))
    vectors = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True, max_features=200_000, dtype=np.float64
    )
    try:
        every = vectors.fit_transform([*reviewers, *applications])
    except ValueError:  # nobody has any word
        return np.zeros((len(reviewers), len(applications)))
    product = every[: len(reviewers)] @ every[len(reviewers) :].T
    return np.clip(np.asarray(product.todense()), 0.0, 1.0)
