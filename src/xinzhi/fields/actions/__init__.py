"""The verbs of the field tree, one a file."""

from .load_fields import load_fields

__all__ = ["load_fields"]
