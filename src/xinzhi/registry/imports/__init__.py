"""What an import does with the registers at hand: a file read, its rows compared, its problems kept. Nothing is shown."""

from .checking import Checker, Fate
from .origin import provenance_for
from .reading import open_batch, sheet_of
from .stored import from_stored, to_stored

__all__ = ["Checker", "Fate", "from_stored", "open_batch", "provenance_for", "sheet_of", "to_stored"]
