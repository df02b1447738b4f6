"""The registers' forms."""

from .claims import FiguresForm, ReasonForm, RelationForm, SplitForm, TitleForm
from .entry import EntryForm, entry_form, initial_of
from .provenance import ProvenanceForm
from .roles import GrantRoleForm

__all__ = [
    "EntryForm",
    "FiguresForm",
    "GrantRoleForm",
    "ProvenanceForm",
    "ReasonForm",
    "RelationForm",
    "SplitForm",
    "TitleForm",
    "entry_form",
    "initial_of",
]
