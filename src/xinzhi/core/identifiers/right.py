"""Number of an intellectual property right of any kind: patents and software are checked, the others kept as given."""

import re
from dataclasses import replace

from . import patent, software
from .model import Identifier
from .text import UNVERIFIED, compact

KIND = "right"
RULE = "ZC 0006-2003; 计算机软件著作权登记号"
EXAMPLE = "ZL201710601862.3"
# A bare number of eight digits may be a trademark: it is taken for a patent only with CN, ZL, a dot or a full length.
_PATENT = re.compile(r"(?:CN|ZL)+[\dX.]+|\d{8}\.[\dX]|(?:19|20)\d{10}(?:\.?[\dX])?", re.ASCII)
_SOFTWARE = re.compile(r"\d{4}SR.*", re.ASCII)


def parse(text: str) -> Identifier:
    """The number in the form of its kind. Raises IdentifierError where it looks like a patent or software and fails."""
    code = compact(text, " -:")
    for shape, kind in ((_PATENT, patent), (_SOFTWARE, software)):
        if shape.fullmatch(code):
            return replace(kind.parse(text), kind=KIND)
    return Identifier(KIND, text.strip(), {}, (UNVERIFIED,))
