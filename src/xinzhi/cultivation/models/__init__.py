"""Nouns of the room."""

from .edition import ListEdition, ListOmission, ListPlace, OmissionReason
from .payment import EVER, Outcome, PaymentLine, PaymentRun

__all__ = [
    "EVER",
    "ListEdition",
    "ListOmission",
    "ListPlace",
    "OmissionReason",
    "Outcome",
    "PaymentLine",
    "PaymentRun",
]
