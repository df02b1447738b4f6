"""Reads that several faces of the plan room share. They decide nothing and write nothing."""

from .board import AreaRow, Board, DutyRow, MeasureRow, TargetRow, board, targets_today
from .effects import Effect, effects
from .obligations import Obligation, obligations
from .overdue import LateDuty, late_duties, pressing_words
from .people import duty_officers, plan_officers
from .periods import Deadline, Proposal, deadline, next_quarter
from .publication import new_departments
from .story import FieldChange, records, since_returned

__all__ = [
    "AreaRow",
    "Board",
    "Deadline",
    "DutyRow",
    "Effect",
    "FieldChange",
    "LateDuty",
    "MeasureRow",
    "Obligation",
    "Proposal",
    "TargetRow",
    "board",
    "deadline",
    "duty_officers",
    "effects",
    "late_duties",
    "new_departments",
    "next_quarter",
    "obligations",
    "plan_officers",
    "pressing_words",
    "records",
    "since_returned",
    "targets_today",
]
