"""The one place that asks the assignment engine."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SECONDS = 120.0
_ROUNDS = 4  # of exempting applications that alone cannot keep to a limit on diversity


@dataclass(frozen=True)
class Wanted:
    """What is to be filled, for reviewers (rows) and applications (columns).

    `need` of each application, `upper` and `lower` load of each reviewer, `barred` pairs. `groups` are names of
    attributes with each reviewer's value (None: not known) and how many reviewers of an application may share one.
    """

    need: Any
    upper: Any
    lower: Any
    barred: Any
    groups: Sequence[tuple[str, list[Any], int]] = ()


@dataclass(frozen=True)
class Assigned:
    """(reviewer, application) index pairs, and what is proven of them."""

    pairs: list[tuple[int, int]]
    certificate: dict[str, Any] = field(default_factory=dict)


def solve(scores: Any, wanted: Wanted) -> Assigned:
    """The best assignment; limits on diversity are kept by every application that can.

    Raises ValidationError where none keeps needs, loads and conflicts.
    """
    # The solvers weigh tens of megabytes: only a process that assigns loads them.
    from xinzhi.calls.engine.assign import Diversity, InfeasibleError, assign

    exempt: set[int] = set()
    bound = bool(wanted.groups)
    for left in range(_ROUNDS, -1, -1):
        rules = [Diversity(values, most, name=by, exempt=exempt) for by, values, most in wanted.groups if bound]
        try:
            found = (
                assign(
                    scores,
                    wanted.need,
                    wanted.upper,
                    wanted.lower,
                    wanted.barred,
                    rules,
                    seconds=SECONDS / (_ROUNDS + 1),
                )
                if rules
                else assign(scores, wanted.need, wanted.upper, wanted.lower, wanted.barred, seconds=SECONDS)
            )
        except InfeasibleError as error:
            if not rules:
                raise _impossible(error) from error
            fresh = set(error.applications) - exempt
            exempt |= fresh
            bound = bool(fresh) and left > 1
        else:
            break
    certificate: dict[str, Any] = {
        "total": round(found.total, 6),
        "worst": round(found.worst, 6),
        "bound": round(found.bound, 6),
        "worst_bound": round(found.worst_bound, 6),
        "certified": bool(found.certified),
        "seconds": round(found.seconds, 2),
    }
    if wanted.groups:
        certificate["diversity"] = {by: most for by, _values, most in wanted.groups}
    return Assigned([(int(i), int(j)) for i, j in found.pairs], certificate)


def solve_by_chance(scores: Any, wanted: Wanted, most: float, seed: int) -> Assigned:
    """An assignment drawn with the seed, no reviewer given an application with a probability above `most`.

    Raises ValidationError where no probabilities keep needs, loads and conflicts.
    """
    from xinzhi.calls.engine.assign import InfeasibleError, InputError, draw

    given = (scores, wanted.need, wanted.upper, wanted.lower, wanted.barred)
    try:
        found = draw(*given, most=most, seed=seed, seconds=SECONDS)
    except InputError as error:
        raise ValidationError({"max_probability": _("Give a probability: more than 0, at most 1.")}) from error
    except InfeasibleError as error:
        raise _impossible(error) from error
    certificate = {
        "total": round(found.total, 6),
        "worst": round(found.worst, 6),
        "expected_total": round(found.expected_total, 6),
        "expected_worst": round(found.expected_worst, 6),
        "bound": round(found.bound, 6),
        "worst_bound": round(found.worst_bound, 6),
        "certified": False,
        "seconds": round(found.seconds, 2),
        "max_probability": most,
        "seed": seed,
    }
    return Assigned([(int(i), int(j)) for i, j in found.pairs], certificate)


def _impossible(error: ValueError) -> ValidationError:
    text = _("No assignment keeps conflicts and loads: %(why)s")
    return ValidationError(text, code="infeasible", params={"why": str(error)})
