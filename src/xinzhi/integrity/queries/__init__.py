"""What can be asked of research records."""

from .proofs import Proved, proved
from .report import Line, SpaceReport, space_report
from .shown import shown_records

__all__ = ["Line", "Proved", "SpaceReport", "proved", "shown_records", "space_report"]
