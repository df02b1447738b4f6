"""How near a reviewer's works are to an application, from the texts alone, Chinese or English, on a CPU.

Half of it is words: BM25 over words and phrases of two words (Robertson and Zaragoza 2009) of each work, and of all of a
reviewer's works as one text, which see rare shared terms. Half is meaning: the nearness of sentence vectors
(`core.embedding`), where the caller has it. Works are added up by falling similarity with harmonic weights
1, 1/2, 1/3, …: between the best work alone and the mean of all. Nothing is learnt from ratings.

Words are compared within a language only, and each pair of languages is brought to one scale, so that a Chinese application
does not prefer those who publish in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from xinzhi.core.embedding.engine import is_chinese, opening
from xinzhi.core.search.engine.text import is_cjk, units

Matrix = np.ndarray[Any, Any]
Nearness = Callable[[Sequence[str], Sequence[str]], Matrix]
TITLE = 2  # a title's words count so many times
SATURATION, LENGTH = 1.2, 0.75  # BM25's usual k1 and b
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


def affinity(works: Sequence[Sequence[Text]], applications: Sequence[Text], nearness: Nearness | None = None) -> Matrix:
    """The affinities (reviewers, applications); only their order and distances mean something, not their zero.

    `works` holds each reviewer's works. `nearness(mine, theirs)` is how near the openings of texts are by meaning; None:
    words alone. A reviewer without any words gets the lowest affinity found for each application.
    """
    told = [(who, text) for who, each in enumerate(works) for text in each if any(units(part) for part in text)]
    if not told or not applications:
        return np.zeros((len(works), len(applications)))
    owner, flat = np.array([who for who, _ in told]), [text for _, text in told]
    mine, theirs = _languages(flat), _languages(applications)
    found = [phrases(terms(text)) for text in (*flat, *applications)]
    counts = _counts(found)
    each, asked = counts[: len(flat)], counts[len(flat) :]
    whole, author, tongue = _profiles(each, owner, mine)
    words = [
        _by_reviewer(_level(_bm25(each, asked), mine, theirs, across=False), owner, len(works)),
        _by_reviewer(_level(_bm25(whole, asked), tongue, theirs, across=False), author, len(works)),
    ]
    merged = np.mean([_standard(view) for view in words], axis=0)
    if nearness is not None:
        near = nearness([opening(*text) for text in flat], [opening(*text) for text in applications])
        merged = (merged + _standard(_by_reviewer(_level(near, mine, theirs), owner, len(works)))) / 2
    empty = np.bincount(owner, minlength=len(works)) == 0
    merged[empty] = merged[~empty].min(axis=0)
    return np.asarray(merged)


def _languages(texts: Sequence[Text]) -> Matrix:
    """Which texts are Chinese."""
    return np.array([is_chinese(opening(*text)) for text in texts], dtype=bool)


def _profiles(works: sp.csr_matrix, owner: Matrix, chinese: Matrix) -> tuple[sp.csr_matrix, Matrix, Matrix]:
    """All works of a reviewer in one language as one text (profiles, terms); whose each is, and whether Chinese."""
    key, place = np.unique(2 * owner + chinese, return_inverse=True)
    gather = sp.csr_matrix((np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(key), len(place)))
    return (gather @ works).tocsr(), key // 2, key % 2 == 1


def _level(view: Matrix, mine: Matrix, theirs: Matrix, *, across: bool = True) -> Matrix:
    """The view with each pair of languages standardised by itself; 0 between languages unless it sees `across`."""
    out = np.zeros(view.shape)
    for one in (False, True):
        for other in (False, True):
            block = np.ix_(mine == one, theirs == other)
            if out[block].size and (across or one == other):
                out[block] = _standard(view[block])
    return out


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
    damping = SATURATION * (1 - LENGTH + LENGTH * length / (length.mean() or 1.0))
    scored.data = works.data * (SATURATION + 1) / (works.data + damping[row]) * rarity[works.indices]
    asked = applications.copy()
    asked.data = np.log1p(asked.data)
    weight = np.asarray(asked.sum(axis=1)).ravel()
    return np.asarray((scored @ asked.T).todense()) / np.maximum(weight, 1.0)


def _by_reviewer(similarity: Matrix, owner: Matrix, reviewers: int) -> Matrix:
    """(reviewers, applications): the similarities of each reviewer's works, the best first, with harmonic weights."""
    merged = np.zeros((reviewers, similarity.shape[1]))
    for reviewer in np.unique(owner):
        best = -np.sort(-similarity[owner == reviewer], axis=0)
        weight = 1 / np.arange(1, len(best) + 1)
        merged[reviewer] = weight @ best / weight.sum()
    return merged


def _standard(values: Matrix) -> Matrix:
    spread = values.std(dtype=np.float64)
    return np.asarray((values - values.mean(dtype=np.float64)) / (spread or 1.0))
