"""What a webhook may tell: rooms say so for their kinds of things. What no room names is told to nobody.

    events.tell("registry.platform", kind="platform", see=lambda user: visible_entries(user, Platform),
                key=lambda entry: entry.key, address=entry_address)

Things that are persons, or whose label names one (accounts, memberships, tokens), are never named here.
"""

import fnmatch
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from xinzhi.core.models import ActionRecord


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of thing: its word, who sees which of them, and a thing's key and address on this site."""

    kind: str
    see: Callable[[Any], QuerySet[Any]]
    key: Callable[[Any], str]
    address: Callable[[Any], str]


_told: dict[str, Told] = {}


def tell(subject_type: str, told: Told) -> None:
    """Let webhooks tell of things of this model (its lower-case label)."""
    _told[subject_type] = told


def is_told(subject_type: str) -> bool:
    """Whether webhooks ever tell of such things."""
    return subject_type in _told


def may_see(user: Any, subject_type: str, subject_id: str) -> bool:
    """Whether the thing exists and its room shows it to the user."""
    told = _told.get(subject_type)
    return told is not None and told.see(user).filter(pk=subject_id).exists()


def payload(record: ActionRecord, subject: Model) -> dict[str, Any]:
    """What is sent: which action on which thing, when, and where to read it. No values, no persons, no reasons."""
    told = _told[record.subject_type]
    return {
        "id": f"evt_{record.pk}",
        "verb": record.verb,
        "at": record.at.isoformat(),
        "subject": {"kind": told.kind, "key": told.key(subject), "label": str(subject)[:300]},
        "url": f"{settings.BASE_URL}{told.address(subject)}",
        "simulated": record.simulated,
    }


def matches(verb: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns («registry.*», «plan.accept_report», «*») names the verb."""
    return any(fnmatch.fnmatchcase(verb, pattern) for pattern in patterns)
