"""Two people at once: an action goes on only from what its actor saw."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)


def lock(subject: Row, **expected: Any) -> Row:
    """Lock the row until the transaction ends, and see that these fields still hold what was read of them.

    To be called inside `recorded`. Raises ValidationError (code "stale") when another person was first.
    """
    stored: Row = type(subject)._base_manager.select_for_update().get(pk=subject.pk)  # noqa: SLF001  documented manager
    if any(getattr(stored, name) != value for name, value in expected.items()):
        raise ValidationError(_("Someone else was first. Look at the page again before you go on."), code="stale")
    return stored
