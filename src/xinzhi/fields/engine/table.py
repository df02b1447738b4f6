"""Labelled texts from a TSV: the last column is the label, the one before it the text."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """The usable lines of a file, as texts and their labels in the same order, and the lines left out."""

    texts: list[str]
    labels: list[str]
    bad: list[BadLine]


def read_table(path: Path) -> Labelled:
    """The labelled texts of a file in UTF-8 (or GB18030). Empty lines are passed over.

    Raises OSError where the file cannot be read and ValueError where it is neither UTF-8 nor GB18030, or a binary.
    """
    raw = path.read_bytes()
    if b"\0" in raw[:4096]:
        raise ValueError(f"{path}: this is not a text file. Give a TSV in UTF-8.")
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            content = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: neither UTF-8 nor GB18030 (byte {error.start}). Save it as UTF-8.") from error
    found = Labelled([], [], [])
    for number, line in enumerate(content.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        cells = line.split("\t")
        reason = _fault(cells)
        if reason:
            found.bad.append(BadLine(str(path), number, reason))
        else:
            found.texts.append(cells[-2].strip())
            found.labels.append(cells[-1].strip())
    return found


def _fault(cells: list[str]) -> str:
    if len(cells) < 2:
        return "one column, but a text and a label are needed, with a tab between"
    if not cells[-1].strip():
        return "the last column, the label, is empty"
    return "" if cells[-2].strip() else "the column before the last, the text, is empty"
