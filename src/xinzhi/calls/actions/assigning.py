"""The one place that asks the assignment engine."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SECONDS = 120.0


@dataclass(frozen=True)
class Assigned:
    """(reviewer, application) index pairs, and what is proven of them."""

    pairs: list[tuple[int, int]]
    certificate: dict[str, Any]


def solve(scores: Any, need: Any, loads: tuple[Any, Any], barred: Any) -> Assigned:
    """The best assignment of reviewers (rows, with least and greatest `loads`) to applications (columns).

    Raises ValidationError where none keeps all limits.
    """
    # The solvers weigh tens of megabytes: only a process that assigns loads them.
    from xinzhi.calls.engine.assign import InfeasibleError, assign

    try:
        found = assign(scores, need, loads[1], loads[0], barred, seconds=SECONDS)
    except InfeasibleError as error:
        raise ValidationError(
            _("No assignment keeps conflicts and loads: %(why)s"), code="infeasible", params={"why": str(error)}
        ) from error
    certificate = {
        "total": round(found.total, 6),
        "worst": round(found.worst, 6),
        "bound": round(found.bound, 6),
        "worst_bound": round(found.worst_bound, 6),
        "certified": bool(found.certified),
        "seconds": round(found.seconds, 2),
    }
    return Assigned([(int(i), int(j)) for i, j in found.pairs], certificate)
