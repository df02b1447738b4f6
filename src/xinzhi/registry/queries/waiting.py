"""What waits for a second person, for those who decide and for who recorded it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from xinzhi.registry.models import Claim, ClaimState, RegisterEntry, Relation, Statement, Title
from xinzhi.registry.rules import visible_claims

from .find import entries_by_row

CLAIMS: tuple[tuple[str, type[Claim]], ...] = (("statement", Statement), ("relation", Relation), ("title", Title))
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Open:
    """A claim that waits: of which kind, about which entry."""

    kind: str
    claim: Any
    entry: RegisterEntry


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many claims this person may decide and how many of their own wait, and the first of them, oldest first."""

    to_decide: int
    own: int
    first: list[Open]


def waiting_for(user: Any) -> Waiting:
    """What this person has to decide (for those who may), else what of their own waits. Nobody: nothing, no query."""
    if not user.is_authenticated:
        return Waiting(0, 0, [])
    decides = user.has_perm("registry.decide")
    to_decide = own = 0
    oldest: list[tuple[str, Any]] = []
    for kind, model in CLAIMS:
        rows = visible_claims(user, model).filter(state=ClaimState.PROPOSED).select_related("recorded_by")
        is_own = Q(recorded_by=user.pk)
        mine = rows.filter(is_own).count()
        own += mine
        if decides:
            to_decide += rows.count() - mine
        if decides or mine:
            oldest += [
                (kind, row) for row in (rows.exclude(is_own) if decides else rows.filter(is_own)).order_by("pk")[:SHOWN]
            ]
    oldest.sort(key=lambda pair: pair[1].created_at)
    entries = entries_by_row({claim.about for _kind, claim in oldest[:SHOWN]})
    first = [Open(kind, c, entries[c.about]) for kind, c in oldest[:SHOWN] if c.about in entries]
    return Waiting(to_decide, own, first)
