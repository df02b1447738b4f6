"""The tree of fields is loaded with the facts."""

from registry.conftest import loaded, pack

__all__ = ["loaded", "pack"]
