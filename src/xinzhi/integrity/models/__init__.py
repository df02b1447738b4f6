"""The nouns of research records."""

from .record import RecordKind, RecordVersion, ResearchRecord
from .space import Openness, ProjectRole, RecordSpace, Review, RoleKind

__all__ = [
    "Openness",
    "ProjectRole",
    "RecordKind",
    "RecordSpace",
    "RecordVersion",
    "ResearchRecord",
    "Review",
    "RoleKind",
]
