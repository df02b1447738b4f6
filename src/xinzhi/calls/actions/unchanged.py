"""Two people at once: an action goes on only from what its actor saw."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _


def require_unchanged(subject: Model, attribute: str = "state", *also: str) -> tuple[Any, ...]:
    """Lock the row until the transaction ends, and see that nobody changed the attribute since it was read.

    Returns what the row holds in the attributes `also`. To be called inside `recorded`. Raises ValidationError (code "stale") when another person was first.
    """
    manager = type(subject)._base_manager  # noqa: SLF001  Django's documented manager
    stored, *rest = manager.select_for_update().values_list(attribute, *also).get(pk=subject.pk)
    if stored != getattr(subject, attribute):
        raise stale()
    return tuple(rest)


def stale(**params: Any) -> ValidationError:
    """What is said to the second of two."""
    return ValidationError(
        _("Someone else was first. Look at the page again before you go on."), code="stale", params=params
    )
