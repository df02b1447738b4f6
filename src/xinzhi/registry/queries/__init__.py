"""Reads of the registers that several faces share."""

from .activity import CityActivity, FieldActivity, city_activity, field_activity
from .latest import LatestFacts, latest_changes
from .overview import RegisterState, register_counts, register_states
from .related import Group, related

__all__ = [
    "CityActivity",
    "FieldActivity",
    "Group",
    "LatestFacts",
    "RegisterState",
    "city_activity",
    "field_activity",
    "latest_changes",
    "register_counts",
    "register_states",
    "related",
]
