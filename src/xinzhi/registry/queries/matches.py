"""What the review of possible matches shows: pairs with names, how far it is, which comes next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from xinzhi.registry.match_rules import visible_matches
from xinzhi.registry.models import MatchCandidate, MatchState, Organisation


@dataclass(frozen=True)
class ReviewProgress:
    """Pairs decided, and all."""

    decided: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.decided


def matches_with_names(user: Any) -> QuerySet[MatchCandidate]:
    """The pairs the user may see, with `first_name`, `second_name` and `simulated` (either of the two)."""

    def one(column: str) -> QuerySet[Organisation]:
        return Organisation.objects.filter(pk=OuterRef(column))

    return visible_matches(user).annotate(
        first_name=Subquery(one("first_id").values("name")[:1]),
        second_name=Subquery(one("second_id").values("name")[:1]),
        simulated=Exists(
            Organisation.objects.filter(Q(pk=OuterRef("first_id")) | Q(pk=OuterRef("second_id")), simulated=True)
        ),
    )


def review_progress(user: Any) -> ReviewProgress:
    """How far the review is."""
    counts = visible_matches(user).aggregate(total=Count("pk"), open=Count("pk", filter=Q(state=MatchState.UNDECIDED)))
    return ReviewProgress(counts["total"] - counts["open"], counts["total"])


def next_match(user: Any, after: MatchCandidate | None = None) -> MatchCandidate | None:
    """The next undecided pair, the most probable first; after the last one, the first again; None when all are done."""
    rows = visible_matches(user).filter(state=MatchState.UNDECIDED).order_by("-probability", "pk")
    if after is None:
        return rows.first()
    rows = rows.exclude(pk=after.pk)
    later = Q(probability__lt=after.probability) | Q(probability=after.probability, pk__gt=after.pk)
    return rows.filter(later).first() or rows.first()
