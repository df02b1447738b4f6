"""How near a reviewer's works are to an application, from the texts alone, Chinese or English, on a CPU.

Three views are averaged after standardisation: BM25 over words and phrases of two words (Robertson and Zaragoza 2009) of
each work, which sees rare shared terms; the same of all of a reviewer's works as one text; and latent semantic analysis
(Deerwester et al. 1990) fitted on the very texts given, which sees shared topics. Works are added up by falling
similarity with harmonic weights 1, 1/2, 1/3, …: between the best work alone and the mean of all. Nothing is learnt from
ratings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.linalg import eigh
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.preprocessing import normalize

from xinzhi.core.search.engine.text import is_cjk, units

Matrix = np.ndarray[Any, Any]
TITLE = 2  # a title's words count so many times
SATURATION, LENGTH = 1.2, 0.75  # BM25's usual k1 and b
TOPICS = 500  # at most, and at most half the number of texts
FEWEST_TOPICS = 20  # fewer texts than twice that have no topics of their own: the terms are compared
EXACT = 4_000  # texts up to which the decomposition is exact, beyond randomised
MOST_TERMS = 50_000  # of a large corpus the terms that most texts share
ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("ing", ""),
    ("ed", ""),
    ("ations", "at"),
    ("ation", "at"),
    ("es", "e"),
    ("s", ""),
)
SHORTEST_STEM = 4
_NUMBER = re.compile(r"\d+")


class Text(NamedTuple):
    """A work or an application: its title (or keywords), and what more there is."""

    title: str
    body: str = ""


def affinity(works: Sequence[Sequence[Text]], applications: Sequence[Text]) -> Matrix:
    """The affinities (reviewers, applications); only their order and distances mean something, not their zero.

    `works` holds each reviewer's works. A reviewer without any words gets the lowest affinity found for each application.
    """
    if not works or not applications:
        return np.zeros((len(works), len(applications)))
    flat = [text for each in works for text in each]
    owner = np.repeat(np.arange(len(works)), [len(each) for each in works])
    found = [terms(text) for text in (*flat, *applications)]
    counts, named = _counts(found), _counts([phrases(each) for each in found])
    told = np.asarray(counts.sum(axis=1)).ravel() > 0
    heard, split = told[: len(flat)], len(flat)
    if not heard.any():
        return np.zeros((len(works), len(applications)))
    mine, theirs, owner = counts[:split][heard], counts[split:], owner[heard]
    each, asked = named[:split][heard], named[split:]
    whole = sp.csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(works), len(owner))) @ each
    views = [_by_reviewer(view, owner, len(works)) for view in (_bm25(each, asked), _topics(mine, theirs))]
    merged = np.mean([_standard(view) for view in (*views, _bm25(whole.tocsr(), asked))], axis=0)
    empty = np.bincount(owner, minlength=len(works)) == 0
    merged[empty] = merged[~empty].min(axis=0)
    return np.asarray(merged)


def terms(text: Text) -> list[str]:
    """The terms of a text, its title's twice.

    Words of two letters or more without English stop words and bare numbers; of Chinese each character and each pair of
    neighbours.
    """
    return [*_terms(text.title) * TITLE, *_terms(text.body)]


def phrases(found: list[str]) -> list[str]:
    """The terms with endings of English words cut off, and each two neighbouring words together.

    Chinese terms hold their neighbours already (see `terms`).
    """
    stems = [stem(term) for term in found]
    pairs = pairwise(stems)
    return [*stems, *(f"{one} {two}" for one, two in pairs if not (is_cjk(one[0]) or is_cjk(two[0])))]


@lru_cache(maxsize=200_000)
def stem(term: str) -> str:
    """The word without a common English ending, where at least four letters stay: a crude stem, good enough to compare."""
    if term.endswith("ss") or not term.isascii():
        return term
    for ending, instead in ENDINGS:
        if term.endswith(ending) and len(term) - len(ending) >= SHORTEST_STEM:
            return term[: -len(ending)] + instead
    return term


def _terms(text: str) -> list[str]:
    found: list[str] = []
    before = ""
    for unit in units(text):
        if is_cjk(unit):
            found.append(unit)
            if before:
                found.append(before + unit)
            before = unit
            continue
        before = ""
        if len(unit) > 1 and unit not in ENGLISH_STOP_WORDS and not _NUMBER.fullmatch(unit):
            found.append(unit)
    return found


def _counts(texts: Sequence[list[str]]) -> sp.csr_matrix:
    """How often each term stands in each text (texts, terms)."""
    number: dict[str, int] = {}
    columns = [[number.setdefault(term, len(number)) for term in text] for text in texts]
    ends = np.concatenate([[0], np.cumsum([len(each) for each in columns])])
    flat = np.array([column for each in columns for column in each], dtype=np.int64)
    counts = sp.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(texts), max(1, len(number))))
    counts.sum_duplicates()
    return counts


def _bm25(works: sp.csr_matrix, applications: sp.csr_matrix) -> Matrix:
    """(works, applications): BM25 of each work for the application's terms, per term (log-damped)."""
    total = works.shape[0] + applications.shape[0]
    seen = works.getnnz(axis=0) + applications.getnnz(axis=0)
    rarity = np.log1p((total - seen + 0.5) / (seen + 0.5))
    length = np.asarray(works.sum(axis=1)).ravel()
    scored = works.copy()
    row = np.repeat(np.arange(works.shape[0]), np.diff(works.indptr))
    damping = SATURATION * (1 - LENGTH + LENGTH * length / length.mean())
    scored.data = works.data * (SATURATION + 1) / (works.data + damping[row]) * rarity[works.indices]
    asked = applications.copy()
    asked.data = np.log1p(asked.data)
    weight = np.asarray(asked.sum(axis=1)).ravel()
    return np.asarray((scored @ asked.T).todense()) / np.maximum(weight, 1.0)


