"""Find who may not review what, and let a reviewer declare a conflict."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, Call, Conflict, ConflictKind, Invitation, Reviewer
from xinzhi.calls.queries.matching import conflicts_of
from xinzhi.calls.workflows_review import INVITATION
from xinzhi.core.action import recorded, require

from .answer_invitation import end_invitation

REVIEWED = ("eligible", "in_review")


def find_conflicts(*, actor: Any, call: Call) -> int:
    """How many reasons stand after looking again at every reviewer and every application of the call that is to be reviewed.

    What reviewers declared stays. Raises PermissionDenied (managers of the call).
    """
    require(actor, "calls.manage_review", call)
    with recorded("calls.find_conflicts", actor=actor, subject=call) as change:
        count = store_conflicts(to_review(call), list(Reviewer.objects.filter(is_active=True)))
        change.note("conflicts", None, count)
    return count


def to_review(call: Call) -> list[Application]:
    """The applications of the call that passed the check, with what the matching reads."""
    rows = Application.objects.filter(call=call, state__in=REVIEWED).order_by("number")
    found = list(rows.select_related("form", "organisation", "field").prefetch_related("members"))
    for application in found:
        application.call = call
    return found


def store_conflicts(applications: list[Application], reviewers: list[Reviewer]) -> int:
    """Replace the found conflicts of these pairs; the number that stands. To be called inside an action."""
    year = timezone.localdate().year
    found = {
        (application.pk, reviewer.pk, reason.kind, reason.about[:300]): reason.year
        for reviewer, application, reason in conflicts_of(reviewers, applications, year=year)
    }
    held = Conflict.objects.filter(application__in=applications, reviewer__in=reviewers)
    held.exclude(kind=ConflictKind.DECLARED).delete()
    Conflict.objects.bulk_create(
        (Conflict(application_id=a, reviewer_id=r, kind=k, about=w, year=y) for (a, r, k, w), y in found.items()),
        batch_size=500,
        ignore_conflicts=True,
    )
    return held.count()


def declare_conflict(*, actor: Any, invitation: Invitation, why: str) -> Invitation:
    """The invitation, declined because the reviewer says that they are not free to judge; they are not asked again.

    Raises PermissionDenied (the reviewer) and ValidationError: no reason, an invitation that has ended.
    """
    step = INVITATION.check(invitation, "decline", actor=actor, why=why)
    if not why.strip():
        raise ValidationError({"why": _("Give a reason.")})
    with recorded("calls.declare_conflict", actor=actor, subject=invitation):
        Conflict.objects.get_or_create(
            application=invitation.application,
            reviewer=invitation.reviewer,
            kind=ConflictKind.DECLARED,
            about=why.strip()[:300],
        )
        end_invitation(invitation, step.target, why)
    return invitation
