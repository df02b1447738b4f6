"""The verbs of this room."""

from .declare_facts import declare_facts

__all__ = ["declare_facts"]
