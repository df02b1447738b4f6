"""Name a candidate, merge it into another, reject it, take it back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.foresight.models import Candidate, CandidateState, ListEntry
from xinzhi.foresight.workflows import OPEN


def name_candidate(*, actor: Any, candidate: Candidate, name: str) -> Candidate:
    """The candidate with this Chinese name ("" takes it away). Raises PermissionDenied (analysts, plan office)."""
    require(actor, "foresight.prepare", candidate)
    with recorded("foresight.name_candidate", actor=actor, subject=candidate):
        candidate.name = name.strip()[:120]
        candidate.save()
    return candidate


def merge_candidate(*, actor: Any, candidate: Candidate, into: Candidate, why: str) -> Candidate:
    """The candidate, merged into another of the same run.

    Raises PermissionDenied and ValidationError: no reason, itself, another run's, one that is merged or rejected, one that stands on
    an open edition.
    """
    require(actor, "foresight.prepare", candidate)
    _open_and_reasoned(candidate, why)
    if into.pk == candidate.pk or into.run_id != candidate.run_id or into.state != CandidateState.OPEN:
        raise ValidationError(_("Choose another open candidate of the same run."), code="into")
    if candidate.merged.exists():
        raise ValidationError(_("Others are merged into this one: merge those first."), code="chain")
    return _decide(candidate, CandidateState.MERGED, actor, why, into=into)


def reject_candidate(*, actor: Any, candidate: Candidate, why: str) -> Candidate:
    """The candidate, rejected with a reason. Raises PermissionDenied and ValidationError: no reason, on an open edition."""
    require(actor, "foresight.prepare", candidate)
    _open_and_reasoned(candidate, why)
    return _decide(candidate, CandidateState.REJECTED, actor, why)


def restore_candidate(*, actor: Any, candidate: Candidate, why: str = "") -> Candidate:
    """The candidate, open again. Raises PermissionDenied and ValidationError where it is open."""
    require(actor, "foresight.prepare", candidate)
    if candidate.state == CandidateState.OPEN:
        raise ValidationError(_("It is open."), code="state")
    return _decide(candidate, CandidateState.OPEN, actor, why)


def _open_and_reasoned(candidate: Candidate, why: str) -> None:
    if candidate.state != CandidateState.OPEN:
        raise ValidationError(_("It is merged or rejected already."), code="state")
    if not why.strip():
        raise ValidationError(_("Give a reason."), code="reason")
    if ListEntry.objects.filter(candidate=candidate, edition__state__in=OPEN).exists():
        raise ValidationError(_("It stands on an edition in preparation: take it out there first."), code="listed")


def _decide(
    candidate: Candidate, state: CandidateState, actor: Any, why: str, *, into: Candidate | None = None
) -> Candidate:
    verb = {"merged": "merge", "rejected": "reject", "open": "restore"}[state.value]
    with recorded(f"foresight.{verb}_candidate", actor=actor, subject=candidate, why=why):
        candidate.state, candidate.merged_into, candidate.note, candidate.decided_by = state, into, why[:500], actor
        candidate.save()
    return candidate
