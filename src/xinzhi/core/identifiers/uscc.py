"""Unified social credit code (统一社会信用代码), GB 32100-2015.

Eighteen characters: registering authority 1, type 1, area 6 (GB/T 2260), body 9 (an organisation code of GB 11714, with
a check character of its own), check 1. All weights differ modulo 31, which is prime: the check finds every single wrong
character and every swap of neighbours.
"""

from stdnum.cn import uscc

from xinzhi.core.messages import Message, gettext_noop

from . import adcode
from .model import Identifier, IdentifierError, Notice
from .text import check_alphabet, check_character, check_length, compact, suggest, without

KIND = "uscc"
RULE = "GB 32100-2015"
EXAMPLE = "91350100M000100Y43"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SAID = "0-9 A-Z − I O S V Z"
_AUTHORITIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "工商",
    "A": "中央军委改革和编制办公室",
    "N": "农业",
    "Y": "其他",
}
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_COUNTRY = "100000"  # registered with a national authority


def parse(text: str) -> Identifier:
    """The code in capitals without separators. Raises IdentifierError: length, character, area, check."""
    code = compact(without(text.strip(), r"(统一)?社会信用代码|USCC"), " -:")
    check_length(code, 18)
    check_alphabet(code, _ALPHABET, _SAID, suggest(code, parse))
    if not (code[2:8].isascii() and code[2:8].isdigit()):
        raise IdentifierError(
            "area",
            gettext_noop("Places 3 to 8 must be the six digits of an area (GB/T 2260), not %(found)s."),
            {"found": code[2:8]},
            suggestion=suggest(code[:2] + code[2:8].translate({66: "8", 68: "0", 71: "6"}) + code[8:], parse),
        )
    check_character(code[17], uscc.calc_check_digit(code[:17]), RULE)
    parts = {
        "authority": code[0],
        "authority_name": _AUTHORITIES.get(code[0], ""),
        "type": code[1],
        "area": code[2:8],
        "area_name": adcode.name_of(code[2:8]),
        "body": code[8:17],
    }
    return Identifier(KIND, code, parts, tuple(_notices(code, parts)))


def _notices(code: str, parts: dict[str, str]) -> list[Notice]:
    found = []
    if not parts["authority_name"]:
        template = gettext_noop("No registering authority has the sign %(sign)s in GB 32100-2015.")
        found.append(Notice("authority", Message(template, {"sign": code[0]})))
    if not parts["area_name"] and code[2:8] != _COUNTRY:
        template = gettext_noop("The area %(area)s is not in the list of GB/T 2260 that is known here.")
        found.append(Notice("area", Message(template, {"area": code[2:8]})))
    expected = body_check(code[8:16])
    if code[16] != expected:
        template = gettext_noop(
            "The organisation code inside ends with %(found)s; by GB 11714 its first eight characters give %(expected)s."
        )
        found.append(Notice("body", Message(template, {"found": code[16], "expected": expected})))
    return found


def body_check(body: str) -> str:
    """The check character of the eight characters of an organisation code (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
