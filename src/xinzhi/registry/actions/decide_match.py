"""Decide whether two entries are the same, a part of each other, or different."""

import contextlib
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry import match_rules  # noqa: F401  registers the permissions
from xinzhi.registry.engine.choose import TRUST
from xinzhi.registry.models import (
    Confidence,
    MatchCandidate,
    MatchState,
    Organisation,
    RelationRole,
    Standing,
    Statement,
)
from xinzhi.registry.provenance import Provenance

from .merge_entries import merge_entries
from .record_relation import record_relation


def decide_match(*, actor: Any, candidate: MatchCandidate, decision: str, why: str = "") -> MatchCandidate:
    """The candidate with the decision, who took it and when. «Same» merges the two; «part of» records the relation.

    «Different» and «part of» may be changed later, «same» only by undoing the merge. Raises PermissionDenied and
    ValidationError: no such decision, entries that are gone, a pair that is decided as the same, a merge that is refused.
    """
    require(actor, "registry.decide_match", candidate)
    if decision not in MatchState.values or decision == MatchState.UNDECIDED:
        raise ValidationError(_("Choose: the same, a part of the other, or different."), code="decision")
    with recorded("registry.decide_match", actor=actor, subject=candidate, why=why):
        row = MatchCandidate.objects.select_for_update().get(pk=candidate.pk)
        if row.state == MatchState.SAME:
            raise ValidationError(_("This pair is decided already: the two are the same."), code="state")
        ids = [row.first_id, row.second_id]
        entries = Organisation.objects.exclude(standing__in=[Standing.MERGED, Standing.WITHDRAWN]).in_bulk(ids)
        if len(entries) != len(ids):
            raise ValidationError(_("One of the two entries is no longer there. Look for matches again."), code="gone")
        candidate.state, candidate.why = decision, why.strip()[:500]
        candidate.decided_by, candidate.decided_at = actor, timezone.now()
        candidate.save()
        reason = candidate.why or _("Decided in the review of possible matches.")
        if decision == MatchState.SAME:
            keep, absorb = _better_known(*entries.values())
            merge_entries(actor=actor, keep=keep, absorb=absorb, why=reason)
        elif decision == MatchState.PART_OF and row.whole_id in entries:
            whole = entries.pop(row.whole_id)
            _record_part(actor, next(iter(entries.values())), whole, reason)
    return candidate


def _better_known(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Which of the two stays: the one from the more trusted source, then the one more is said of, then the older."""
    said = Counter(
        Statement.objects.filter(kind="organisation", entry_id__in=[one.pk, other.pk]).values_list(
            "entry_id", flat=True
        )
    )
    first, second = sorted((one, other), key=lambda e: (TRUST.index(e.confidence), -said[e.pk], e.pk))
    return first, second


def _record_part(actor: Any, part: Organisation, whole: Organisation, why: str) -> None:
    """Propose the relation, unless it stands already; a second person accepts it as any other."""
    day = timezone.localdate()
    seen = Provenance(why, day, confidence=Confidence.DERIVED.value)
    with contextlib.suppress(ValidationError):
        record_relation(actor=actor, first=part, role=RelationRole.PART_OF, second=whole, provenance=seen, why=why)
