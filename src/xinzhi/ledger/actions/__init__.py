"""The log's verbs, one a file."""

from .add_cosignature import add_cosignature
from .enter import enter
from .enter_missing import enter_missing
from .forget_person import forget_entries, forget_person
from .integrate import integrate, integrate_all

__all__ = ["add_cosignature", "enter", "enter_missing", "forget_entries", "forget_person", "integrate", "integrate_all"]
