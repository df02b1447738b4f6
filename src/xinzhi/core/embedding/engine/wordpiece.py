"""BERT's tokens (Devlin et al. 2019, «uncased»): words in small letters without accents, cut into the longest known pieces.

The library for this, `tokenizers`, brings a client for a model server and its ten packages with it; this needs none of them.
The tests hold it to that library's numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).with_name("bert-base-uncased.txt")  # Apache-2.0; a token a line, its number the line's
LONGEST = 100  # characters of a word; a longer one is unknown
_CHINESE = "\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002ceaf\U0002f800-\U0002fa1f"
_CJK = re.compile(f"[{_CHINESE}]")


def numbers(text: str, most: int) -> list[int]:
    """The numbers of a text's tokens between those of its beginning and its end, `most` at most with these two."""
    known = _known()
    found: list[int] = [known["[CLS]"]]
    for word in _words(text):
        found += _pieces(word)
        if len(found) >= most:
            break
    return [*found[: most - 1], known["[SEP]"]]


def _words(text: str) -> Iterator[str]:
    """Words, each Chinese character and each mark by itself."""
    plain = unicodedata.normalize("NFD", "".join(_clean(c) for c in text).lower())
    held = ""
    for character in plain:
        if unicodedata.category(character) == "Mn":
            continue
        alone = _is_alone(character)
        if (alone or character.isspace()) and held:
            yield held
            held = ""
        if alone:
            yield character
        elif not character.isspace():
            held += character
    if held:
        yield held


def _clean(character: str) -> str:
    if character.isspace():
        return " "
    return "" if character in "\0\ufffd" or unicodedata.category(character).startswith("C") else character


def _is_alone(character: str) -> bool:
    code = ord(character)
    if code < 128:
        return 33 <= code <= 126 and not character.isalnum()
    return unicodedata.category(character).startswith("P") or _CJK.match(character) is not None


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The longest known piece from the left, again and again; unknown as a whole where one is not known."""
    known = _known()
    if len(word) > LONGEST:
        return (known["[UNK]"],)
    found: list[int] = []
    begin = 0
    while begin < len(word):
        for end in range(len(word), begin, -1):
            number = known.get(("##" if begin else "") + word[begin:end])
            if number is not None:
                found.append(number)
                begin = end
                break
        else:
            return (known["[UNK]"],)
    return tuple(found)


@lru_cache(maxsize=1)
def _known() -> dict[str, int]:
    return {token: number for number, token in enumerate(VOCABULARY.read_text(encoding="utf-8").split("\n")) if token}
