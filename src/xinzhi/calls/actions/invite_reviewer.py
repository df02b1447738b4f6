"""Ask one more reviewer, take an invitation back, put another in someone's place, remind who is late."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, Call, Conflict, Invitation, Reviewer
from xinzhi.calls.queries.loads import loads_in
from xinzhi.calls.queries.matching import affinities
from xinzhi.calls.workflows_review import INVITATION
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import notify
from xinzhi.core.workdays import add_workdays

from .confirm_assignment import days_of, tell
from .find_conflicts import REVIEWED, store_conflicts
from .moving import move_all
from .unchanged import require_unchanged


def invite_reviewer(
    *, actor: Any, application: Application, reviewer: Reviewer, replaces: Invitation | None = None
) -> Invitation:
    """The invitation, sent.

    Raises PermissionDenied (managers of the call), ValidationError: not in review, a conflict of interest, asked
    already, a reviewer who rests, or a full load.
    """
    require(actor, "calls.manage_review", application)
    call, rule = application.call, application.call.rules.review
    if rule is None or application.state not in REVIEWED:
        raise ValidationError(_("This application is not to be reviewed now."), code="state")
    problems = []
    if Invitation.objects.filter(application=application, reviewer=reviewer).exists():
        problems.append(_("This reviewer was asked already."))
    if not reviewer.is_active:
        problems.append(_("This reviewer does not review at present."))
    if loads_in(call).get(reviewer.pk, 0) >= rule.load_most:
        problems.append(_("This reviewer has as many applications as the programme allows."))
    if problems:
        raise ValidationError(problems)
    answer, due = days_of(call, rule)
    with recorded("calls.invite_reviewer", actor=actor, subject=call) as change:
        store_conflicts([application], [reviewer])
        if Conflict.objects.filter(application=application, reviewer=reviewer).exists():
            raise ValidationError(_("A conflict of interest stands between them."), code="conflict")
        invitation = Invitation.objects.create(
            application=application,
            reviewer=reviewer,
            number=application.invitations.count() + 1,
            affinity=_affinity(reviewer, application),
            state="invited",
            invited_at=timezone.now(),
            answer_due=answer,
            review_due=due,
            replaces=replaces,
        )
        if application.state == "eligible":
            move_all([application], "review", actor=actor)
        change.note("invited", None, 1)
    tell([invitation])
    return invitation


def _affinity(reviewer: Reviewer, application: Application) -> float:
    """How well they fit, on the scale of the whole pool."""
    pool = [reviewer, *Reviewer.objects.filter(is_active=True).exclude(pk=reviewer.pk)]
    return float(affinities(pool, [application])[0, 0])


def withdraw_invitation(*, actor: Any, invitation: Invitation, why: str) -> Invitation:
    """The invitation, taken back. Raises PermissionDenied (managers of the call), ValidationError (no reason, ended)."""
    step = INVITATION.check(invitation, "withdraw", actor=actor, why=why)
    with recorded("calls.withdraw_invitation", actor=actor, subject=invitation, why=why):
        require_unchanged(invitation)
        invitation.state, invitation.why, invitation.answered_at = step.target, why.strip()[:500], timezone.now()
        invitation.save(update_fields=["state", "why", "answered_at", "updated_at"])
    return invitation


def replace_reviewer(*, actor: Any, invitation: Invitation) -> Invitation:
    """The invitation that takes the place of one declined or taken back: to the free reviewer who fits best.

    Raises PermissionDenied (managers of the call) and ValidationError: it stands, it is replaced, nobody is free.
    """
    require(actor, "calls.manage_review", invitation)
    if invitation.state not in {"declined", "withdrawn"} or invitation.replaced_by.exists():
        raise ValidationError(_("This place is not free."), code="state")
    application = invitation.application
    best = best_free(application)
    if best is None:
        raise ValidationError(_("Nobody in the pool is free and without a conflict."), code="nobody")
    return invite_reviewer(actor=actor, application=application, reviewer=best, replaces=invitation)


def best_free(application: Application) -> Reviewer | None:
    """The reviewer who fits best of those who are active, not asked yet, not full, and without a conflict."""
    rule = application.call.rules.review
    asked = Invitation.objects.filter(application=application).values("reviewer")
    barred = Conflict.objects.filter(application=application).values("reviewer")
    free = Reviewer.objects.filter(is_active=True).exclude(pk__in=asked).exclude(pk__in=barred)
    held = loads_in(application.call)
    rows = [r for r in free if rule is None or held.get(r.pk, 0) < rule.load_most]
    if not rows:
        return None
    fits = affinities(rows, [application])[:, 0]
    return rows[int(fits.argmax())]


def remind_reviewers(*, actor: Any, call: Call) -> int:
    """How many reviewers were reminded: those whose answer or review is due within the programme's days, each once a day.

    Raises PermissionDenied (managers of the call).
    """
    require(actor, "calls.manage_review", call)
    rule = call.rules.review
    soon = add_workdays(timezone.localdate(), rule.remind_workdays if rule else 2)
    late = Q(state="invited", answer_due__lte=soon) | Q(state="accepted", review_due__lte=soon)
    fresh = Q(reminded_at__isnull=True) | Q(reminded_at__date__lt=timezone.localdate())
    rows = list(Invitation.objects.filter(late, fresh, application__call=call).select_related("reviewer__user"))
    with recorded("calls.remind_reviewers", actor=actor, subject=call) as change:
        Invitation.objects.filter(pk__in=[i.pk for i in rows]).update(reminded_at=timezone.now())
        change.note("reminded", None, len(rows))
    people = {i.reviewer.user for i in rows}
    notify(recipients=people, kind="calls.reminded", title=_("A review is due soon"), url=reverse("calls:my_reviews"))
    return len(people)
