"""The ground floor's verbs, one a file."""

from .notify import notify
from .store_file import store_file

__all__ = ["notify", "store_file"]
