"""The field tree's nouns."""

from .field import Field, FieldKind
from .packed import Packed, PackLoad

__all__ = ["Field", "FieldKind", "PackLoad", "Packed"]
