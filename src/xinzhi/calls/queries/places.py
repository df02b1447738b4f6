"""Where each application in review stands by what reviewers gave so far, for lists that choose among thousands."""

from collections.abc import Sequence
from dataclasses import dataclass

from xinzhi.calls.engine.calibrate import Scores, disagreements
from xinzhi.calls.engine.ranking import rank
from xinzhi.calls.models import Application, Call, Review
from xinzhi.core.remember import remember

from .rankings import DECIDED_FROM


@dataclass(frozen=True, slots=True)
class Place:
    """Rank (1 is best) and quality with leniency taken out; whether its reviewers are further apart than the rule allows."""

    rank: int
    quality: float
    disputed: bool


def places_of(call: Call) -> dict[int, Place]:
    """Application to its place, in order of rank; those without a review are left out. The order is that of the decision."""
    return remember(("calls.places", call.pk), lambda: _places(call))


def _places(call: Call) -> dict[int, Place]:
    # In the order of `rankings.standings_of`: equal quality is told apart by it.
    rows = Application.objects.filter(call=call, state__in=DECIDED_FROM).order_by("number", "pk")
    applications = list(rows.values_list("pk", flat=True))
    number = {pk: n for n, pk in enumerate(applications)}
    reviews = Review.objects.filter(invitation__application__in=rows, submitted_at__isnull=False, total__isnull=False)
    given = list(reviews.order_by("pk").values_list("invitation__application", "invitation__reviewer", "total"))
    if not given:
        return {}
    seats = {r: n for n, r in enumerate(sorted({r for _a, r, _t in given}))}
    scores = Scores.of([(number[a], seats[r], float(t or 0)) for a, r, t in given], len(applications), len(seats))
    ranking = rank(scores, places=len(applications), draws=1)
    rule = call.rules.review
    found = disagreements(scores, ranking.calibrated.leniency, rule.disagreement) if rule else []
    disputed = {d.application for d in found}
    return {applications[r.application]: Place(r.rank, r.quality, r.application in disputed) for r in ranking.rows}


def between(places: dict[int, Place], first: int | None, last: int | None) -> Sequence[int]:
    """The applications whose rank lies within the bounds, both included."""
    return [pk for pk, p in places.items() if (first is None or p.rank >= first) and (last is None or p.rank <= last)]
