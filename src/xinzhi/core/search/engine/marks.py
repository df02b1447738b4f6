"""Where a query stands in a text: marks and the snippet around the first of them. Always escaped."""

from collections.abc import Sequence
from html import escape

from .text import is_cjk, normal, placed_units

Part = tuple[str, ...]
SNIPPET = 120  # characters
_BEFORE = 20


def mark(text: str, parts: Sequence[Part]) -> str:
    """The text as HTML, escaped, with `<mark>` around each place where a part stands.

    A run of characters is marked where it stands as a whole, a word where a word begins with it.
    """
    out: list[str] = []
    done = 0
    for begins, ends in _joined(_places(text, parts)):
        out.append(f"{escape(text[done:begins])}<mark>{escape(text[begins:ends])}</mark>")
        done = ends
    return "".join(out) + escape(text[done:])


def snippet(texts: Sequence[str], parts: Sequence[Part]) -> str:
    """A line of the first text in which a part stands, from a little before it; else of the first text. HTML."""
    for text in texts:
        start = _first(text, parts)
        if start is not None:
            return _cut(text, max(0, start - _BEFORE), parts)
    return _cut(next(filter(None, texts), ""), 0, parts)


def _cut(text: str, start: int, parts: Sequence[Part]) -> str:
    line = text[start : start + SNIPPET]
    return f"{'…' if start else ''}{mark(line, parts)}{'…' if start + SNIPPET < len(text) else ''}"


def _first(text: str, parts: Sequence[Part]) -> int | None:
    """Where the first part stands, near enough: a long text is looked through as a string, not unit by unit."""
    low = normal(text)
    for part in parts:
        at = low.find("".join(part))
        while at > 0 and not is_cjk(part[0]) and low[at - 1].isalnum():
            at = low.find(part[0], at + 1)
        if at >= 0:
            return min(at, len(text))
    return None


def _places(text: str, parts: Sequence[Part]) -> list[tuple[int, int]]:
    of = list(placed_units(text))
    found = []
    for part in parts:
        n = len(part)
        for i in range(len(of) - n + 1):
            if is_cjk(part[0]):
                hit = all(of[i + j].text == part[j] for j in range(n))
            else:
                hit = of[i].text.startswith(part[0])
            if hit:
                # A word is marked as far as it was typed, unless its letters changed their number when normalised.
                whole = is_cjk(part[0]) or of[i].ends - of[i].begins != len(of[i].text)
                ends = of[i + n - 1].ends if whole else of[i].begins + len(part[0])
                found.append((of[i].begins, ends))
    return found


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places in order, those that touch made one."""
    out: list[tuple[int, int]] = []
    for begins, ends in sorted(places):
        if out and begins <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], ends))
        else:
            out.append((begins, ends))
    return out
