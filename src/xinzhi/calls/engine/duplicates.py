"""The same passages in two texts: found by fingerprints, then proved character by character.

Winnowing (Schleimer, Wilkerson & Aiken, SIGMOD 2003, the method of MOSS) keeps of a text's k-grams the least hash in
every window. Two texts that share `GUARANTEE` characters in a row always share a fingerprint; a shared part of a few lines in long
texts is found too, where whole-text similarity (MinHash) would pass it over. What fingerprints suggest is extended to
the longest equal run and reported only when the characters really are the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

K = 8  # characters in a k-gram
WINDOW = 9  # k-grams of which the least hash is kept
GUARANTEE = K + WINDOW - 1
LEAST = 20  # characters (without spaces and signs) from which an equal run is a passage
# A fingerprint in more texts than this is a common phrase or a template: its texts are only compared along a chain.
COMMON = 24
_BASE = np.uint64(1_000_003)
_MIX = np.uint64(0x9E3779B97F4A7C15)

Prints = NDArray[np.void]
PRINT = np.dtype([("hash", "<u8"), ("at", "<u4")])


@dataclass(frozen=True, slots=True)
class Passage:
    """An equal run: where it lies in the one text and in the other (characters from 0, as the texts stand)."""

    first: tuple[int, int]
    second: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two texts with what they share; the shares are of each text's letters and figures, from 0 to 1."""

    first: str
    second: str
    first_share: float
    second_share: float
    passages: tuple[Passage, ...]

    def turned(self) -> Overlap:
        """The same seen from the other text."""
        passages = tuple(Passage(p.second, p.first) for p in self.passages)
        return Overlap(self.second, self.first, self.second_share, self.first_share, passages)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text reduced to its letters and figures (`codes`), with the place of each in the text as written (`at`)."""

    codes: NDArray[np.uint32]
    at: NDArray[np.uint32]


def prepare(text: str) -> Prepared:
    """The letters and figures of a text in one width and lower case, so that spacing, signs and capitals hide nothing."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if not len(points):
        return Prepared(np.empty(0, np.uint32), np.empty(0, np.uint32))
    different, which = np.unique(points, return_inverse=True)
    plain = [_plain(point) for point in different.tolist()]
    sizes = np.array([len(p) for p in plain], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    counts = sizes[which]
    at = np.repeat(np.arange(len(points), dtype=np.uint32), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    flat = np.array([code for codes in plain for code in codes], dtype=np.uint32)
    return Prepared(flat[np.repeat(begins[which], counts) + within] if len(flat) else flat, at)


@cache
def _plain(point: int) -> tuple[int, ...]:
    """The letters and figures that a character stands for; () for spaces and signs."""
    return tuple(ord(c) for c in unicodedata.normalize("NFKC", chr(point)).lower() if c.isalnum())


def fingerprints(prepared: Prepared) -> Prints:
    """The winnowed fingerprints of a text: (hash, place among its letters and figures), in the order of the text."""
    codes = prepared.codes.astype(np.uint64)
    count = len(codes) - K + 1
    if count < 1:
        return np.empty(0, dtype=PRINT)
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(K):
        hashes = hashes * _BASE + codes[offset : offset + count]
    hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
    hashes ^= hashes >> np.uint64(32)
    if count <= WINDOW:
        picked = np.array([int(hashes.argmin())])
    else:
        # The rightmost least hash of each window, as winnowing wants it: neighbours then pick the same one.
        windows = np.lib.stride_tricks.sliding_window_view(hashes[::-1], WINDOW)
        picked = np.unique(count - 1 - (np.arange(len(windows)) + windows.argmin(axis=1)))
    found = np.empty(len(picked), dtype=PRINT)
    found["hash"], found["at"] = hashes[picked], picked
    return found


def candidates(prints: Mapping[str, Prints], only: str | None = None) -> Iterator[tuple[str, str]]:
    """Pairs of texts that share a fingerprint, each pair once and in the order of `prints`; with `only`, that text's pairs."""
    keys = list(prints)
    if not keys:
        return
    hashes = np.concatenate([prints[k]["hash"] for k in keys])
    owners = np.repeat(np.arange(len(keys), dtype=np.uint32), [len(prints[k]) for k in keys])
    if only is not None:
        within = np.isin(hashes, prints[only]["hash"])
        hashes, owners = hashes[within], owners[within]
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    keep = np.ones(len(hashes), dtype=bool)  # a text that repeats itself counts once
    keep[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
    for first, second in _pairs(hashes[keep], owners[keep], len(keys)):
        if only is None or only in {keys[first], keys[second]}:
            yield keys[first], keys[second]


def _pairs(hashes: NDArray[np.uint64], owners: NDArray[np.uint32], count: int) -> Iterator[tuple[int, int]]:
    """Pairs of owners of equal hashes. Runs of up to COMMON owners are paired in full, longer ones along a chain."""
    edges = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1], [True])))
    sizes = np.diff(edges)
    run = np.repeat(sizes, sizes)
    found: list[NDArray[np.uint64]] = []
    for step in range(1, min(COMMON, int(sizes.max(initial=0)))):
        same = hashes[step:] == hashes[:-step]
        if step > 1:
            same &= run[step:] <= COMMON
        first, second = owners[:-step][same].astype(np.uint64), owners[step:][same].astype(np.uint64)
        found.append(np.unique(first * np.uint64(count) + second))
    if found:
        for code in np.unique(np.concatenate(found)):
            yield int(code) // count, int(code) % count


