"""What a term shows at an origin: named columns, each with the family of signals it is told under."""

from .table import FAMILIES, Signals, signals_at

__all__ = ["FAMILIES", "Signals", "signals_at"]
