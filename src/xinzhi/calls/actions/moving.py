"""Move many applications at once. Part of an action: no access check, no record."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from xinzhi.calls.models import Application
from xinzhi.calls.workflows import APPLICATION

from .unchanged import stale


def move_all(applications: Sequence[Application], step: str, *, actor: Any, why: str = "") -> None:
    """Take the step of the table APPLICATION with every application; a write or two however many they are.

    ValidationError (code "stale") when one of them is no longer where it was. KeyError and ValueError are the caller's
    mistakes.
    """
    transition = APPLICATION.transition(step)
    now = timezone.now()
    for application in applications:
        if application.state not in transition.sources:
            raise ValueError(f"application {application.pk} cannot {step} from {application.state}")
        application.state, application.entered_state_at, application.updated_at = transition.target, now, now
        application.state_why = why
    rows = Application.objects.filter(pk__in=[a.pk for a in applications], state__in=transition.sources)
    if rows.update(state=transition.target, state_why=why, entered_state_at=now, updated_at=now) != len(applications):
        raise stale()
    Application.history.bulk_history_create(
        applications, batch_size=200, update=True, default_user=actor, default_change_reason=why[:100]
    )
