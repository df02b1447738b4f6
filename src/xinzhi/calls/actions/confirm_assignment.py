"""Confirm proposed invitations: reviewers are asked, applications go to review."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.calls.engine.programme import ReviewRule
from xinzhi.calls.models import Application, AssignmentRun, Call, Invitation
from xinzhi.core.action import recorded, require
from xinzhi.core.actions.notify import deliver, notices_for
from xinzhi.core.models import Notification
from xinzhi.core.workdays import add_workdays

from .moving import move_all

_REVIEW_DAYS = 15


def days_of(call: Call, rule: ReviewRule) -> tuple[dt.date, dt.date]:
    """The last day to answer and the last day to review of an invitation sent today."""
    today = timezone.localdate()
    return add_workdays(today, rule.answer_workdays), add_workdays(today, call.rules.workdays("review") or _REVIEW_DAYS)


def confirm_assignment(*, actor: Any, run: AssignmentRun) -> int:
    """How many reviewers are asked: every proposed invitation of the run is sent, and its application is in review.

    Raises PermissionDenied (managers of the call) and ValidationError (nothing to confirm, confirmed already).
    """
    require(actor, "calls.manage_review", run)
    call, rule = run.call, run.call.rules.review
    waiting = list(run.invitations.filter(state="proposed").select_related("reviewer__user", "application"))
    if rule is None or not waiting or run.confirmed_at is not None:
        raise ValidationError(_("There is nothing to confirm."), code="state")
    answer, due = days_of(call, rule)
    with recorded("calls.confirm_assignment", actor=actor, subject=run) as change:
        now = timezone.now()
        run.confirmed_at = now
        run.save(update_fields=["confirmed_at"])
        ids = [i.pk for i in waiting]
        Invitation.objects.filter(pk__in=ids).update(
            state="invited", invited_at=now, answer_due=answer, review_due=due, updated_at=now
        )
        first = {i.application_id for i in waiting if i.application.state == "eligible"}
        move_all(list(Application.objects.filter(pk__in=first, state="eligible")), "review", actor=actor)
        change.note("invited", None, len(waiting))
        tell(waiting)
    return len({i.reviewer_id for i in waiting})


def tell(invitations: list[Invitation]) -> None:
    """One notice for each reviewer, however many invitations they have."""
    counts: dict[Any, int] = {}
    for invitation in invitations:
        user = invitation.reviewer.user
        counts[user] = counts.get(user, 0) + 1
    notices: list[Notification] = []
    for user, count in counts.items():
        title = ngettext(
            "You are asked to review an application", "You are asked to review %(count)d applications", count
        ) % {"count": count}
        notices += notices_for([user], kind="calls.invited", title=title, url=reverse("calls:my_reviews"))
    deliver(notices)
