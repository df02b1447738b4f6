"""Cutting running text into paragraphs, sentences and the clause around a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .model import Section, Span

_STOP = re.compile(r"[。；;！!？?\n]")
_CLAUSE_END = "，,：:。；;！!？?\n"
# A clause is not followed further than this, so that odd text costs linear time.
_REACH = 160
_LONGEST_SENTENCE = 1200


def paragraphs(text: str) -> Iterator[Span]:
    """Spans of the lines that hold more than blanks."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def sentences(text: str, part: Span) -> Iterator[Span]:
    """Spans between 。；！？ within `part`, end mark included.

    What has no end mark for too long is cut, so that the work on a sentence stays bounded.
    """
    start = part.start
    for stop in _STOP.finditer(text, part.start, part.end):
        if stop.end() > start + 1:
            yield from _bounded(start, stop.end())
        start = stop.end()
    yield from _bounded(start, part.end)


def _bounded(start: int, end: int) -> Iterator[Span]:
    for at in range(start, end, _LONGEST_SENTENCE):
        yield Span(at, min(at + _LONGEST_SENTENCE, end))


def clause_around(text: str, part: Span, start: int, end: int) -> Span:
    """The clause of `part` that holds `start`–`end`.

    A bracket with its own clause is left out unless the place lies inside it.
    """
    left, depth = start, 0
    floor = max(part.start, start - _REACH)
    while left > floor:
        char = text[left - 1]
        if char == "）":
            depth += 1
        elif char == "（":
            if depth == 0:
                break
            depth -= 1
        elif char in _CLAUSE_END and depth == 0:
            break
        left -= 1
    right, depth = end, 0
    roof = min(part.end, end + _REACH)
    while right < roof:
        char = text[right]
        if char == "（":
            depth += 1
        elif char == "）":
            if depth == 0:
                break
            depth -= 1
        elif char in _CLAUSE_END and depth == 0:
            break
        right += 1
    return Span(left, right)


class Places:
    """Finds the chain of sections around an offset: outermost first."""

    def __init__(self, outline: Sequence[Section]) -> None:
        self._chains: list[tuple[Section, ...]] = []
        self._collect(outline, ())
        self._chains.sort(key=lambda c: c[-1].heading.start)
        self._starts = [c[-1].heading.start for c in self._chains]

    def _collect(self, sections: Sequence[Section], above: tuple[Section, ...]) -> None:
        for section in sections:
            self._chains.append((*above, section))
            self._collect(section.children, (*above, section))

    def __call__(self, offset: int) -> tuple[Section, ...]:
        i = bisect_right(self._starts, offset) - 1
        if i < 0:
            return ()
        chain = self._chains[i]
        while chain and offset >= max(chain[-1].body.end, chain[-1].heading.end):
            chain = chain[:-1]
        return chain