def _topics(works: sp.csr_matrix, applications: sp.csr_matrix) -> Matrix:
    """(works, applications): cosine in the space of the texts' own latent topics."""
    both = sp.vstack([works, applications], format="csr")
    seen = both.getnnz(axis=0)
    if len(seen) > MOST_TERMS:  # rare terms have no say in topics, and a decomposition of millions would not fit
        kept = np.sort(np.argpartition(seen, -MOST_TERMS)[-MOST_TERMS:])
        both, seen = both[:, kept], seen[kept]
    both.data = (1 + np.log(both.data)) * (np.log((1 + both.shape[0]) / (1 + seen)) + 1)[both.indices]
    both, split = normalize(both), works.shape[0]
    rank = min(TOPICS, both.shape[0] // 2)
    if rank < FEWEST_TOPICS:
        return np.asarray((both[:split] @ both[split:].T).todense())
    if both.shape[0] <= EXACT:
        value, vector = eigh((both @ both.T).toarray(), subset_by_index=(both.shape[0] - rank, both.shape[0] - 1))
        place = vector * np.sqrt(np.maximum(value, 0.0))
    else:
        place = TruncatedSVD(rank, random_state=0).fit_transform(both)
    place = normalize(place)
    return np.asarray(place[:split] @ place[split:].T)


def _by_reviewer(similarity: Matrix, owner: Matrix, reviewers: int) -> Matrix:
    """(reviewers, applications): the similarities of each reviewer's works, the best first, with harmonic weights."""
    merged = np.zeros((reviewers, similarity.shape[1]))
    for reviewer in np.unique(owner):
        best = -np.sort(-similarity[owner == reviewer], axis=0)
        weight = 1 / np.arange(1, len(best) + 1)
        merged[reviewer] = weight @ best / weight.sum()
    return merged


def _standard(values: Matrix) -> Matrix:
    spread = values.std()
    return np.asarray((values - values.mean()) / (spread or 1.0))
