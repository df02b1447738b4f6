"""The registers' forms."""

from .entry import EntryForm, entry_form, initial_of
from .imports import AcceptForm, MappingForm, ProposeForm, RepairForm, UploadForm
from .provenance import ProvenanceForm
from .roles import GrantRoleForm

__all__ = [
    "AcceptForm",
    "EntryForm",
    "GrantRoleForm",
    "MappingForm",
    "ProposeForm",
    "ProvenanceForm",
    "RepairForm",
    "UploadForm",
    "entry_form",
    "initial_of",
]
