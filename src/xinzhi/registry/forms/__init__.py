"""The registers' forms."""

from .entry import EntryForm, entry_form, initial_of
from .provenance import ProvenanceForm
from .roles import GrantRoleForm

__all__ = ["EntryForm", "GrantRoleForm", "ProvenanceForm", "entry_form", "initial_of"]
