"""Phrases of one to four words and the papers they stand in, counted by sorting, in shares that fit memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .tokens import BREAK, Token, Tokens

LONGEST = 4
_SHARE = 12_000_000  # positions sorted at a time: about 400 MB
_BLOCK = 4_000_000  # positions looked at a time
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FEW_LETTERS = 4
# Endings of adjectives, adverbs and verb forms: such a word alone is no term.
_NO_NOUN = (
    "ly",
    "ed",
    "ing",
    "able",
    "ible",
    "ive",
    "al",
    "ous",
    "ful",
    "ic",
    "less",
    "ent",
    "ant",
    "ary",
    "ize",
    "ate",
    "est",
)


class Grams(NamedTuple):
    """Phrases and where they stand. A phrase is numbered; `words[g]` are its words' numbers, -1 where it is shorter."""

    words: NDArray[np.int32]  # phrases x LONGEST
    papers: NDArray[np.int32]  # one entry for each paper and phrase, ordered by phrase, then paper
    grams: NDArray[np.int32]
    titles: NDArray[np.bool_]  # whether the phrase stands in that paper's title
    inside: NDArray[np.int32]  # pairs (shorter, longer): the shorter is the longer's beginning or end
    candidate: NDArray[np.bool_]  # may be a term; others are words kept to describe terms


def find_grams(tokens: Tokens, vocabulary: list[Token], *, at_least: int) -> Grams:
    """All phrases standing in at least so many papers, with their papers.

    A phrase has no break in it and no edge word at its edges. Only the number of papers decides here; what is a term at an
    origin is decided there, from the papers up to it.
    """
    words = tokens.words
    breaks = words == BREAK
    edge = np.array([not (t.inner_only or t.breaks) for t in vocabulary])[words]
    mixed = _mixed(np.arange(len(vocabulary), dtype=np.uint64))
    keys = np.zeros(len(words), dtype=np.uint64)
    open_ = np.ones(len(words), dtype=bool)
    found = [_nothing()]
    for length in range(1, LONGEST + 1):
        keep = len(words) - length + 1
        if keep <= 0:
            break
        more = length - 1
        keys, open_ = keys[:keep], open_[:keep]
        for block in _blocks(keep):  # in place: a corpus has hundreds of millions of words
            ahead = slice(block.start + more, block.stop + more)
            keys[block] = _mixed(keys[block] + mixed[words[ahead]])
            open_[block] &= ~breaks[ahead]
        found.append(_count(tokens, _Run(keys, open_, edge, length), at_least))
    return _joined(found, vocabulary)


def _blocks(size: int) -> list[slice]:
    return [slice(start, min(start + _BLOCK, size)) for start in range(0, size, _BLOCK)]


class _Run(NamedTuple):
    """All runs of so many words: hash, whether no break is inside, and which words may stand at an edge."""

    keys: NDArray[np.uint64]
    open_: NDArray[np.bool_]
    edge: NDArray[np.bool_]
    length: int

    def valid(self, share: tuple[int, int]) -> NDArray[np.int64]:
        """Where the runs begin that may be phrases, of one share of the hashes (number, of how many)."""
        number, shares = share
        parts = []
        for block in _blocks(len(self.keys)):
            last = slice(block.start + self.length - 1, block.stop + self.length - 1)
            good = self.open_[block] & self.edge[block] & self.edge[last]
            if shares > 1:
                good &= self.keys[block] % np.uint64(shares) == np.uint64(number)
            parts.append(np.flatnonzero(good) + block.start)
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def count_valid(self) -> int:
        """How many runs may be phrases."""
        last = self.edge[self.length - 1 : self.length - 1 + len(self.keys)]
        return int((self.open_ & self.edge[: len(self.keys)] & last).sum())


