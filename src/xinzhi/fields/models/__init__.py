"""The field tree's nouns."""

from .field import Field, FieldKind
from .packed import Packed, PackLoad
from .words import WordList

__all__ = ["Field", "FieldKind", "PackLoad", "Packed", "WordList"]
