"""Identifiers of organisations, people, works, standards and places: read, checked, brought to one form.

Pure: no database, no language. `parse(kind, text)` gives an `Identifier` or raises `IdentifierError`, which explains
the check character, the allowed characters and what to do.
"""

from types import ModuleType

from xinzhi.core.messages import gettext_noop

from . import (
    adcode,
    certificate,
    contract,
    cstr,
    doi,
    industry,
    isbn,
    issn,
    orcid,
    patent,
    software,
    standard,
    stock,
    uscc,
)
from .model import Identifier, IdentifierError, Kind, Notice

__all__ = ["KINDS", "Identifier", "IdentifierError", "Kind", "Notice", "parse"]


def _kind(module: ModuleType, name: str, *, verified: bool = True) -> Kind:
    return Kind(module.KIND, name, module.RULE, module.EXAMPLE, module.parse, verified)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        _kind(uscc, gettext_noop("unified social credit code")),
        _kind(patent, gettext_noop("patent number")),
        _kind(orcid, gettext_noop("ORCID iD")),
        _kind(doi, gettext_noop("DOI"), verified=False),
        _kind(cstr, gettext_noop("CSTR identifier")),
        _kind(standard, gettext_noop("standard number"), verified=False),
        _kind(industry, gettext_noop("industry code")),
        _kind(adcode, gettext_noop("division code")),
        _kind(stock, gettext_noop("stock code"), verified=False),
        _kind(issn, gettext_noop("ISSN")),
        _kind(isbn, gettext_noop("ISBN")),
        _kind(contract, gettext_noop("technology contract number"), verified=False),
        _kind(certificate, gettext_noop("high-tech enterprise certificate"), verified=False),
        _kind(software, gettext_noop("software copyright number"), verified=False),
    )
}


def parse(kind: str, text: str) -> Identifier:
    """The identifier that the text is. Raises KeyError for a kind not in KINDS, IdentifierError for an unsound text."""
    return KINDS[kind].parse(text)
