"""Code of an industry, GB/T 4754-2017: a section's letter and two, three or four digits.

Sections and divisions are checked against the standard; groups and classes (473 and 1,382 of them) by their form only.
"""

import re

from xinzhi.core.messages import gettext_noop

from .industry_names import DIVISIONS, SECTIONS, section_of
from .model import Identifier, IdentifierError
from .text import compact

KIND = "industry"
RULE = "GB/T 4754-2017"
EXAMPLE = "C3921"
_FORM = re.compile(r"([A-Z]?)(\d{2,4})|([A-Z])", re.ASCII)
_LEVELS = {0: "section", 2: "division", 3: "group", 4: "class"}


def parse(text: str) -> Identifier:
    """The code with its letter, which is added where only the digits are given.

    Raises IdentifierError: form, section, division, letter.
    """
    found = _FORM.fullmatch(compact(text, " -."))
    if not found:
        raise IdentifierError(
            "form",
            gettext_noop("A code is a letter and two, three or four digits, as in %(example)s."),
            {"example": EXAMPLE},
        )
    letter, digits = found[1] or found[3] or "", found[2] or ""
    if letter and letter not in SECTIONS:
        raise IdentifierError(
            "section", gettext_noop("There is no section %(letter)s: sections go from A to T."), {"letter": letter}
        )
    right = section_of(digits[:2]) if digits else letter
    if digits and not right:
        raise IdentifierError(
            "division",
            gettext_noop("There is no division %(division)s: divisions go from 01 to 97."),
            {"division": digits[:2]},
        )
    if letter and letter != right:
        raise IdentifierError(
            "letter",
            gettext_noop("Division %(division)s (%(name)s) belongs to section %(right)s, not to %(found)s."),
            {"division": digits[:2], "name": DIVISIONS[digits[:2]], "right": right, "found": letter},
            suggestion=f"{right}{digits}",
        )
    parts = {"level": _LEVELS[len(digits)], "section": right, "section_name": SECTIONS[right][0]}
    if digits:
        parts |= {"division": digits[:2], "division_name": DIVISIONS[digits[:2]]}
    return Identifier(KIND, f"{right}{digits}", parts)
