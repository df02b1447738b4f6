"""What a manager's desk shows of calls: the funnel, what is late, what is out of the ordinary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from xinzhi.calls.models import Application, Call, CheckResult
from xinzhi.calls.workflows import ENDED, SELECTED, TO_CHECK

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


def overdue(applications: QuerySet[Application], calls: Mapping[int, Call]) -> list[Late]:
    """Those of the applications to these calls that are past the day their step was to end; the latest first."""
    rows = applications.filter(call__in=list(calls)).exclude(state__in=["draft", *ENDED])
    found = []
    for application in rows.select_related("organisation").defer("answers", "saved"):
        application.call = calls[application.call_id]  # its rules are read once a call
        standing = standing_of(application)
        if standing.is_overdue and standing.left is not None:
            found.append(Late(application, standing.step or "", -standing.left))
    return sorted(found, key=lambda late: -late.days)


def exceptions(applications: QuerySet[Application], least_share: float = 0.2) -> QuerySet[CheckResult]:
    """Last checks, of what waits for the office, that found something failed or much of the text elsewhere."""
    last = CheckResult.objects.filter(application=OuterRef("application")).order_by("-run_at", "-pk")
    return (
        CheckResult.objects.filter(
            application__in=applications.filter(state__in=TO_CHECK), pk=Subquery(last.values("pk")[:1])
        )
        .filter(Q(failed__gt=0) | Q(greatest_overlap__gte=least_share))
        .select_related("application__organisation")
        .defer("findings", "overlaps", "application__answers")
        .order_by("-greatest_overlap", "-failed", "pk")
    )
