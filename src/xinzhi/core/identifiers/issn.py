"""International standard serial number, ISO 3297."""

from stdnum import issn

from .model import Identifier
from .text import check_alphabet, check_character, check_length, compact, suggest, without

KIND = "issn"
RULE = "ISO 3297"
EXAMPLE = "0024-9319"


def parse(text: str) -> Identifier:
    """The number in two groups of four. Raises IdentifierError: length, character, check."""
    code = compact(without(text.strip(), r"e?-?ISSN"), " -:")
    check_length(code, 8)
    hint = suggest(code, parse, digits=True)
    check_alphabet(code[:7], "0123456789", "0-9", hint)
    check_alphabet(code[7], "0123456789X", "0-9 X", hint)
    check_character(code[7], issn.calc_check_digit(code[:7]), RULE)
    return Identifier(KIND, issn.format(code))
