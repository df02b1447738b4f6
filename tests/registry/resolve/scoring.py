"""The judge of entity resolution: labelled pairs, precision and recall of «same» with Wilson's interval."""

import csv
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

PAIRS = Path(__file__).with_name("pairs.tsv")
PARTS = ("development", "held-out", "later")


@dataclass(frozen=True)
class Labelled:
    """Two unit names and what they are to each other: same, part_of, different or unsure."""

    left: str
    right: str
    label: str
    means: str
    half: str


@dataclass(frozen=True)
class Score:
    """Counts of a judge's «same»."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> tuple[float, float, float]:
        """Share of the judge's «same» that are, with its 95 % interval."""
        return wilson(self.right, self.right + self.wrong)

    @property
    def recall(self) -> tuple[float, float, float]:
        """Share of what is the same that the judge found, with its 95 % interval."""
        return wilson(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def pairs(half: str = "") -> list[Labelled]:
    """The labelled pairs of a half, or all; the unsure are among them."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = [Labelled(**{k: v.replace("\\n", "\n") for k, v in row.items()}) for row in rows]
    return [pair for pair in found if half in ("", pair.half)]


def score(same: Callable[[Labelled], bool], sample: Iterable[Labelled]) -> Score:
    """How a judge does on a sample; the unsure are left out."""
    judged = [(same(pair), pair.label == "same") for pair in sample if pair.label != "unsure"]
    return Score(judged.count((True, True)), judged.count((True, False)), judged.count((False, True)))


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float, float]:
    """The share and its interval after Wilson (JASA 22, 1927); (nan, 0, 1) of nothing."""
    if of == 0:
        return math.nan, 0.0, 1.0
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return share, max(0.0, middle - half), min(1.0, middle + half)
