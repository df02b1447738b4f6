"""Acronyms and the long forms that texts define for them, with the year from which the corpus knows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from .grams import LONGEST
from .tokens import BREAK, Reader, cut

_DEFINED = re.compile(r"[(（]\s*([A-Z][A-Z0-9]{1,7})s?\s*[)）]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_RUN = re.compile(r"[\u3400-\u9fff]+$")
_ENOUGH = 3  # definitions
_SHARE = 0.6  # of all definitions of the acronym

Phrase = tuple[int, ...]


class Definitions:
    """Definitions of acronyms as texts are read."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._found: dict[tuple[int, int], Counter[Phrase]] = defaultdict(Counter)  # (acronym, year) -> long forms
        self._times: Counter[tuple[int, int]] = Counter()

    def read(self, text: str, year: int) -> None:
        """Take in what a text of that year defines."""
        if "(" not in text and "（" not in text:
            return
        for match in _DEFINED.finditer(text):
            before = text[max(0, match.start() - 100) : match.start()].rstrip()
            phrases = self._phrases(match[1], before)
            if phrases:
                key = (self._reader.vocabulary[match[1]], year)
                self._times[key] += 1
                self._found[key].update(phrases)

    def _phrases(self, acronym: str, before: str) -> list[Phrase]:
        known = self._reader.vocabulary
        if run := _RUN.search(before):
            words = [known[w] for w in cut(run[0])]
            ends = [tuple(words[-n:]) for n in range(2, LONGEST + 1) if n <= len(words)]
            return [end for end in ends if BREAK not in end]
        long = long_form(acronym, before)
        numbers = tuple(known[w] for w in _WORD.findall(long))
        return [numbers] if 2 <= len(numbers) <= LONGEST and BREAK not in numbers else []

    def known_from(self) -> dict[int, tuple[Phrase, int]]:
        """For each acronym its long form and the first year in which three definitions, and most of all, say so."""
        years: dict[int, list[int]] = defaultdict(list)
        for acronym, year in self._times:
            years[acronym].append(year)
        return {a: found for a, of in years.items() if (found := self._first(a, sorted(of))) is not None}

    def _first(self, acronym: int, years: Sequence[int]) -> tuple[Phrase, int] | None:
        so_far: Counter[Phrase] = Counter()
        times = 0
        for year in years:
            so_far.update(self._found[acronym, year])
            times += self._times[acronym, year]
            good = [p for p, n in so_far.items() if n >= _ENOUGH and n >= _SHARE * times]
            if good:
                return max(good, key=lambda p: (len(p), so_far[p], p)), year
        return None


def long_form(acronym: str, before: str) -> str:
    """The end of `before` that the acronym stands for, or "" (Schwartz and Hearst 2003: letters matched from the end)."""
    words = before.split()[-min(len(acronym) + 5, 2 * len(acronym)) :]
    text = " ".join(words)
    at = len(text) - 1
    for place in range(len(acronym) - 1, -1, -1):
        letter = acronym[place].lower()
        while at >= 0 and (text[at].lower() != letter or (place == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    return text[at + 1 :]
