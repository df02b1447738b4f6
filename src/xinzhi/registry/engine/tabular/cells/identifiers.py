"""Identifiers, checked by their kind."""

import re

from xinzhi.core.identifiers import IdentifierError, parse
from xinzhi.core.messages import Message, gettext_noop
from xinzhi.core.tabular.model import WARNING
from xinzhi.registry.engine.tabular.schema import Attribute, narrow

from .model import Cell, Context, Fault, Unfit, unfit

_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}", re.IGNORECASE | re.ASCII)
_PERHAPS = gettext_noop("Perhaps %(suggestion)s is meant.")
_COMPARE = gettext_noop("Compare it with the document, character by character.")
_SEE = gettext_noop("See whether this is meant.")


def identifier(cell: str, attribute: Attribute, _context: Context) -> Cell:
    """The identifier in its normal form; its notices are warnings. A likely reading is only suggested."""
    if _SHORTENED.fullmatch(narrow(cell)):
        unfit(
            "shortened",
            gettext_noop("Excel has shortened the number to «%(value)s»; its last digits are lost."),
            gettext_noop("Format the column as text and enter the number again."),
            value=cell.strip(),
        )
    try:
        found = parse(attribute.target, cell)
    except IdentifierError as error:
        remedy = Message(_PERHAPS, {"suggestion": error.suggestion}) if error.suggestion else Message(_COMPARE)
        raise Unfit(Fault(f"{attribute.target}_{error.code}", error.message, remedy)) from error
    faults = tuple(
        Fault(f"{attribute.target}_{n.code}", n.message, Message(_SEE), WARNING)
        for n in found.notices
        if n.code != "unverified"  # true of every number of such a kind, and said where the kind is explained
    )
    return Cell(found.normal, faults=faults)
