"""The verbs of the registers, one a file."""

from .accept_claim import accept_claim
from .accept_import import accept_import
from .check_import import check_import
from .clear_simulation import clear_simulation
from .decide_match import decide_match
from .find_matches import FoundMatches, find_matches
from .forget_person import forget_person
from .grant_role import grant_role
from .load_pack_facts import LoadReport, load_pack_facts
from .map_import import map_import
from .merge_entries import merge_entries
from .propose_import import propose_import
from .record_figures import record_figures
from .record_relation import record_relation
from .record_statement import record_statement
from .record_title import TitleInput, record_title
from .reject_claim import reject_claim
from .reject_import import reject_import
from .relate_by_name import relate_by_name
from .repair_row import repair_row
from .retract_claim import retract_claim
from .revoke_role import revoke_role
from .simulate_province import Simulated, simulate_province, simulated_load
from .skip_row import skip_row
from .split_entry import split_entry
from .start_import import start_import
from .undo_fusion import undo_fusion
from .undo_import import undo_import

__all__ = [
    "FoundMatches",
    "LoadReport",
    "Simulated",
    "TitleInput",
    "accept_claim",
    "accept_import",
    "check_import",
    "clear_simulation",
    "decide_match",
    "find_matches",
    "forget_person",
    "grant_role",
    "load_pack_facts",
    "map_import",
    "merge_entries",
    "propose_import",
    "record_figures",
    "record_relation",
    "record_statement",
    "record_title",
    "reject_claim",
    "reject_import",
    "relate_by_name",
    "repair_row",
    "retract_claim",
    "revoke_role",
    "simulate_province",
    "simulated_load",
    "skip_row",
    "split_entry",
    "start_import",
    "undo_fusion",
    "undo_import",
]
