"""Ranked lists: reading, ranking, reliability, moves, coherence, bundles. Pure: arrays and plain data in and out."""

from .bundle import Recomputed, digest_of, recompute, results_of, write_bundle
from .coherence import Coherence, coherence
from .listfile import Gate, Group, Indicator, ListError, ListFile, Tier, check_list, read_list
from .moves import Cause, Move, Moves, moves
from .prepare import LeftOut
from .ranking import Ranking, rank
from .table import Firms, read_firms
from .uncertainty import Effect, Reliability, reliability

__all__ = [
    "Cause",
    "Coherence",
    "Effect",
    "Firms",
    "Gate",
    "Group",
    "Indicator",
    "LeftOut",
    "ListError",
    "ListFile",
    "Move",
    "Moves",
    "Ranking",
    "Recomputed",
    "Reliability",
    "Tier",
    "check_list",
    "coherence",
    "digest_of",
    "moves",
    "rank",
    "read_firms",
    "read_list",
    "recompute",
    "reliability",
    "results_of",
    "write_bundle",
]
