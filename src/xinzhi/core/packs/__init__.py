"""Packs: a region as data. Reading, finding and checking them, without Django. See docs/packs.md."""

from .check import also_check, check_document, check_pack, check_tables
from .columns import KINDS as FACT_KINDS
from .find import find_pack, list_packs
from .load import Pack
from .model import (
    ActionFile,
    BaselineFile,
    City,
    ContextFile,
    Department,
    Fact,
    FieldNode,
    GoalFile,
    InstrumentFile,
    MeasureFile,
    MilestoneRule,
    PackError,
    PlanFile,
    Problem,
    TargetFile,
)

__all__ = [
    "FACT_KINDS",
    "ActionFile",
    "BaselineFile",
    "City",
    "ContextFile",
    "Department",
    "Fact",
    "FieldNode",
    "GoalFile",
    "InstrumentFile",
    "MeasureFile",
    "MilestoneRule",
    "Pack",
    "PackError",
    "PlanFile",
    "Problem",
    "TargetFile",
    "also_check",
    "check_document",
    "check_pack",
    "check_tables",
    "find_pack",
    "list_packs",
]
