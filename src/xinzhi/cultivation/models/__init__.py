"""Nouns of the room."""

from .edition import ListEdition, ListOmission, ListPlace, OmissionReason

__all__ = ["ListEdition", "ListOmission", "ListPlace", "OmissionReason"]
