"""What reviewers have in common: the attributes by which an application's reviewers and panels are mixed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xinzhi.calls.models import Application, Invitation, Reviewer
from xinzhi.calls.workflows_review import STANDING

# Attribute of programme files to the reviewer's field.
ATTRIBUTES = {"institution": "affiliation", "discipline": "discipline", "sex": "sex", "region": "region"}


def value_of(reviewer: Reviewer, by: str) -> str | None:
    """The reviewer's value of an attribute, None where it is not given."""
    return getattr(reviewer, ATTRIBUTES[by]).strip() or None


def standing_values(
    applications: Sequence[Application], bounds: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, Counter[str]]]]:
    """Of each application (row) with reviewers asked already: how often each value of the bounded attributes occurs."""
    if not bounds:
        return
    rows = Invitation.objects.filter(application__in=[a.pk for a in applications], state__in=STANDING)
    yield from _counted(rows.select_related("reviewer"), bounds).items()


def alike(invitations: Iterable[Invitation], bounds: Mapping[str, int]) -> list[dict[str, Any]]:
    """Applications whose reviewers (of these invitations) share a value more often than a bound allows.

    Each: application (row), by, value, count, most.
    """
    return [
        {"application": pk, "by": by, "value": value, "count": count, "most": bounds[by]}
        for pk, counts in _counted(invitations, bounds).items()
        for by, values in counts.items()
        for value, count in values.items()
        if count > bounds[by]
    ]


def _counted(invitations: Iterable[Invitation], bounds: Mapping[str, int]) -> dict[int, dict[str, Counter[str]]]:
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: {by: Counter() for by in bounds})
    for invitation in invitations:
        for by in bounds:
            if value := value_of(invitation.reviewer, by):
                found[invitation.application_id][by][value] += 1
    return found
