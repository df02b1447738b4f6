"""Text as the index sees it: normalised, cut into units, units into tokens.

A unit is one Chinese character or one word of another script. Tokens stand interleaved, «量 量子 子 子谷 谷»: unit i at
position 2i, the pair of units i and i+1 at position 2i+1. So one field answers single characters, two-character
words and, by positions, text of any length with any character left open.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from opencc import OpenCC

MOST_CHARACTERS = 120  # of a query; what is longer is cut, so that no query grows without limit
MOST_PARTS = 8
LONGEST_WORD = 40
EDGE = "^"  # stands before and after each name, so that a phrase can say «begins with» and «is»

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


class Unit(NamedTuple):
    """A unit with the place it has in the text as it was given."""

    text: str
    begins: int
    ends: int


class _Forms(dict[int, str]):
    """Character to its normal form: NFKC, case folded, accents dropped, traditional as simplified.

    Filled as characters are met. Each character is simplified alone (乾 is always 干): what is indexed and what is asked
    are treated alike, and no text changes its length.
    """

    def __init__(self) -> None:
        super().__init__()
        self._simple = OpenCC("t2s")

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", chr(code)).casefold())
        form = self._simple.convert("".join(c for c in plain if not unicodedata.combining(c)))
        self[code] = form
        return form


_forms = _Forms()


def normal(text: str) -> str:
    """The text in one form: full-width as half-width, letters small and without accents, characters simplified."""
    return text.translate(_forms)


def is_cjk(unit: str) -> bool:
    """Whether the unit is a Chinese (or Japanese) character rather than a word."""
    return _IS_CJK.match(unit) is not None


def units(text: str) -> list[str]:
    """The units of a text in order, normalised; words are cut at 40 characters."""
    return [u[:LONGEST_WORD] for u in _UNIT.findall(normal(text))]


def placed_units(text: str) -> Iterator[Unit]:
    """The units of a text with the places they have in it."""
    origins = [i for i, c in enumerate(text) for _ in _forms[ord(c)]]
    for found in _UNIT.finditer(normal(text)):
        yield Unit(found[0][:LONGEST_WORD], origins[found.start()], origins[found.end() - 1] + 1)


def pair(first: str, second: str) -> str:
    """The token of two neighbours. The bar keeps pairs of words apart from words that begin like them."""
    return first + second if is_cjk(first) and is_cjk(second) else f"{first}_{second}"


def tokens(of: Sequence[str]) -> str:
    """The units and pairs, interleaved and parted by spaces, as the index stores them."""
    out: list[str] = []
    before, was_cjk = "", False
    for unit in of:
        now_cjk = is_cjk(unit)
        if out:
            out.append(before + unit if was_cjk and now_cjk else f"{before}_{unit}")
        out.append(unit)
        before, was_cjk = unit, now_cjk
    return " ".join(out)


def name_units(names: Sequence[str]) -> list[str]:
    """The units of several names, an edge around each."""
    out = [EDGE]
    for name in names:
        if found := units(name):
            out += [*found, EDGE]
    return out


def cover(of: Sequence[str], at: int = 0) -> list[tuple[int, str]]:
    """The fewest tokens, with their positions, that say «these units stand here side by side»."""
    if len(of) == 1:
        return [(2 * at, of[0])]
    starts = [*range(0, len(of) - 1, 2)]
    if len(of) % 2:
        starts.append(len(of) - 2)
    return [(2 * (at + i) + 1, pair(of[i], of[i + 1])) for i in starts]


def parts_of(text: str) -> list[tuple[str, ...]]:
    """What of a query must be found: runs of Chinese characters, and words. No part twice, eight at most."""
    parts: list[tuple[str, ...]] = []
    last = -1
    for unit in placed_units(text[:MOST_CHARACTERS]):
        if parts and is_cjk(unit.text) and is_cjk(parts[-1][0]) and unit.begins == last:
            parts[-1] += (unit.text,)
        else:
            parts.append((unit.text,))
        last = unit.ends
    return list(dict.fromkeys(parts))[:MOST_PARTS]
