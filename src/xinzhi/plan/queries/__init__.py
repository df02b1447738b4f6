"""Reads that several faces of the plan room share. They decide nothing and write nothing."""

from .board import Board, DutyRow, MeasureRow, TargetRow, board
from .obligations import Obligation, obligations
from .people import duty_officers, plan_officers

__all__ = [
    "Board",
    "DutyRow",
    "MeasureRow",
    "Obligation",
    "TargetRow",
    "board",
    "duty_officers",
    "obligations",
    "plan_officers",
]
