"""The log's faces: pages for people, plain files for machines."""

from .files import bundle, checkpoint, cosignatures, tile, verifier
from .forget import forget
from .pages import check, entry, index, thing

__all__ = ["bundle", "check", "checkpoint", "cosignatures", "entry", "forget", "index", "thing", "tile", "verifier"]
