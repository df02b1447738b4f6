"""Readings of Chinese names, and Latin letters cut back into syllables.

Readings come from pypinyin's phrase dictionary. A character of the short list below is also indexed with its other
reading, as a name is often read otherwise than the dictionary says.
"""

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from .text import EDGE, is_cjk, normal, units

MOST_READINGS = 3
MOST_CUTS = 4
# Characters with two readings that are both common in names of firms, places and people.
_OTHER = {
    "行": ("xing", "hang"),
    "重": ("zhong", "chong"),
    "长": ("chang", "zhang"),
    "乐": ("le", "yue"),
    "都": ("du", "dou"),
    "朝": ("chao", "zhao"),
    "单": ("dan", "shan"),
    "曾": ("zeng", "ceng"),
    "盛": ("sheng", "cheng"),
    "厦": ("xia", "sha"),
    "藏": ("cang", "zang"),
    "调": ("diao", "tiao"),
    "传": ("chuan", "zhuan"),
    "率": ("lv", "shuai"),
    "莘": ("shen", "xin"),
    "柏": ("bai", "bo"),
    "数": ("shu", "shuo"),
    "会": ("hui", "kuai"),
    "尉": ("wei", "yu"),
    "石": ("shi", "dan"),
}


def readings(name: str) -> list[list[str]]:
    """The ways to read a name, likeliest first, three at most: syllables without tones, other words as they are."""
    of = units(name)
    first = [r for run in _runs(of) for r in run]
    out = [first]
    for i, unit in enumerate(of):
        for other in _OTHER.get(unit, ()):
            if other != first[i] and len(out) < MOST_READINGS:
                out.append([*first[:i], other, *first[i + 1 :]])
    return out


def reading(of: Sequence[str]) -> list[str]:
    """The likeliest reading of some units."""
    return [r for run in _runs(of) for r in run]


def spelt(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The units of the readings of several names, and of their initials, an edge around each reading."""
    full, initials = [EDGE], [EDGE]
    for name in names:
        if not any(is_cjk(c) for c in name):
            continue
        for syllables in readings(name):
            full += [*syllables, EDGE]
            letters = [s[0] for s in syllables]
            if initials[-len(letters) - 2 : -1] != ["^", *letters]:
                initials += [*letters, EDGE]
    return full, initials


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every syllable of Mandarin without its tone (ü is v), from pypinyin's own dictionary of characters."""
    common = (said for code, said in PINYIN_DICT.items() if 0x4E00 <= code <= 0x9FA5)
    found = {normal(s.replace("u\u0308", "v")) for said in common for s in normalize("NFD", said).split(",")}
    return frozenset(s for s in found if s.isascii() and s.isalpha() and (len(s) > 1 or s in "aeo"))


@lru_cache(maxsize=4096)
def cuts(letters: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The ways to cut letters into whole syllables and what remains of a last one, fewest syllables first.

    `xian` gives ((xian), "") and ((xi, an), ""); `liangz` gives ((liang), "z"). Four at most.
    """
    known, longest = syllables(), 6
    begun = {s[:n] for s in known for n in range(1, len(s))}
    found: list[tuple[tuple[str, ...], str]] = []

    def walk(at: int, so_far: tuple[str, ...]) -> None:
        if len(found) >= 4 * MOST_CUTS:
            return
        if at == len(letters):
            found.append((so_far, ""))
            return
        for end in range(min(at + longest, len(letters)), at, -1):
            if letters[at:end] in known:
                walk(end, (*so_far, letters[at:end]))
        if so_far and letters[at:] in begun:
            found.append((so_far, letters[at:]))

    walk(0, ())
    return tuple(sorted(dict.fromkeys(found), key=lambda cut: (bool(cut[1]), len(cut[0])))[:MOST_CUTS])


def begun_with(letters: str) -> list[str]:
    """The syllables that begin with these letters."""
    return sorted(s for s in syllables() if s.startswith(letters))


def _runs(of: Sequence[str]) -> list[list[str]]:
    """The reading of each run of characters, read as a whole since a phrase decides how a character is read."""
    out: list[list[str]] = []
    run = ""
    for unit in [*of, ""]:
        if unit and is_cjk(unit):
            run += unit
            continue
        if run:
            out.append(_read(run))
            run = ""
        if unit:
            out.append([unit])
    return out


@lru_cache(maxsize=50_000)
def _cached(run: str) -> tuple[str, ...]:
    # One syllable a character, so that places stay in step; a character without a reading stands for itself.
    return tuple(lazy_pinyin(run, style=Style.NORMAL, errors=_themselves))  # type: ignore[arg-type]  # a list is taken too


def _themselves(rest: str) -> list[str]:
    return list(rest)


def _read(run: str) -> list[str]:
    return list(_cached(run))
