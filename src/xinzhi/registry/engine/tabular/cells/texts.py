"""Texts, lists of texts, addresses."""

import re
from urllib.parse import urlsplit

from xinzhi.core.messages import gettext_noop
from xinzhi.registry.engine.tabular.schema import Attribute

from .model import Cell, Context, unfit

_ADDRESS = re.compile(r"https?://\S+|plan:[a-z0-9-]+", re.IGNORECASE)  # plan:… names a text the pack holds
_HARD, _SOFT = re.compile(r"[;；\n]"), re.compile(r"[、\n]")


def text(cell: str, attribute: Attribute, context: Context) -> Cell:
    """The text; spaces around it go unless the column is our own export's."""
    value = cell if context.exact else cell.strip()
    _check_length(value, attribute)
    return Cell(value)


def items(cell: str, attribute: Attribute, context: Context) -> Cell:
    """The texts between ; or ；, and where there is none between 、 (never in our own exports)."""
    if context.exact:
        return Cell(cell.split(";"))
    separator = _HARD if _HARD.search(cell) else _SOFT
    values = [part.strip() for part in separator.split(cell) if part.strip()]
    for value in values:
        _check_length(value, attribute)
    return Cell(list(dict.fromkeys(values)))


def url(cell: str, attribute: Attribute, _context: Context) -> Cell:
    """One address of http or https."""
    value = cell.strip()
    if not _ADDRESS.fullmatch(value) or not _has_host(value):
        suggestion = f"https://{value}" if re.fullmatch(r"www\.\S+|[\w.-]+\.(?:cn|com|org|net)(?:/\S*)?", value) else ""
        if suggestion:
            unfit(
                "url",
                gettext_noop("The address does not begin with http:// or https://."),
                gettext_noop("Perhaps %(suggestion)s is meant."),
                suggestion=suggestion,
            )
        unfit(
            "url",
            gettext_noop("This is not one web address."),
            gettext_noop("Give one address that begins with http:// or https://, without spaces."),
        )
    _check_length(value, attribute)
    return Cell(value)


def _has_host(value: str) -> bool:
    try:
        return value.casefold().startswith("plan:") or bool(urlsplit(value).hostname)
    except ValueError:
        return False


def _check_length(value: str, attribute: Attribute) -> None:
    if attribute.max_length and len(value) > attribute.max_length:
        unfit(
            "too_long",
            gettext_noop("The text has %(found)d characters; %(limit)d fit."),
            gettext_noop("Shorten it, and put the rest into the note."),
            found=len(value),
            limit=attribute.max_length,
        )
