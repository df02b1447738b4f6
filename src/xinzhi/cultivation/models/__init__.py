"""Nouns of the room."""

from .edition import ListEdition, ListOmission, ListPlace, OmissionReason
from .ladder import LadderCheck, LadderStanding, StandingKind
from .library import LibraryMember, LibraryService
from .payment import EVER, Outcome, PaymentLine, PaymentRun

__all__ = [
    "EVER",
    "LadderCheck",
    "LadderStanding",
    "LibraryMember",
    "LibraryService",
    "ListEdition",
    "ListOmission",
    "ListPlace",
    "OmissionReason",
    "Outcome",
    "PaymentLine",
    "PaymentRun",
    "StandingKind",
]
