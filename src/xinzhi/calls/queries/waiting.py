"""What waits in calls for the person who signed in: applications, the department's deadlines, reviews."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from xinzhi.calls.models import Call, DecisionList
from xinzhi.calls.rules import office_applications, own_applications
from xinzhi.calls.rules_review import (
    visible_decision_lists,
    visible_invitations,
    visible_panels,
    visible_visits,
)
from xinzhi.calls.words import STEPS
from xinzhi.calls.workflows import APPLICATION, ENDED
from xinzhi.calls.workflows_review import OPEN
from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.core.workdays import workdays_between

from .blind import title_for
from .desk import exceptions, funnels, overdue
from .standing import next_words, standing_of

_MOST = 8


def calls_waiting(user: Any) -> dict[str, Any]:
    """The blocks of the workbench, each only for whom it concerns.

    `applications`, `office`, `reviews`, `visits`, `panels`, `decisions`.
    """
    found: dict[str, Any] = {}
    if has_role(user, Role.ORG_EDITOR, Role.RESEARCHER) and (rows := _applications(user)):
        found["applications"] = rows
    if has_role(user, Role.PROGRAMME_MANAGER) and (office := _office(user)):
        found["office"] = office
    if has_role(user, Role.EXPERT) and (reviews := _reviews(user)):
        found["reviews"] = reviews
    if has_role(user, Role.EXPERT) and (visits := _visits(user)):
        found["visits"] = visits
    if has_role(user, Role.EXPERT) and (panels := _panels(user)):
        found["panels"] = panels
    if has_role(user, Role.DUTY_OFFICER, Role.PROGRAMME_MANAGER) and (decisions := _decisions(user)):
        found["decisions"] = decisions
    return found


def _applications(user: Any) -> list[dict[str, Any]]:
    """One's own applications that have not ended, what the applicant must act on and the nearest day first."""
    rows = own_applications(user).exclude(state__in=ENDED).exclude(state="draft", call__closes_at__lte=timezone.now())
    joined = rows.select_related("call", "organisation").defer("answers", "saved").order_by("-updated_at")[: 4 * _MOST]
    found = []
    for application in joined:
        standing = standing_of(application)
        mine = application.state in {"draft", "returned"}
        found.append(
            {
                "application": application,
                "state": APPLICATION.state(application),
                "next": next_words(application),
                "due": standing.due if mine else None,
                "left": standing.left if mine else None,
            }
        )
    return sorted(found, key=lambda r: (r["left"] is None, r["left"] or 0))[:_MOST]


def _office(user: Any) -> dict[str, Any] | None:
    """Of the calls of one's department: what is to be checked, what is late, what is odd, which close next."""
    mine = organisations_of(user, Role.PROGRAMME_MANAGER)
    calls = list(Call.objects.filter(department__in=mine).filter(~Q(state__in=["cancelled", "ended"])))
    if not calls:
        return None
    applications = office_applications(user)
    late = overdue(applications, {c.pk: c for c in calls})
    today = timezone.localdate()
    closing = sorted((c for c in calls if c.is_accepting), key=lambda c: c.closes_at)
    return {
        "to_check": sum(f.to_check for f in funnels(calls).values()),
        "late_count": len(late),
        "late": [{"application": x.application, "step": STEPS.get(x.step, ""), "left": -x.days} for x in late[:_MOST]],
        "odd": exceptions(applications)[:_MOST],
        "closing": [{"call": c, "left": workdays_between(today, c.closes_on)} for c in closing[:_MOST]],
    }


def _visits(user: Any) -> list[dict[str, Any]]:
    """Site visits one goes on, by day."""
    today = timezone.localdate()
    rows = visible_visits(user).filter(visitors__user=user.pk, state="scheduled").select_related("application__call")
    return [{"visit": v, "left": workdays_between(today, v.held_on)} for v in rows.order_by("held_on", "pk")[:_MOST]]


def _panels(user: Any) -> list[dict[str, Any]]:
    """Panels one sits on that have not ended, by day."""
    today = timezone.localdate()
    rows = visible_panels(user).filter(seats__reviewer__user=user.pk, closed_at=None).select_related("call")
    return [{"panel": p, "left": workdays_between(today, p.held_on)} for p in rows.order_by("held_on", "pk")[:_MOST]]


def _decisions(user: Any) -> list[DecisionList]:
    """Lists of decisions that wait for one's approval, the oldest first."""
    rows = visible_decision_lists(user).filter(state="draft").exclude(proposed_by=user.pk).select_related("call")
    return [d for d in rows.order_by("created_at", "pk")[:_MOST] if user.has_perm("calls.approve_decisions", d)]


def _reviews(user: Any) -> list[dict[str, Any]]:
    """Invitations to answer and reviews to write, by day; titles as the reviewer may read them."""
    today = timezone.localdate()
    rows = (
        visible_invitations(user)
        .filter(state__in=OPEN)
        .select_related("application__call", "application__organisation", "application__form")
    )
    found = []
    for invitation in rows.prefetch_related("application__members"):
        asks = invitation.state == "invited"
        due = invitation.answer_due if asks else invitation.review_due
        found.append(
            {
                "invitation": invitation,
                "title": title_for(invitation.application),
                "asks": asks,
                "due": due,
                "left": workdays_between(today, due) if due else None,
            }
        )
    return sorted(found, key=lambda r: (r["left"] is None, r["left"] or 0))[:_MOST]
