"""International standard book number, ISO 2108: ten or thirteen characters; the normal form has thirteen."""

from stdnum import ean, isbn

from xinzhi.core.messages import gettext_noop

from .model import Identifier, IdentifierError
from .text import check_alphabet, check_character, check_length, compact, suggest, without

KIND = "isbn"
RULE = "ISO 2108"
EXAMPLE = "978-7-111-12806-9"


def parse(text: str) -> Identifier:
    """The number of thirteen digits with its hyphens. Raises IdentifierError: length, character, prefix, check."""
    code = compact(without(text.strip(), r"ISBN(?:-1[03])?"), " -:")
    if len(code) != 10:
        check_length(code, 13)
    hint = suggest(code, parse, digits=True)
    check_alphabet(code[:-1], "0123456789", "0-9", hint)
    check_alphabet(code[-1], "0123456789X" if len(code) == 10 else "0123456789", "0-9", hint)
    if len(code) == 13 and not code.startswith(("978", "979")):
        raise IdentifierError(
            "prefix",
            gettext_noop("A book number of thirteen digits begins with 978 or 979, not %(found)s."),
            {"found": code[:3]},
        )
    expected = ean.calc_check_digit(code[:12]) if len(code) == 13 else isbn._calc_isbn10_check_digit(code[:9])  # noqa: SLF001
    check_character(code[-1], expected, RULE)
    return Identifier(KIND, isbn.format(code, convert=True), {"given": code})
