"""The verbs of research records, one a file."""

from .deposit_record import Description, deposit_record
from .give_project_role import give_project_role
from .open_space import open_space
from .plan_review import plan_review
from .set_embargo import set_embargo
from .take_project_role import take_project_role
from .withdraw_record import withdraw_record

__all__ = [
    "Description",
    "deposit_record",
    "give_project_role",
    "open_space",
    "plan_review",
    "set_embargo",
    "take_project_role",
    "withdraw_record",
]
