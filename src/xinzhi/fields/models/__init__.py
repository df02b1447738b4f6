"""The field tree's nouns."""

from .field import Field, FieldKind
from .judgement import Judgement, Training
from .packed import Packed, PackLoad
from .words import WordList

__all__ = ["Field", "FieldKind", "Judgement", "PackLoad", "Packed", "Training", "WordList"]