def compare(first: Prepared, second: Prepared, mine: Prints, other: Prints) -> tuple[list[Passage], float, float]:
    """Every passage (an equal run of at least LEAST letters and figures), and the shares of each text that runs cover.

    Two texts that share GUARANTEE characters share a fingerprint, so no run of LEAST is passed over. Runs are
    extended to their full length; a passage that lies inside another of the first text is left out.
    """
    found = [run for run in _runs(first.codes, second.codes, _seeds(mine, other)) if run[2] >= LEAST]
    kept: list[Passage] = []
    reached = 0
    for begin, there, length in sorted(found, key=lambda run: (run[0], -run[2])):
        if begin + length > reached:
            reached = begin + length
            kept.append(Passage(_written(first, begin, length), _written(second, there, length)))
    mine_covered = _share(len(first.codes), [(begin, length) for begin, _, length in found])
    return kept, mine_covered, _share(len(second.codes), [(there, length) for _, there, length in found])


def _seeds(mine: Prints, other: Prints) -> Iterator[tuple[int, int]]:
    """Places with equal fingerprints in both. A hash that the other text repeats is tried at its first eight places."""
    places: dict[int, list[int]] = {}
    for value, at in zip(other["hash"].tolist(), other["at"].tolist(), strict=True):
        places.setdefault(value, []).append(at)
    for value, at in zip(mine["hash"].tolist(), mine["at"].tolist(), strict=True):
        for there in places.get(value, ())[:8]:
            yield at, there


def _runs(
    first: NDArray[np.uint32], second: NDArray[np.uint32], seeds: Iterator[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """The longest equal run around each seed: its begin in both and its length; each run once."""
    done: dict[int, int] = {}  # diagonal (difference of places) to where the last run on it ended
    for at, there in seeds:
        diagonal = at - there
        if at < done.get(diagonal, -1):
            continue
        forward = _common(first[at:], second[there:])
        if not forward:  # equal hashes of different characters
            continue
        back = _common(first[:at][::-1], second[:there][::-1])
        done[diagonal] = at + forward
        yield at - back, there - back, back + forward


def _common(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> int:
    """How many characters the two have in common from their beginning."""
    length = min(len(first), len(second))
    step, done = 64, 0
    while done < length:
        end = min(done + step, length)
        differ = np.flatnonzero(first[done:end] != second[done:end])
        if len(differ):
            return done + int(differ[0])
        done, step = end, step * 4
    return length


def _written(prepared: Prepared, begin: int, length: int) -> tuple[int, int]:
    """The run as places in the text as written: from its first character to behind its last."""
    return int(prepared.at[begin]), int(prepared.at[begin + length - 1]) + 1


def overlap(
    first_key: str, second_key: str, texts: Mapping[str, Prepared], prints: Mapping[str, Prints]
) -> Overlap | None:
    """What two texts share, None when they share no passage."""
    first, second = texts[first_key], texts[second_key]
    passages, first_share, second_share = compare(first, second, prints[first_key], prints[second_key])
    return Overlap(first_key, second_key, first_share, second_share, tuple(passages)) if passages else None


def _share(count: int, runs: Sequence[tuple[int, int]]) -> float:
    """The part of so many letters and figures that runs (begin, length) cover."""
    covered = np.zeros(count, dtype=bool)
    for begin, length in runs:
        covered[begin : begin + length] = True
    return float(covered.mean()) if count else 0.0


def find_overlaps(texts: Mapping[str, str], least_share: float = 0.0) -> list[Overlap]:
    """Every pair of texts that shares a passage, with at least this share of one of them; the greatest share first."""
    prepared = {key: prepare(text) for key, text in texts.items()}
    prints = {key: fingerprints(text) for key, text in prepared.items()}
    found = [overlap(first, second, prepared, prints) for first, second in candidates(prints)]
    kept = [o for o in found if o is not None and max(o.first_share, o.second_share) >= least_share]
    return sorted(kept, key=lambda o: -max(o.first_share, o.second_share))
