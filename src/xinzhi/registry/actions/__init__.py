"""The verbs of the registers, one a file."""

from .decide_match import decide_match
from .find_matches import FoundMatches, find_matches
from .grant_role import grant_role
from .load_pack_facts import LoadReport, load_pack_facts
from .record_organisation import OrganisationInput, record_organisation
from .revoke_role import revoke_role

__all__ = [
    "FoundMatches",
    "LoadReport",
    "OrganisationInput",
    "decide_match",
    "find_matches",
    "grant_role",
    "load_pack_facts",
    "record_organisation",
    "revoke_role",
]
