"""Registration number of software copyright (计算机软件著作权登记号): year, SR, seven digits."""

import re

from xinzhi.core.messages import gettext_noop

from .model import Identifier, IdentifierError
from .text import UNVERIFIED, compact

KIND = "software"
RULE = "计算机软件著作权登记号"
EXAMPLE = "2021SR0123456"
_FORM = re.compile(r"((?:19|20)\d{2})SR(\d{7})", re.ASCII)


def parse(text: str) -> Identifier:
    """The number without separators. Raises IdentifierError: form."""
    code = compact(text)
    found = _FORM.fullmatch(code)
    if not found:
        raise IdentifierError(
            "form",
            gettext_noop("A registration is the year, SR and seven digits, as in %(example)s."),
            {"example": EXAMPLE},
        )
    return Identifier(KIND, code, {"year": found[1], "serial": found[2]}, (UNVERIFIED,))
