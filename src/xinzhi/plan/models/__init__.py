"""The plan room's nouns."""

from .duty import Duty, DutyKind, PilotPolicy, PilotState, Press, PressLevel, PressState
from .plan import ActionArea, Instrument, Measure, Plan, PlanState
from .reading import Correction, Reading, ReadingState
from .report import Evidence, Figure, Period, Report, SelfAssessment
from .target import Change, Comparator, Milestone, Rule, Stage, Target

__all__ = [
    "ActionArea",
    "Change",
    "Comparator",
    "Correction",
    "Duty",
    "DutyKind",
    "Evidence",
    "Figure",
    "Instrument",
    "Measure",
    "Milestone",
    "Period",
    "PilotPolicy",
    "PilotState",
    "Plan",
    "PlanState",
    "Press",
    "PressLevel",
    "PressState",
    "Reading",
    "ReadingState",
    "Report",
    "Rule",
    "SelfAssessment",
    "Stage",
    "Target",
]
