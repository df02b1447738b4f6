"""The registers' nouns."""

from .agreement import Agreement, AgreementKind, Fund, Initiative
from .batch import Import, ImportPolicy, ImportRow, ImportState, RowOutcome
from .candidate import MatchCandidate, MatchState
from .carrier import Facility, FacilityKind, Park, ParkKind, Platform
from .city import City
from .claim import Claim, ClaimState, Confidence
from .demand import Demand
from .entry import RegisterEntry, Standing
from .fusion import Fusion, FusionKind
from .knowledge import (
    College,
    CollegeKind,
    Discipline,
    IntellectualProperty,
    Project,
    PropertyKind,
    PropertyState,
    Technology,
)
from .membership import Membership
from .organisation import GOVERNING, Organisation, OrganisationKind
from .person import Consent, Person
from .policy import PlanLevel, PolicyNote, RegionalPlan
from .relation import INVERSE, Relation, RelationRole, Title, TitleStanding
from .result import Product, ProductKind, Result, Standard
from .statement import Observation, Statement
from .statistic import Nature, Scope, Statistic

__all__ = [
    "GOVERNING",
    "INVERSE",
    "Agreement",
    "AgreementKind",
    "City",
    "Claim",
    "ClaimState",
    "College",
    "CollegeKind",
    "Confidence",
    "Consent",
    "Demand",
    "Discipline",
    "Facility",
    "FacilityKind",
    "Fund",
    "Fusion",
    "FusionKind",
    "Import",
    "ImportPolicy",
    "ImportRow",
    "ImportState",
    "Initiative",
    "IntellectualProperty",
    "MatchCandidate",
    "MatchState",
    "Membership",
    "Nature",
    "Observation",
    "Organisation",
    "OrganisationKind",
    "Park",
    "ParkKind",
    "Person",
    "PlanLevel",
    "Platform",
    "PolicyNote",
    "Product",
    "ProductKind",
    "Project",
    "PropertyKind",
    "PropertyState",
    "RegionalPlan",
    "RegisterEntry",
    "Relation",
    "RelationRole",
    "Result",
    "RowOutcome",
    "Scope",
    "Standard",
    "Standing",
    "Statement",
    "Statistic",
    "Technology",
    "Title",
    "TitleStanding",
]
