"""The index itself: pure, knows no database and no person, only documents and audience tokens."""

from .index import SCHEMA_VERSION, Asked, Found, Hit, Index
from .marks import mark, snippet
from .model import FACETS, PUBLIC, Document
from .text import MOST_CHARACTERS, parts_of

__all__ = [
    "FACETS",
    "MOST_CHARACTERS",
    "PUBLIC",
    "SCHEMA_VERSION",
    "Asked",
    "Document",
    "Found",
    "Hit",
    "Index",
    "mark",
    "parts_of",
    "snippet",
]
