"""One spelling for names that are written in several ways."""

import re
import unicodedata

from .tables import tables

FORMER = re.compile(r"[(（\[【](?:原名?|曾用名|前身|曾名)[:：]?(.+?)[)）\]】]")
PARTY_REGION = re.compile(r"(?:壮族|回族|维吾尔)?自治区(?:党委|委员会|委|(?=党校))")


def plain(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without width, brackets, blanks and traditional characters, and the former names it gives in brackets."""
    text = unicodedata.normalize("NFKC", name).translate(tables().characters)
    former = tuple(FORMER.findall(text))
    return re.sub(r"[\W_]+", "", FORMER.sub("", text)).upper(), former


def spelt_out(text: str) -> str:
    """A plain name with its short forms written in full, without signs of ownership."""
    known = tables()
    while shorter := known.owners.sub("", text):
        if shorter == text:
            break
        text = shorter
    text = re.sub("^中国(?=国家)", "", text)
    text = PARTY_REGION.sub("区委", text)
    text = known.alias.sub(lambda found: _full(found, text), text, count=1)
    return known.shorts.sub(lambda found: known.short_to_full[found[0]], text)


def _full(found: re.Match[str], text: str) -> str:
    full = tables().aliases[found[1]]
    return found[1] if text.startswith(full) else full
