"""Move many applications at once. Part of an action: no access check, no record."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from xinzhi.calls.models import Application
from xinzhi.calls.workflows import APPLICATION

_FIELDS = ["state", "entered_state_at", "state_why", "updated_at"]


def move_all(applications: Sequence[Application], step: str, *, actor: Any, why: str = "") -> None:
    """Take the step of the table APPLICATION with every application. KeyError and ValueError are the caller's mistakes."""
    transition = APPLICATION.transition(step)
    now = timezone.now()
    for application in applications:
        if application.state not in transition.sources:
            raise ValueError(f"application {application.pk} cannot {step} from {application.state}")
        application.state, application.entered_state_at, application.updated_at = transition.target, now, now
        application.state_why = why
    bulk_update_with_history(
        list(applications), Application, _FIELDS, batch_size=200, default_user=actor, default_change_reason=why[:100]
    )
