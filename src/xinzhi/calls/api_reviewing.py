"""The reviewer's side of the API: the own invitations, each application as it may be read, the score sheet.

Whatever the pages keep from a reviewer is kept here too: who applies in a double-blind step, other reviews before the own
one is handed in, and names of reviewers always.
"""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from xinzhi.core.api import PROBLEMS, Many, needs, require_match, signed_in, tagged
from xinzhi.core.api.me import paged
from xinzhi.core.api.schemas import Big, PageQuery
from xinzhi.core.api.words import gettext_lazy as _

from .actions import accept_invitation, declare_conflict, decline_invitation, save_review, submit_review
from .models import Invitation, Review
from .queries.blind import copy_for, title_for
from .queries.reviews import other_reviews
from .rules_review import visible_invitations
from .words import sheet_names

SCOPE = "reviews:write"


class InvitationFacts(Schema):
    """What one is asked to review, and by when."""

    id: int
    call: str = Field(description=_("key of the call"))
    title: str
    state: str
    answer_due: dt.date | None
    review_due: dt.date | None
    simulated: bool


class ReviewAnswer(Schema):
    """A question of the form with its answer as text, or as rows under headings."""

    name: str
    text: str
    heads: list[str]
    rows: list[list[str]]


class ReviewPart(Schema):
    title: str
    answers: list[ReviewAnswer]


class ReviewAttachment(Schema):
    name: str
    url: str


class SheetLine(Schema):
    key: str
    name: str
    most: int


class OtherReview(Schema):
    """Another review, under its number."""

    number: int
    total: float | None
    opinion: str


class ReviewFacts(InvitationFacts):
    """An application as its reviewer may read it, with the sheet and what is written so far."""

    is_blind: bool = Field(description=_("whether what says who applies is left out"))
    organisation: str
    parts: list[ReviewPart]
    files: list[ReviewAttachment]
    withheld: int = Field(description=_("files kept back because they say who applies"))
    sheet: list[SheetLine]
    scores: dict[str, float]
    comments: dict[str, str]
    opinion: str
    note: str
    total: float | None
    submitted_at: dt.datetime | None
    others: list[OtherReview]


class SheetGiven(Schema):
    """Points and comments by the sheet's keys, the opinion for the applicant, a note for the office alone."""

    scores: dict[str, float]
    comments: dict[str, str] = {}
    opinion: str = Field("", max_length=4000)
    note: str = Field("", max_length=4000)


class ReviewReason(Schema):
    why: str = Field(max_length=500)


def add(router: Router) -> None:
    """The operations."""
    listed = {200: Many[InvitationFacts], **PROBLEMS}
    router.get("/reviews", auth=signed_in(), response=listed, summary=_("What I am asked to review"))(mine)
    one = {200: ReviewFacts, **PROBLEMS}
    router.get("/reviews/{number}", auth=signed_in(), response=one, summary=_("One review of mine"))(review)
    for method, path, operation, words in (
        (router.post, "/accept", accept, _("Take an invitation to review on")),
        (router.post, "/decline", decline, _("Decline an invitation to review")),
        (router.post, "/conflict", conflict, _("Say that one is not free to judge an application")),
        (router.put, "/sheet", save, _("Save a score sheet")),
        (router.post, "/submit", submit, _("Hand a review in, for good")),
    ):
        method(f"/reviews/{{number}}{path}", auth=needs(SCOPE), response=one, summary=words)(operation)


def mine(request: HttpRequest, query: PageQuery) -> dict[str, Any]:
    found = paged(request, _mine(request).order_by("pk"), query)
    return found | {"items": [_facts(i) for i in found["items"]]}


def review(request: HttpRequest, number: Big) -> Any:
    return tagged(request, _shown(request, _found(request, number)))


def accept(request: HttpRequest, number: Big) -> Any:
    found = _unchanged(request, number)
    accept_invitation(actor=request.user, invitation=found)
    return tagged(request, _shown(request, found))


def decline(request: HttpRequest, number: Big, body: ReviewReason) -> Any:
    found = _unchanged(request, number)
    decline_invitation(actor=request.user, invitation=found, why=body.why)
    return tagged(request, _shown(request, found))


def conflict(request: HttpRequest, number: Big, body: ReviewReason) -> Any:
    found = _unchanged(request, number)
    declare_conflict(actor=request.user, invitation=found, why=body.why)
    return tagged(request, _shown(request, found))


def save(request: HttpRequest, number: Big, body: SheetGiven) -> Any:
    found = _unchanged(request, number)
    save_review(actor=request.user, invitation=found, **body.dict())
    return tagged(request, _shown(request, found))


def submit(request: HttpRequest, number: Big) -> Any:
    found = _unchanged(request, number)
    submit_review(actor=request.user, invitation=found)
    return tagged(request, _shown(request, found))


def _mine(request: HttpRequest) -> Any:
    rows = visible_invitations(request.user).select_related(
        "reviewer", "application__call", "application__organisation", "application__form"
    )
    return rows.prefetch_related("application__members")


def _found(request: HttpRequest, number: int) -> Invitation:
    found: Invitation = get_object_or_404(_mine(request), pk=number)
    return found


def _unchanged(request: HttpRequest, number: int) -> Invitation:
    found = _found(request, number)
    require_match(request, _shown(request, found))
    return found


def _facts(invitation: Invitation) -> dict[str, Any]:
    application = invitation.application
    return {
        "id": invitation.pk,
        "call": application.call.key,
        "title": title_for(application),
        "state": invitation.state,
        "answer_due": invitation.answer_due,
        "review_due": invitation.review_due,
        "simulated": application.simulated,
    }


def _shown(request: HttpRequest, invitation: Invitation) -> ReviewFacts:
    """What the reviewer's page shows; of a declined one nothing is read any more."""
    copy = copy_for(invitation) if invitation.state != "declined" else None
    written = Review.objects.filter(invitation=invitation).first() or Review()
    sheet = sheet_names(invitation.application.call.rules.sheet)
    return ReviewFacts(
        **_facts(invitation),
        is_blind=copy is not None and copy.is_blind,
        organisation=copy.organisation if copy else "",
        parts=[
            ReviewPart(
                title=section.title,
                answers=[ReviewAnswer(name=a.label, text=a.text, heads=a.head, rows=a.rows) for a in section.answers],
            )
            for section in copy.sections
        ]
        if copy
        else [],
        files=[ReviewAttachment(name=f["name"], url=f["url"]) for f in copy.files] if copy else [],
        withheld=copy.withheld if copy else 0,
        sheet=[SheetLine(key=key, name=name, most=most) for key, name, most in sheet],
        scores=written.scores,
        comments=written.comments,
        opinion=written.opinion,
        note=written.note,
        total=written.total,
        submitted_at=written.submitted_at,
        others=[
            OtherReview(**{k: o[k] for k in ("number", "total", "opinion")})
            for o in other_reviews(request.user, invitation)
        ],
    )
