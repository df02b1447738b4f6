"""Certificate of a high-tech enterprise (高新技术企业证书): GR, year, area of two digits, serial of six."""

import re

from xinzhi.core.messages import gettext_noop

from . import adcode
from .model import Identifier, IdentifierError
from .text import UNVERIFIED, compact

KIND = "certificate"
RULE = "高新技术企业证书编号"
EXAMPLE = "GR202337001234"
_FORM = re.compile(r"GR(20\d{2})(\d{2})(\d{6})", re.ASCII)


def parse(text: str) -> Identifier:
    """The number without separators. Raises IdentifierError: form, area."""
    code = compact(text)
    found = _FORM.fullmatch(code)
    if not found:
        raise IdentifierError(
            "form",
            gettext_noop("A certificate's number is GR, the year and eight digits, as in %(example)s."),
            {"example": EXAMPLE},
        )
    province = adcode.name_of(f"{found[2]}0000")
    if not province:
        raise IdentifierError("area", gettext_noop("No province has the code %(area)s."), {"area": found[2]})
    return Identifier(
        KIND, code, {"year": found[1], "area": found[2], "area_name": province, "serial": found[3]}, (UNVERIFIED,)
    )
