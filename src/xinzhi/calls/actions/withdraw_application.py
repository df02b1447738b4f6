"""Withdraw an application, or throw a draft away."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application
from xinzhi.calls.queries.people import managers_of
from xinzhi.calls.workflows import APPLICATION
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify

from .unchanged import require_unchanged


def withdraw_application(*, actor: Any, application: Application, why: str) -> Application:
    """The withdrawn application; the office is told. Raises PermissionDenied (editors of the organisation) and ValidationError."""
    step = APPLICATION.check(application, "withdraw", actor=actor, why=why)
    with recorded("calls.withdraw_application", actor=actor, subject=application, why=why):
        require_unchanged(application)
        application.state, application.entered_state_at = step.target, timezone.now()
        application.state_why = why.strip()
        application.save(update_fields=["state", "entered_state_at", "state_why", "updated_at"])
    if application.submitted_at:
        notify(
            recipients=managers_of(application.call.department_id),
            kind="calls.withdrawn",
            title=_("Withdrawn: %(number)s") % {"number": application.number},
            body=why,
            url=reverse("calls:application", args=[application.pk]),
        )
    return application


def delete_draft(*, actor: Any, application: Application) -> None:
    """Delete a draft that was never handed in. Raises PermissionDenied (its writers), ValidationError once it was."""
    require(actor, "calls.delete_draft", application)
    if application.state != "draft" or application.submitted_at is not None:
        raise ValidationError(_("It was handed in: withdraw it instead."), code="state")
    with recorded("calls.delete_draft", actor=actor, subject=application):
        require_unchanged(application)
        application.delete()
