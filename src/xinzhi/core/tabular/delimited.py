"""Records of a text file with a separator. A broken record spoils itself only, never those after it."""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from math import log2
from typing import IO

from xinzhi.core.messages import Message, gettext_noop

from .decoding import Line, decoded_lines
from .model import WARNING, Problem, Record

_SEPARATORS = (",", "\t", ";", "|")
_SAMPLE = 50
_SHOWN = 200  # characters of a broken line that a problem repeats
_ODDITIES = {
    "mixed": (
        gettext_noop("This line is in another encoding than the rest of the file."),
        gettext_noop("It was read in its own encoding: see whether its characters are right."),
    ),
    "undecodable": (
        gettext_noop("Some bytes of this line are no characters in UTF-8 or GB18030."),
        gettext_noop("Correct the characters shown as � and load the row again."),
    ),
    "bom": (
        gettext_noop("A byte order mark stands inside the file, as when two files were joined."),
        gettext_noop("It was left out; see whether a second heading row follows."),
    ),
}


def sniff(file: IO[bytes], encoding: str) -> str:
    """The separator by which most of the first lines have the same number of cells; a comma where none does."""
    sample = [line.text for line in islice(decoded_lines(file, encoding), _SAMPLE)]
    return max(_SEPARATORS, key=lambda separator: _agreement(sample, separator))


def records(file: IO[bytes], encoding: str, separator: str) -> Iterator[Record]:
    """The records as they stand in the file. A line with a stray or unclosed quote is split by itself and told."""
    feeder = _Feeder(decoded_lines(file, encoding))
    reader = csv.reader(feeder, delimiter=separator, strict=True)
    while True:
        feeder.taken = []
        try:
            cells = next(reader)
            problems: tuple[Problem, ...] = ()
        except StopIteration:
            return
        except csv.Error:
            feeder.give_back_all_but_first()
            reader = csv.reader(feeder, delimiter=separator, strict=True)
            line = feeder.taken[0]
            cells, problems = _lenient(line.text, separator), (_quote(line),)
        if feeder.odd:
            problems += tuple(_odd(line) for line in feeder.taken if line.oddity)
        yield Record(feeder.taken[0].number, cells, problems)


class _Feeder:
    """Lines for csv.reader, with those of the record at hand, so that they can be given back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self.lines = lines
        self.pending: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> "_Feeder":
        return self

    def __next__(self) -> str:
        line = self.pending.popleft() if self.pending else next(self.lines)
        if not self.taken and line.text.startswith("\ufeff"):
            line = Line(line.number, line.text[1:], "bom")
        self.taken.append(line)
        return line.text

    @property
    def odd(self) -> bool:
        return any(line.oddity for line in self.taken)

    def give_back_all_but_first(self) -> None:
        self.pending.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _agreement(sample: list[str], separator: str) -> float:
    """How well the separator splits: the share of rows with the commonest width, times its logarithm."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=separator) if cells)
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, rows = widths.most_common(1)[0]
    return rows / widths.total() * log2(width)


def _lenient(text: str, separator: str) -> list[str]:
    """The cells of one line taken by itself, quotes as they come."""
    line = text.rstrip("\r\n")
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _quote(line: Line) -> Problem:
    return Problem(
        line.number,
        "",
        line.text.rstrip("\r\n")[:_SHOWN],
        "quote",
        Message(gettext_noop("A quotation mark in this line is not closed, or stands inside a cell.")),
        Message(gettext_noop("Double the quotation marks inside a cell, or take them away, and load the row again.")),
    )


def _odd(line: Line) -> Problem:
    reason, remedy = _ODDITIES[line.oddity]
    return Problem(line.number, "", line.text.strip()[:_SHOWN], line.oddity, Message(reason), Message(remedy), WARNING)
