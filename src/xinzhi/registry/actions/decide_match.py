"""Decide whether two entries are the same, a part of each other, or different."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.registry import match_rules  # noqa: F401  registers the permissions
from xinzhi.registry.models import MatchCandidate, MatchState, Organisation
from xinzhi.registry.rules import visible_entries


def decide_match(*, actor: Any, candidate: MatchCandidate, decision: str, why: str = "") -> MatchCandidate:
    """The candidate with the decision, who took it and when; what follows from «same» is the merge of the two.

    «Different» and «part of» may be changed later, «same» may not: the entries are then one. Raises PermissionDenied
    and ValidationError: no such decision, entries that are gone, a pair that is decided as the same.
    """
    require(actor, "registry.decide_match", candidate)
    if decision not in MatchState.values or decision == MatchState.UNDECIDED:
        raise ValidationError(_("Choose: the same, a part of the other, or different."), code="decision")
    with recorded("registry.decide_match", actor=actor, subject=candidate, why=why):
        row = MatchCandidate.objects.select_for_update().get(pk=candidate.pk)
        if row.state == MatchState.SAME:
            raise ValidationError(_("This pair is decided already: the two are the same."), code="state")
        ids = [row.first_id, row.second_id]
        if visible_entries(actor, Organisation).filter(pk__in=ids).count() != len(ids):
            raise ValidationError(_("One of the two entries is no longer there. Look for matches again."), code="gone")
        candidate.state, candidate.why = decision, why.strip()[:500]
        candidate.decided_by, candidate.decided_at = actor, timezone.now()
        candidate.save()
    return candidate
