"""Identifiers in the registers: checked, normalised, and explained when they fail."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# GB 32100-2015: eighteen characters without I, O, S, V and Z; the last one checks the others.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(3**n % 31 for n in range(17))


def normal_form(kind: str, text: str) -> str:
    """The identifier as it is stored. Raises ValidationError that says what is wrong and what to do."""
    if kind == "uscc" and not is_credit_code(text):
        raise ValidationError(_("This is not a valid credit code: its last character does not fit the others."))
    return text


def is_credit_code(code: str) -> bool:
    """Whether the text is a unified social credit code with a right check character."""
    if not re.fullmatch(f"[{_ALPHABET}]{{18}}", code):
        return False
    total = sum(_ALPHABET.index(c) * w for c, w in zip(code[:17], _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31] == code[17]
