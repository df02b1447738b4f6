"""Texts become numbers of words: English words in one spelling, acronyms kept, Chinese cut by rjieba, phrases broken at stops."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .words import BREAKING, BREAKING_ZH, EDGE, INNER

BREAK = 0  # the number of everything that ends a phrase

_MATH = re.compile(r"\$[^$]{0,300}\$|\\[A-Za-z]+|<[^<>]{1,40}>|https?://\S+")
_PIECE = re.compile(r"[A-Za-z][A-Za-z0-9+]*|\d+[A-Za-z][A-Za-z0-9]*|[\u3400-\u9fff]+|[^\sA-Za-z\u3400-\u9fff\-'/]+")
_ACRONYM = re.compile(r"(?=[A-Z0-9+]*[A-Z])[A-Z0-9][A-Z0-9+]{1,7}")
_ACRONYMS = re.compile(r"([A-Z][A-Z0-9]{1,7})s")
_SHOUTED = 0.7  # of a text's letters in capitals: then capitals do not mark an acronym


class Token(NamedTuple):
    """One word of the vocabulary and what it may do in a phrase."""

    text: str
    chinese: bool
    acronym: bool
    inner_only: bool  # inside a phrase, never at its edge
    breaks: bool


class Vocabulary(dict[str, int]):
    """Written form to number; forms of one word share a number. Grows as texts are read."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[Token] = [Token("", chinese=False, acronym=False, inner_only=False, breaks=True)]
        self._known: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        token = _token(written)
        if token.breaks:
            number = BREAK
        elif token.text in self._known:
            number = self._known[token.text]
        else:
            number = self._known[token.text] = len(self.tokens)
            self.tokens.append(token)
        self[written] = number
        return number


def _token(written: str) -> Token:
    first = written[0]
    if first >= "\u3400":
        return Token(written, chinese=True, acronym=False, inner_only=False, breaks=written in BREAKING_ZH)
    if not (first.isascii() and first.isalnum()):
        return Token("", chinese=False, acronym=False, inner_only=False, breaks=True)
    plural = _ACRONYMS.fullmatch(written)
    if plural or _ACRONYM.fullmatch(written):
        return Token(plural[1] if plural else written, chinese=False, acronym=True, inner_only=False, breaks=False)
    lower = written.lower()
    if lower in BREAKING and lower not in INNER:
        return Token("", chinese=False, acronym=False, inner_only=False, breaks=True)
    word = singular(lower)
    inner = lower in INNER or lower in EDGE or word in EDGE or len(word) < 2
    return Token(word, chinese=False, acronym=False, inner_only=inner, breaks=len(word) > 40)


def singular(word: str) -> str:
    """The English word without its plural ending and in American spelling: a rule, not a dictionary; one word, one form."""
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "ous")):
        word = word[:-1]
    if len(word) > 6:
        word = word.replace("isation", "ization").replace("elling", "eling")
    return "modeling" if word == "modelling" else word


class Tokens(NamedTuple):
    """All texts as one run of numbers; a BREAK ends each field of a text."""

    words: NDArray[np.int32]
    papers: NDArray[np.int32]  # the paper each word is of
    titles: NDArray[np.bool_]  # whether it stands in the first field


class Reader:
    """Reads texts batch by batch into numbers."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._words: list[NDArray[np.int32]] = []
        self._lengths: list[int] = []
        self._title_lengths: list[int] = []

    def read(self, fields: Iterable[str | None]) -> None:
        """Take in the next paper: its fields in order, the first of them the title."""
        numbers: list[int] = []
        for place, text in enumerate(fields):
            if text:
                numbers.extend(self.numbers(text))
                numbers.append(BREAK)
            if place == 0:
                self._title_lengths.append(len(numbers))
        self._words.append(np.array(numbers, dtype=np.int32))
        self._lengths.append(len(numbers))

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text's words."""
        known = self.vocabulary
        if "$" in text or "\\" in text or "<" in text or "http" in text:
            text = _MATH.sub(" , ", text)
        if _is_shouted(text):
            text = text.lower()
        pieces = _PIECE.findall(text)
        if text.isascii():
            return [known[piece] for piece in pieces]
        return [known[word] for piece in pieces for word in (cut(piece) if piece[0] >= "\u3400" else (piece,))]

    def tokens(self) -> Tokens:
        """All that was read."""
        words = np.concatenate(self._words) if self._words else np.empty(0, dtype=np.int32)
        lengths = np.array(self._lengths, dtype=np.int64)
        papers = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        starts = np.cumsum(lengths) - lengths
        place = np.arange(len(words)) - np.repeat(starts, lengths)
        titles = place < np.repeat(np.array(self._title_lengths, dtype=np.int64), lengths)
        self._words = []
        return Tokens(words, papers, titles)


def cut(run: str) -> list[str]:
    """A run of Chinese characters as words."""
    import rjieba

    words: list[str] = rjieba.cut(run)
    return words


def _is_shouted(text: str) -> bool:
    head = text[:200]
    letters = sum(c.isascii() and c.isalpha() for c in head)
    return letters > 20 and sum("A" <= c <= "Z" for c in head) > _SHOUTED * letters
