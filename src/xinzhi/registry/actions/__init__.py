"""The verbs of the registers, one a file."""

from .accept_claim import accept_claim
from .clear_simulation import clear_simulation
from .forget_person import forget_person
from .grant_role import grant_role
from .load_pack_facts import LoadReport, load_pack_facts
from .merge_entries import merge_entries
from .record_figures import record_figures
from .record_relation import record_relation
from .record_statement import record_statement
from .record_title import TitleInput, record_title
from .reject_claim import reject_claim
from .relate_by_name import relate_by_name
from .retract_claim import retract_claim
from .revoke_role import revoke_role
from .simulate_province import Simulated, simulate_province, simulated_load
from .split_entry import split_entry
from .undo_fusion import undo_fusion

__all__ = [
    "LoadReport",
    "Simulated",
    "TitleInput",
    "accept_claim",
    "clear_simulation",
    "forget_person",
    "grant_role",
    "load_pack_facts",
    "merge_entries",
    "record_figures",
    "record_relation",
    "record_statement",
    "record_title",
    "reject_claim",
    "relate_by_name",
    "retract_claim",
    "revoke_role",
    "simulate_province",
    "simulated_load",
    "split_entry",
    "undo_fusion",
]
