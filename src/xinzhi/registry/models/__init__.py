"""The registers' nouns."""

from .candidate import MatchCandidate, MatchState
from .carrier import Park, Platform
from .city import City
from .demand import Demand
from .entry import RegisterEntry
from .membership import Membership
from .organisation import GOVERNING, Organisation, OrganisationKind
from .policy import PlanLevel, PolicyNote, RegionalPlan
from .result import Result, Standard
from .statistic import Nature, Scope, Statistic

__all__ = [
    "GOVERNING",
    "City",
    "Demand",
    "MatchCandidate",
    "MatchState",
    "Membership",
    "Nature",
    "Organisation",
    "OrganisationKind",
    "Park",
    "PlanLevel",
    "Platform",
    "PolicyNote",
    "RegionalPlan",
    "RegisterEntry",
    "Result",
    "Scope",
    "Standard",
    "Statistic",
]
