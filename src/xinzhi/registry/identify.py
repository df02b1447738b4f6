"""Identifiers in the registers: checked, normalised, and explained in the reader's language when they fail."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from xinzhi.core.identifiers import IdentifierError, parse


def normal_form(kind: str, text: str) -> str:
    """The identifier as it is stored. Raises ValidationError that says what is wrong and what to do."""
    try:
        return parse(kind, text).normal
    except IdentifierError as error:
        raise ValidationError(error.message.text(gettext), code=error.code) from error
