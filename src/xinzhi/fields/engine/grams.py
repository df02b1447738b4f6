"""Sparse n-grams of texts: Chinese by the character, other scripts by the word.

Character n-grams need no segmenter, and on short Chinese texts they beat words (Zhang & LeCun 2017,
arXiv:1708.02657). Every step over many texts is one call of numpy or of the regular-expression engine.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_HAN = "㐀-䶿一-鿿豈-﫿぀-ヿ가-힣"
_TOKEN = re.compile(rf"[^\W_{_HAN}]+|[^\s]|\n")
_BREAK = 0
_UNKNOWN = -1
# A text longer than this is read to here: what a paper or a project is about is said early.
LONGEST = 20_000

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is compared, and where it stands in the text."""

    text: str
    begins: int
    ends: int


def normal(text: str) -> str:
    """The text in half width and lower case, of the same meaning but perhaps another length."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens_of(text: str) -> list[Token]:
    """The tokens of one text, each with its span in the very text given (not in a normalised copy)."""
    lowered = "".join(one if len(one := normal(char)) == 1 else char for char in text)
    return [Token(_stem(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(lowered) if m[0] != "\n"]


def _stem(token: str) -> str:
    """An English word without its plural ending (the S stemmer of Harman 1991); other tokens as they are."""
    if len(token) < 4 or not token.isascii() or token[-1] != "s" or token[-2] in "usi":
        return token
    if token.endswith("ies"):
        return f"{token[:-3]}y"
    return token[:-1]


def _split(texts: Sequence[str]) -> list[str]:
    """All tokens in order, a break after each text."""
    one_line = (text[:LONGEST].replace("\n", " ") for text in texts)
    tokens = _TOKEN.findall(normal("\n".join(one_line)) + "\n")
    return [_stem(t) if t[-1] == "s" else t for t in tokens]


class Grams:
    """The n-grams of some texts, numbered, with the weight of each: fitted once, then only read.

    `tokens` gives a token its number (from 1); `keys[n]` are the sorted codes of the known n-grams of n tokens, whose
    columns follow those of the shorter ones. `idf` is the weight of each column, blocks included.
    """

    def __init__(self, tokens: dict[str, int], keys: dict[int, Ids], idf: NDArray[np.float32]) -> None:
        self.tokens = tokens
        self.keys = keys
        self.idf = idf
        self.base = len(tokens) + 1
        self.starts = dict(zip(keys, np.cumsum([0, *map(len, keys.values())]).tolist(), strict=False))

    @classmethod
    def fit(
        cls, texts: Sequence[str], *, blocks: dict[int, float], idf_power: float, most: int
    ) -> "tuple[Grams, sparse.csr_matrix]":
        """The n-grams of these texts and their rows as `rows` would give them.

        `blocks` is the weight of each length of n-gram; of all n-grams the `most` frequent ones (by texts) are kept.
        """
        split = _split(texts)
        tokens = {token: i for i, token in enumerate(sorted({*split} - {"\n"}), 1)}
        base = len(tokens) + 1
        ids = _numbers(split, tokens)
        found = {n: _codes(ids, n, base) for n in blocks}
        keys = {n: np.unique(codes) for n, (codes, _) in found.items()}
        grams = cls(tokens, keys, np.ones(sum(map(len, keys.values())), np.float32))
        counts = grams._counts(found, len(texts))
        texts_with = np.bincount(counts.indices, minlength=counts.shape[1])
        if counts.shape[1] > most:
            kept = np.zeros(len(texts_with), bool)
            kept[np.argsort(-texts_with, kind="stable")[:most]] = True
            for n, start in grams.starts.items():
                keys[n] = keys[n][kept[start : start + len(keys[n])]]
            counts, texts_with = counts[:, kept], texts_with[kept]
        idf = (np.log((1 + len(texts)) / (1 + texts_with)) + 1) ** idf_power
        idf *= np.concatenate([np.full(len(keys[n]), weight) for n, weight in blocks.items()])
        grams = cls(tokens, keys, idf.astype(np.float32))
        return grams, grams._weighted(counts)

    def rows(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row a text: (1 + log count) times the weight, of length 1; all zero where nothing is known."""
        ids = _numbers(_split(texts), self.tokens)
        return self._weighted(self._counts({n: _codes(ids, n, self.base) for n in self.keys}, len(texts)))

    def column(self, gram: Sequence[str]) -> int:
        """The column of an n-gram of tokens; -1 where it is unknown."""
        code = 0
        for token in gram:
            number = self.tokens.get(token, _UNKNOWN)
            if number < 0:
                return -1
            code = code * self.base + number
        keys = self.keys.get(len(gram))
        if keys is None:
            return -1
        at = int(np.searchsorted(keys, code))
        return self.starts[len(gram)] + at if at < len(keys) and keys[at] == code else -1

    def _counts(self, found: dict[int, tuple[Ids, Ids]], texts: int) -> sparse.csr_matrix:
        rows: list[Ids] = []
        columns: list[Ids] = []
        for n, (codes, where) in found.items():
            keys = self.keys[n]
            if not len(keys):
                continue
            at = np.minimum(np.searchsorted(keys, codes), len(keys) - 1)
            known = keys[at] == codes
            rows.append(where[known])
            columns.append(at[known] + self.starts[n])
        row = np.concatenate(rows) if rows else np.zeros(0, np.int64)
        column = np.concatenate(columns) if columns else np.zeros(0, np.int64)
        ones = np.ones(len(row), np.float32)
        return sparse.csr_matrix((ones, (row, column)), shape=(texts, len(self.idf)))

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        lengths = np.sqrt(np.bincount(_rows_of(counts), weights=data**2, minlength=counts.shape[0]))
        data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(counts.indptr))
        return sparse.csr_matrix((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)


def _rows_of(matrix: Any) -> Ids:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _numbers(split: list[str], tokens: dict[str, int]) -> Ids:
    """The number of each token, 0 at a break, -1 where it is unknown."""
    return np.fromiter(map({**tokens, "\n": _BREAK}.get, split, repeat(_UNKNOWN)), dtype=np.int64, count=len(split))


def _codes(ids: Ids, n: int, base: int) -> tuple[Ids, Ids]:
    """The code of each run of n known tokens within a text, and the index of its text."""
    if len(ids) < n:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    length = len(ids) - n + 1
    codes = np.zeros(length, np.int64)
    whole = np.ones(length, bool)
    for k in range(n):
        part = ids[k : k + length]
        codes = codes * base + part
        whole &= part > _BREAK
    text = np.cumsum(ids == _BREAK)[:length]
    return codes[whole], text[whole]
