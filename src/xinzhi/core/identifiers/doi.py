"""DOI (ISO 26324): 10., a registrant, a slash, anything. Two that differ in case only are the same."""

import re

from xinzhi.core.messages import Message, gettext_noop

from .model import Identifier, IdentifierError, Notice
from .text import plain, without

KIND = "doi"
RULE = "ISO 26324"
EXAMPLE = "10.1038/nature12373"
_FORM = re.compile(r"(10\.\d{4,9}(?:\.\d+)*)/(\S+)", re.ASCII)


def parse(text: str) -> Identifier:
    """The DOI in small letters without address or label. Raises IdentifierError: form."""
    name = without(plain(text), r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:?")
    found = _FORM.fullmatch(name)
    if not found:
        raise IdentifierError(
            "form",
            gettext_noop("A DOI is 10., four to nine digits, a slash and a name without spaces, as in %(example)s."),
            {"example": EXAMPLE},
        )
    normal = name.lower()
    template = gettext_noop("It ends with «%(end)s», which may belong to the sentence around it.")
    notices = (Notice("end", Message(template, {"end": name[-1]})),) if name[-1] in ".,;:)" else ()
    return Identifier(
        KIND, normal, {"registrant": found[1], "suffix": found[2].lower(), "url": f"https://doi.org/{normal}"}, notices
    )
