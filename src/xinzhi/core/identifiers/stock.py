"""Stock code of the three mainland exchanges (six digits) or of Hong Kong (five, with its ending)."""

import re

from xinzhi.core.messages import gettext_noop

from .model import Identifier, IdentifierError
from .text import compact

KIND = "stock"
RULE = "交易所证券代码区间"
EXAMPLE = "600060.SH"
_FORM = re.compile(r"(?:(SH|SZ|BJ|HK)\.?)?(\d{5,6})(?:\.?(SH|SZ|BJ|HK|SS))?", re.ASCII)
_EXCHANGES = {"SH": "SSE", "SZ": "SZSE", "BJ": "BSE", "HK": "HKEX"}
_STARTS = (("SH", ("60", "68", "900")), ("SZ", ("00", "30", "200")), ("BJ", ("43", "83", "87", "88", "920")))


def parse(text: str) -> Identifier:
    """The code with the ending of its exchange. Raises IdentifierError: form, exchange."""
    found = _FORM.fullmatch(compact(text))
    ending = ((found[3] or found[1] or "") if found else "").replace("SS", "SH")
    if not found or (found[1] and found[3]) or (len(found[2]) == 5) != (ending == "HK"):
        raise IdentifierError(
            "form",
            gettext_noop("A stock code has six digits, as in %(example)s; one of Hong Kong has five and ends in .HK."),
            {"example": EXAMPLE},
        )
    digits = found[2]
    exchange = ending if ending == "HK" else next((e for e, starts in _STARTS if digits.startswith(starts)), "")
    if not exchange:
        raise IdentifierError(
            "exchange", gettext_noop("No exchange gives shares a code like %(code)s."), {"code": digits}
        )
    if ending and ending != exchange:
        raise IdentifierError(
            "exchange",
            gettext_noop("%(code)s is a code of %(right)s, not of %(found)s: one of the two is wrong."),
            {"code": digits, "right": _EXCHANGES[exchange], "found": _EXCHANGES[ending]},
            suggestion=f"{digits}.{exchange}",
        )
    return Identifier(KIND, f"{digits}.{exchange}", {"code": digits, "exchange": _EXCHANGES[exchange]})
