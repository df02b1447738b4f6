"""The plan room's verbs, one a file: access -> validate -> change -> record. Nothing else writes here."""

from .accept_report import accept_report
from .answer_press import answer_press
from .attach_evidence import attach_evidence
from .attach_text import attach_text
from .close_press import close_press
from .correct_reading import correct_reading
from .discard_reading import discard_reading
from .edit_report import FigureInput, edit_report
from .edit_target import MilestoneInput, edit_target
from .load_plan import load_plan
from .open_period import open_period
from .press_duty import ANSWER_WITHIN, next_level, press_duty
from .publish_reading import publish_reading
from .read_text import read_text
from .record_pilot import record_pilot
from .remove_evidence import remove_evidence
from .return_report import return_report
from .send_weekly_digest import send_weekly_digest
from .start_report import start_report
from .submit_report import submit_report
from .undo_correction import can_be_undone, undo_correction

__all__ = [
    "ANSWER_WITHIN",
    "FigureInput",
    "MilestoneInput",
    "accept_report",
    "answer_press",
    "attach_evidence",
    "attach_text",
    "can_be_undone",
    "close_press",
    "correct_reading",
    "discard_reading",
    "edit_report",
    "edit_target",
    "load_plan",
    "next_level",
    "open_period",
    "press_duty",
    "publish_reading",
    "read_text",
    "record_pilot",
    "remove_evidence",
    "return_report",
    "send_weekly_digest",
    "start_report",
    "submit_report",
    "undo_correction",
]
