"""The registers' forms."""

from .claims import FiguresForm, ReasonForm, RelationForm, SplitForm, TitleForm
from .entry import EntryForm, entry_form, initial_of
from .imports import AcceptForm, MappingForm, ProposeForm, RepairForm, UploadForm
from .provenance import ProvenanceForm
from .roles import GrantRoleForm

__all__ = [
    "AcceptForm",
    "EntryForm",
    "FiguresForm",
    "GrantRoleForm",
    "MappingForm",
    "ProposeForm",
    "ProvenanceForm",
    "ReasonForm",
    "RelationForm",
    "RepairForm",
    "SplitForm",
    "TitleForm",
    "UploadForm",
    "entry_form",
    "initial_of",
]
