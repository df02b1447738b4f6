"""ORCID iD: sixteen characters, the last by ISO 7064 MOD 11-2, inside the blocks that ISNI set aside."""

from stdnum import isni
from stdnum.iso7064 import mod_11_2

from xinzhi.core.messages import Message, gettext_noop

from .model import Identifier, Notice
from .text import check_alphabet, check_character, check_length, compact, plain, suggest, without

KIND = "orcid"
RULE = "ISO 7064 MOD 11-2"
EXAMPLE = "0000-0002-1825-0097"
_BLOCKS = (("000000015000000", "000000035000000"), ("000900000000000", "000900100000000"))  # without check


def parse(text: str) -> Identifier:
    """The iD in groups of four. Raises IdentifierError: length, character, check."""
    code = compact(without(plain(text), r"(?:https?://)?(?:www\.)?orcid\.org/|orcid(?: id)?:?"))
    check_length(code, 16)
    hint = suggest(code, parse, digits=True)
    check_alphabet(code[:15], "0123456789", "0-9", hint)
    check_alphabet(code[15], "0123456789X", "0-9 X", hint)
    check_character(code[15], mod_11_2.calc_check_digit(code[:15]), RULE)
    inside = any(first <= code[:15] <= last for first, last in _BLOCKS)
    template = gettext_noop("The number lies outside the blocks set aside for ORCID: it may be an ISNI.")
    return Identifier(
        KIND,
        isni.format(code).replace(" ", "-"),
        {"url": f"https://orcid.org/{isni.format(code).replace(' ', '-')}"},
        () if inside else (Notice("block", Message(template)),),
    )
