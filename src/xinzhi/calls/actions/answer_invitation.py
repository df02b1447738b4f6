"""A reviewer takes an invitation on, or declines it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.models import Invitation
from xinzhi.calls.queries.people import managers_of
from xinzhi.calls.workflows_review import INVITATION
from xinzhi.core.action import recorded
from xinzhi.core.actions import notify

from .unchanged import require_unchanged


def accept_invitation(*, actor: Any, invitation: Invitation) -> Invitation:
    """The invitation, taken on. Raises PermissionDenied (the reviewer) and ValidationError (answered already)."""
    step = INVITATION.check(invitation, "accept", actor=actor)
    with recorded("calls.accept_invitation", actor=actor, subject=invitation):
        require_unchanged(invitation)
        invitation.state, invitation.answered_at = step.target, timezone.now()
        invitation.save(update_fields=["state", "answered_at", "updated_at"])
    return invitation


def decline_invitation(*, actor: Any, invitation: Invitation, why: str) -> Invitation:
    """The declined invitation; the office is told that a place is free.

    Raises PermissionDenied (the reviewer) and ValidationError: no reason, an invitation that has ended.
    """
    step = INVITATION.check(invitation, "decline", actor=actor, why=why)
    with recorded("calls.decline_invitation", actor=actor, subject=invitation):
        end_invitation(invitation, step.target, why)
    return invitation


def end_invitation(invitation: Invitation, state: str, why: str) -> None:
    """Let the invitation end in this state, and tell the office. To be called inside an action."""
    require_unchanged(invitation)
    invitation.state, invitation.answered_at, invitation.why = state, timezone.now(), why.strip()[:500]
    invitation.save(update_fields=["state", "answered_at", "why", "updated_at"])
    call = invitation.application.call
    notify(
        recipients=managers_of(call.department_id),
        kind="calls.declined",
        title=_("A reviewer declined: %(call)s") % {"call": call.label},
        url=reverse("calls:reviewing", args=[call.key]),
    )
