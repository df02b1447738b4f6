"""Nouns of the room."""

from .edition import ListEdition, ListOmission, ListPlace, OmissionReason
from .finance import FinanceConsent, FinanceFiling
from .ladder import LadderCheck, LadderStanding, StandingKind
from .library import LibraryMember, LibraryService
from .payment import EVER, Outcome, PaymentLine, PaymentRun

__all__ = [
    "EVER",
    "FinanceConsent",
    "FinanceFiling",
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
