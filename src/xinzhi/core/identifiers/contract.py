"""Registration number of a technology contract (技术合同登记编号): sixteen digits in groups of 4, 4, 2 and 6.

The groups are those of the boxes on the standard contract's cover; reading them as year, area, registrar and serial is
common use, not a printed rule.
"""

from xinzhi.core.messages import gettext_noop

from .model import Identifier, IdentifierError
from .text import UNVERIFIED, check_alphabet, check_length, compact, suggest

KIND = "contract"
RULE = "技术合同示范文本封面"
EXAMPLE = "2023370100000123"


def parse(text: str) -> Identifier:
    """The sixteen digits. Raises IdentifierError: length, character, year."""
    code = compact(text)
    check_length(code, 16)
    check_alphabet(code, "0123456789", "0-9", suggest(code, parse, digits=True))
    if not 1985 <= int(code[:4]) <= 2099:
        raise IdentifierError("year", gettext_noop("It begins with %(found)s, not with a year."), {"found": code[:4]})
    parts = {"year": code[:4], "area": code[4:8], "registrar": code[8:10], "serial": code[10:]}
    return Identifier(KIND, code, parts, (UNVERIFIED,))