def _nothing() -> _Found:
    empty = np.zeros(0, dtype=np.int32)
    return _Found(np.zeros((0, LONGEST), dtype=np.int32), empty, empty, np.zeros(0, dtype=np.bool_))


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of 64 bits (the finaliser of splitmix64): two phrases of a corpus meet with a chance below one in a million."""
    keys = (keys + _MIX) * np.uint64(0xBF58476D1CE4E5B9)
    keys ^= keys >> np.uint64(29)
    keys *= np.uint64(0x94D049BB133111EB)
    keys ^= keys >> np.uint64(32)
    return keys


class _Found(NamedTuple):
    words: NDArray[np.int32]
    papers: NDArray[np.int32]
    grams: NDArray[np.int32]
    titles: NDArray[np.bool_]


def _count(tokens: Tokens, run: _Run, at_least: int) -> _Found:
    shares = max(1, -(-run.count_valid() // _SHARE))
    parts = [_count_share(tokens, run, at_least, (s, shares)) for s in range(shares)]
    offsets = np.cumsum([0, *(len(p.words) for p in parts)])
    return _Found(
        np.concatenate([p.words for p in parts]),
        np.concatenate([p.papers for p in parts]),
        np.concatenate([p.grams + np.int32(o) for p, o in zip(parts, offsets, strict=False)]),
        np.concatenate([p.titles for p in parts]),
    )


def _count_share(tokens: Tokens, run: _Run, at_least: int, share: tuple[int, int]) -> _Found:
    """Phrases whose hash falls into this share."""
    at, length = run.valid(share), run.length
    _, first, grams = np.unique(run.keys[at], return_index=True, return_inverse=True)
    papers = tokens.papers[at].astype(np.int64)
    size = np.int64(len(tokens.papers) and tokens.papers[-1] + 1)
    # The title's occurrences sort first within a pair, so that the first of each pair says whether it is in the title.
    code = (grams * size + papers) * 2 + ~tokens.titles[at]
    code = np.unique(code)
    pair = code >> 1
    fresh = np.concatenate(([True], pair[1:] != pair[:-1])) if len(pair) else np.zeros(0, dtype=bool)
    code, pair = code[fresh], pair[fresh]
    gram, paper = pair // size, pair % size
    frequent = np.bincount(gram, minlength=len(first)) >= at_least
    number = np.cumsum(frequent) - 1
    keep = frequent[gram]
    words = np.full((int(frequent.sum()), LONGEST), -1, dtype=np.int32)
    starts = at[first[frequent]]
    for i in range(length):
        words[:, i] = tokens.words[starts + i]
    return _Found(words, paper[keep].astype(np.int32), number[gram[keep]].astype(np.int32), (code[keep] & 1) == 0)


def _joined(found: list[_Found], vocabulary: list[Token]) -> Grams:
    offsets = np.cumsum([0, *(len(f.words) for f in found)])
    words = np.concatenate([f.words for f in found])
    known = {tuple(row): i for i, row in enumerate(words.tolist())}
    inside: list[tuple[int, int]] = []
    for number, row in enumerate(words.tolist()):
        size = sum(w >= 0 for w in row)
        if size > 1:
            for part in (row[: size - 1], row[1:size]):
                shorter = known.get((*part, *[-1] * (LONGEST - len(part))))
                if shorter is not None:
                    inside.append((shorter, number))
    return Grams(
        words,
        np.concatenate([f.papers for f in found]),
        np.concatenate([f.grams + np.int32(o) for f, o in zip(found, offsets, strict=False)]),
        np.concatenate([f.titles for f in found]),
        np.array(inside, dtype=np.int32).reshape(-1, 2),
        np.array([_may_be_term(row, vocabulary) for row in words.tolist()]),
    )


def _may_be_term(row: list[int], vocabulary: list[Token]) -> bool:
    tokens = [vocabulary[w] for w in row if w >= 0]
    if len(tokens) > 1:
        return not all(t.chinese and len(t.text) == 1 for t in tokens)
    token = tokens[0]
    if token.chinese:
        return len(token.text) > 1
    if token.acronym or any(c.isdigit() for c in token.text):
        return any(c.isalpha() for c in token.text)
    return len(token.text) > _FEW_LETTERS and not token.text.endswith(_NO_NOUN)


def written(row: list[int], vocabulary: list[Token]) -> str:
    """A phrase as text: English words apart, Chinese words together."""
    text = ""
    for token in (vocabulary[w] for w in row if w >= 0):
        apart = text and not (token.chinese and text[-1] >= "\u3400")
        text += f" {token.text}" if apart else token.text
    return text
