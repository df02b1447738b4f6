"""What can be asked of the log."""

from .bundles import bundle_of
from .proofs import Proof, proof_of, proofs_of
from .standing import LogStanding, log_standing
from .tiles import published, read_tiles

__all__ = ["LogStanding", "Proof", "bundle_of", "log_standing", "proof_of", "proofs_of", "published", "read_tiles"]
