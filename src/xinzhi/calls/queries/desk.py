"""What a manager's desk shows of calls: the funnel, what is late, what is out of the ordinary."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from xinzhi.calls.models import Application, Call, CheckResult
from xinzhi.calls.workflows import SELECTED, TO_CHECK

from .standing import standing_of

# Stages of the funnel: each counts what has come at least so far.
_PAST_CHECK = {"eligible", "in_review", "reserve", "rejected", "terminated", *SELECTED}
_DECIDED = {"reserve", "rejected", "terminated", *SELECTED}
STAGES: dict[str, frozenset[str]] = {
    "passed": frozenset(_PAST_CHECK),
    "decided": frozenset(_DECIDED),
    "selected": frozenset({*SELECTED, "terminated"}),
    "running": frozenset({"running", "accepted", "terminated"}),
    "accepted": frozenset({"accepted"}),
}


@dataclass
class Funnel:
    """Counts of one call: begun (drafts too), handed in, and each stage of STAGES; to_check and returned as they are."""

    begun: int = 0
    submitted: int = 0
    stages: dict[str, int] = field(default_factory=dict)
    to_check: int = 0
    returned: int = 0


def funnels(calls: Iterable[Call]) -> dict[int, Funnel]:
    """The funnel of each call by its number; one query for all."""
    found: dict[int, Funnel] = {c.pk: Funnel(stages=dict.fromkeys(STAGES, 0)) for c in calls}
    counts = (
        Application.objects.filter(call__in=list(found))
        .values("call", "state")
        .annotate(n=Count("pk"), handed=Count("pk", filter=Q(submitted_at__isnull=False)))
    )
    for row in counts.order_by("call", "state"):
        funnel, state, n = found[row["call"]], row["state"], row["n"]
        funnel.begun += n
        funnel.submitted += row["handed"]
        funnel.to_check += n if state in TO_CHECK else 0
        funnel.returned += n if state == "returned" else 0
        for stage, states in STAGES.items():
            funnel.stages[stage] += n if state in states else 0
    return found


@dataclass(frozen=True, slots=True)
class Late:
    """An application whose step is overdue by so many working days."""

    application: Application
    step: str
    days: int


def overdue(applications: Any) -> list[Late]:
    """The applications, of a queryset with their calls, that are past the day their step was to end; the latest first."""
    found = []
    for application in applications.exclude(state="draft").select_related("call", "organisation"):
        standing = standing_of(application)
        if standing.is_overdue and standing.left is not None:
            found.append(Late(application, standing.step or "", -standing.left))
    return sorted(found, key=lambda late: -late.days)


def exceptions(applications: Any, least_share: float = 0.2) -> list[CheckResult]:
    """Last checks, of what waits for the office, that found something failed or a great overlap with another text."""
    waiting = applications.filter(state__in=TO_CHECK)
    seen: set[int] = set()
    found: list[CheckResult] = []
    rows = CheckResult.objects.filter(application__in=waiting).select_related("application__organisation")
    for result in rows.order_by("application", "-run_at", "-pk"):
        if result.application_id in seen:
            continue
        seen.add(result.application_id)
        great = [o for o in result.overlaps if max(o["share"], o["other_share"]) >= least_share]
        if result.failed or great:
            found.append(result)
    return found
