"""The verbs of the field tree, one a file."""

from .judge import judge
from .load_fields import load_fields
from .retrain import retrain

__all__ = ["judge", "load_fields", "retrain"]
