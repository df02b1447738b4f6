"""Long work of the registry: primitives in, one action out. Importing it registers the handlers."""

from . import imports, matches

__all__ = ["imports", "matches"]
