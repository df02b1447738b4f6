"""Reviews as the office and the other reviewers read them, and how far an application's review is."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from xinzhi.calls.models import Application, Call, Conflict, Invitation, PanelItem, Post, Review
from xinzhi.calls.rules_review import others_reviews
from xinzhi.calls.words import sheet_names
from xinzhi.calls.workflows_review import STANDING


def lines_of(review: Review, call: Call) -> list[dict[str, Any]]:
    """Each line of the sheet with points and comment."""
    return [
        {
            "name": name,
            "points": review.scores.get(key),
            "most": most,
            "comment": review.comments.get(key, ""),
        }
        for key, name, most in sheet_names(call.rules.sheet)
    ]


def other_reviews(user: Any, invitation: Invitation) -> list[dict[str, Any]]:
    """What the other reviewers said, under numbers, for one who has handed in; [] where the programme keeps them apart."""
    call = invitation.application.call
    rows = others_reviews(user, invitation).select_related("invitation").order_by("invitation__number")
    return [
        {"number": r.invitation.number, "total": r.total, "opinion": r.opinion, "lines": lines_of(r, call)}
        for r in rows
    ]


def discussion_of(application: Application, user: Any) -> list[dict[str, Any]]:
    """The discussion, each word under «office» or the number of a review, and whether it is the reader's own."""
    posts = Post.objects.filter(application=application).select_related("invitation__reviewer")
    return [
        {
            "number": p.invitation.number if p.invitation else None,
            "own": p.invitation is not None and p.invitation.reviewer.user_id == getattr(user, "pk", None),
            "text": p.text,
            "at": p.at,
        }
        for p in posts
    ]


def anonymous_reviews(application: Application) -> list[dict[str, Any]]:
    """What the applicant reads once it is decided: opinions and points, in an order that says nothing of anybody."""
    rows = Review.objects.filter(invitation__application=application, submitted_at__isnull=False)
    return [
        {"number": n, "total": r.total, "opinion": r.opinion, "lines": lines_of(r, application.call)}
        for n, r in enumerate(sorted(rows, key=lambda r: r.digest), start=1)
    ]


def reviews_before(item: PanelItem, user: Any) -> list[dict[str, Any]]:
    """What a member of the panel reads of an application's reviews: opinions and points without names.

    Who was asked to review it reads no more here than at their own desk: nothing before the own review is handed in, and
    the others' only where the programme discusses.
    """
    application = item.application
    own = Invitation.objects.filter(application=application, reviewer__user=user.pk)
    asked = own.filter(state__in=STANDING).first()
    if asked is None:
        return anonymous_reviews(application)
    rows = others_reviews(user, asked).select_related("invitation")
    return [
        {"number": r.invitation.number, "total": r.total, "opinion": r.opinion, "lines": lines_of(r, application.call)}
        for r in rows
    ]


def progress_of(call: Call) -> QuerySet[Any]:
    """The call's applications in review with how many were asked, took on, handed in and declined."""
    of = {
        state: Count("invitations", filter=Q(invitations__state=state))
        for state in ("invited", "accepted", "done", "declined")
    }
    standing = Count("invitations", filter=Q(invitations__state__in=STANDING))
    rows = Application.objects.filter(call=call, state__in=["eligible", "in_review"])
    counts = {f"n_{name}": count for name, count in of.items()}
    return rows.annotate(**counts, n_standing=standing).select_related("organisation").order_by("number")


def conflicts_by_reviewer(application: Application) -> dict[int, list[Conflict]]:
    """Reviewer to what keeps them from this application."""
    found: dict[int, list[Conflict]] = defaultdict(list)
    for conflict in application.conflicts.all():
        found[conflict.reviewer_id].append(conflict)
    return found


def reviews_by_invitation(invitations: Iterable[Invitation]) -> dict[int, Review]:
    """Invitation to its review, where it is handed in."""
    rows = Review.objects.filter(invitation__in=[i.pk for i in invitations], submitted_at__isnull=False)
    return {r.invitation_id: r for r in rows}
