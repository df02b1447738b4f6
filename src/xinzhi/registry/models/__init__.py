"""The registers' nouns."""

from .organisation import City, Membership, Organisation, OrganisationKind

__all__ = ["City", "Membership", "Organisation", "OrganisationKind"]
