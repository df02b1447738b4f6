"""The log's nouns."""

from .entry import Entry, EntryKind, Opening, Pseudonym
from .tree import Checkpoint, Cosignature, Log, Tile

__all__ = ["Checkpoint", "Cosignature", "Entry", "EntryKind", "Log", "Opening", "Pseudonym", "Tile"]
