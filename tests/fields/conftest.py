"""The tree of fields lives on the registers' floor: the same addresses, the same facts."""

from registry.conftest import loaded, own_floor, pack

__all__ = ["loaded", "own_floor", "pack"]
