"""Science and technology resource identifier (CSTR), GB/T 32843-2016."""

import re

from xinzhi.core.messages import gettext_noop

from .model import Identifier, IdentifierError
from .text import plain, without

KIND = "cstr"
RULE = "GB/T 32843-2016"
EXAMPLE = "CSTR:31253.11.sciencedb.j00001.00123"
_FORM = re.compile(r"(\w{5})\.(\d{2})\.(\S+)", re.ASCII)


def parse(text: str) -> Identifier:
    """The identifier with its prefix CSTR:. Raises IdentifierError: form."""
    name = without(plain(text), r"(?:https?://)?(?:www\.)?cstr\.cn/|cstr:?")
    name = without(name, "cstr:?")  # the resolver's addresses repeat the prefix
    found = _FORM.fullmatch(name)
    if not found:
        raise IdentifierError(
            "form",
            gettext_noop(
                "A CSTR is five characters for the registrar, two digits for the type and a local name, joined by dots, "
                "as in %(example)s."
            ),
            {"example": EXAMPLE},
        )
    parts = {"registrar": found[1], "type": found[2], "local": found[3], "url": f"https://cstr.cn/{name}"}
    return Identifier(KIND, f"CSTR:{name}", parts)
