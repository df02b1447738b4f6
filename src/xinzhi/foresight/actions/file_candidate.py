"""File a candidate under a field by hand."""

from typing import Any

from xinzhi.core.action import recorded, require
from xinzhi.fields.actions import judge
from xinzhi.fields.models import Field
from xinzhi.foresight.models import Candidate, ListEntry


def file_candidate(*, actor: Any, candidate: Candidate, field: Field | None, why: str = "") -> Candidate:
    """The candidate under this field (None: under none of them), and its entries on drafts with it.

    The classifier learns it too, from real candidates. Raises PermissionDenied (analysts, plan office).
    """
    require(actor, "foresight.prepare", candidate)
    with recorded("foresight.file_candidate", actor=actor, subject=candidate, why=why):
        candidate.field, candidate.field_chance, candidate.field_by_hand = field, None, True
        candidate.save()
        ListEntry.objects.filter(candidate=candidate, edition__state="draft").update(field=field)
        if not candidate.simulated:
            judge(actor=actor, text=f"{candidate.name} {candidate.term}".strip(), field=field)
    return candidate
