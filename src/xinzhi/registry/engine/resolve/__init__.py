"""Which records are one organisation under several names; `names` reads a name, `pairs` compares them."""

from .model import COMPARISONS, Comparison, Level
from .names import Name, analyse
from .pairs import Pair, Reason, Record, Resolution, resolve

__all__ = [
    "COMPARISONS",
    "Comparison",
    "Level",
    "Name",
    "Pair",
    "Reason",
    "Record",
    "Resolution",
    "analyse",
    "resolve",
]
