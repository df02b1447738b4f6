"""Who may have a stored file: the rooms say so, each for the things that carry files.

@files.allow
def evidence(user, stored):
return Evidence.objects.filter(file=stored, report__in=visible_reports(user)).exists()
"""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from .models import StoredFile

Predicate = Callable[[Any, StoredFile], bool]
_predicates: list[Predicate] = []


def allow(predicate: Predicate) -> Predicate:
    """Register a reason to hand out a file: True when this user may have it. Registering twice counts once."""
    if predicate not in _predicates:
        _predicates.append(predicate)
    return predicate


def may_have(user: Any, stored: StoredFile) -> bool:
    """Whether any room gives the file to the user. Bytes a person deposited are theirs to fetch again."""
    own = user.is_authenticated and stored.created_by_id == user.pk
    return own or any(predicate(user, stored) for predicate in _predicates)


def address(stored: StoredFile, name: str) -> str:
    """Where the file is downloaded under this name."""
    return reverse("core:file", args=[stored.sha256, name.replace("/", "_").replace("\\", "_") or stored.sha256[:12]])
