"""The words of a text that decided where it is filed."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from .grams import tokens_of
from .linear import Model

MOST = 6
# Runs that carry less than this share of all that speaks for the class are not worth a reader's look.
LEAST = 0.08


@dataclass(frozen=True, slots=True)
class Word:
    """A part of the text, its place (from, to) and its share of what speaks for the class, 0 to 1."""

    text: str
    begins: int
    ends: int
    share: float


def deciding_words(model: Model, text: str, masked: str, number: int) -> tuple[Word, ...]:
    """The parts of the text that speak most for a class against the others, strongest first, at most six.

    `masked` is the text as the model reads it, character for character in the same places; `number` is the class's.
    Every n-gram's contribution is shared out among its tokens; neighbouring tokens that speak for it make a word.
    """
    tokens = tokens_of(masked)
    credit = np.zeros(len(tokens))
    spans: dict[int, list[range]] = {}
    for n in model.grams.keys:
        for at in range(len(tokens) - n + 1):
            column = model.grams.column([token.text for token in tokens[at : at + n]])
            if column >= 0:
                spans.setdefault(column, []).append(range(at, at + n))
    for column, places in spans.items():
        row = model.weights[column]
        gain = float(row[number] - row.mean()) * float(model.grams.idf[column]) * (1 + np.log(len(places)))
        for place in places:
            credit[place] += gain / len(places) / len(place)
    whole = float(credit[credit > 0].sum())
    words: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    for begins, ends in _runs(credit > 0):
        span = tokens[begins].begins, tokens[ends - 1].ends
        said = text[span[0] : span[1]]
        words[said] += float(credit[begins:ends].sum()) / whole  # type: ignore[assignment]
        first.setdefault(said, span)
    return tuple(Word(said, *first[said], share) for said, share in words.most_common(MOST) if share >= LEAST)


def _runs(good: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> list[tuple[int, int]]:
    """From and to of every unbroken run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
