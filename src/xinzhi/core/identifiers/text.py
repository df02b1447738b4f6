"""The step all identifiers share: width, spaces and dashes, then the errors that do not depend on the kind."""

import re
from collections.abc import Callable

from xinzhi.core.messages import Message, gettext_noop

from .model import IdentifierError, Notice

_LIMIT = 200
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣ー⁃"), "-")
_SLASHES = dict.fromkeys(map(ord, "∕⁄╱"), "/")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"), None)
_TABLE = {**_FULL_WIDTH, **_DASHES, **_SLASHES, **_UNSEEN, ord("。"): ".", ord("\u3000"): " "}
# What scanners and eyes take for one another; used for suggestions only.
_LOOKALIKES = str.maketrans("IOSZV", "1052U")
_TO_DIGITS = str.maketrans("IOQSZBLDG", "100528106")

UNVERIFIED = Notice(
    "unverified",
    Message(gettext_noop("The form is known from use, not from a printed rule: check it against the document itself.")),
)


def plain(text: str) -> str:
    """The text in half-width characters, with one kind of dash and slash, single spaces, nothing unseen.

    Raises IdentifierError for nothing at all and for what is far too long.
    """
    clean = re.sub(r"\s+", " ", str(text).translate(_TABLE)).strip()
    if not clean:
        raise IdentifierError("empty", gettext_noop("Nothing is given."))
    if len(clean) > _LIMIT:
        raise IdentifierError(
            "length",
            gettext_noop("This has %(found)d characters, more than any identifier: give the number alone."),
            {"found": len(clean)},
        )
    return clean


def compact(text: str, drop: str = " -") -> str:
    """The plain text in capitals without spaces and dashes (or other separators in `drop`)."""
    return "".join(c for c in plain(text).upper() if c not in drop)


def without(text: str, pattern: str) -> str:
    """The text without a label or address before it, such as «DOI:» or «https://orcid.org/»."""
    return re.sub(rf"^(?:{pattern})\s*", "", text, flags=re.IGNORECASE)


def check_length(code: str, length: int) -> None:
    """Raise IdentifierError unless the code has so many characters."""
    if len(code) != length:
        raise IdentifierError(
            "length",
            gettext_noop("This has %(found)d characters, not %(expected)d: see whether some are missing or doubled."),
            {"found": len(code), "expected": length},
        )


def check_alphabet(code: str, alphabet: str, said: str, suggestion: str = "") -> None:
    """Raise IdentifierError for the first character outside the alphabet; `said` describes the allowed ones."""
    for place, found in enumerate(code, 1):
        if found not in alphabet:
            raise IdentifierError(
                "character",
                gettext_noop("«%(found)s» at place %(place)d cannot stand there; allowed are %(allowed)s."),
                {"found": found, "place": place, "allowed": said},
                suggestion=suggestion,
            )


def check_character(found: str, expected: str, rule: str) -> None:
    """Raise IdentifierError when the check character is not what the others give by the rule."""
    if found != expected:
        raise IdentifierError(
            "check",
            gettext_noop(
                "The check character is %(found)s, but the others give %(expected)s (%(rule)s). One character is "
                "wrong or two are swapped: compare with the document, character by character."
            ),
            {"found": found, "expected": expected, "rule": rule},
        )


def suggest(code: str, parse: Callable[[str], object], *, digits: bool = False) -> str:
    """The code with look-alikes replaced, when that makes it sound; else "". Only to be shown, never to be stored."""
    candidate = code.translate(_TO_DIGITS if digits else _LOOKALIKES)
    if candidate == code:
        return ""
    try:
        return str(parse(candidate))
    except IdentifierError:
        return ""
