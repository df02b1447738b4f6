"""What the API shows from review to acceptance: public notices, and to each applicant their decision. It names no reviewer."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema

from xinzhi.core.api import PROBLEMS, Many, anyone, signed_in
from xinzhi.core.api.me import paged
from xinzhi.core.api.schemas import Big, PageQuery
from xinzhi.core.api.words import gettext_lazy as _

from .models import Notice
from .queries.reviews import anonymous_reviews
from .rules_review import visible_decisions, visible_notices


class Selected(Schema):
    """An application that a notice names."""

    number: str
    title: str
    organisation: str
    field: str
    city: str


class NoticeFacts(Schema):
    """What is selected in a call, and until when it may be objected to."""

    id: int
    call: str = Field(description=_("key of the call"))
    begins: dt.date
    ends: dt.date
    closed_at: dt.datetime | None
    rows: list[Selected]
    url: str

    @staticmethod
    def resolve_call(notice: Notice) -> str:
        return notice.call.key

    @staticmethod
    def resolve_url(notice: Notice) -> str:
        return reverse("calls:notice", args=[notice.pk])


class Opinion(Schema):
    """What a reviewer said, without a name, in an order that says nothing of anybody."""

    number: int
    total: float
    opinion: str


class DecisionFacts(Schema):
    """The decision on an application."""

    application: str = Field(description=_("number of the application"))
    outcome: str
    grant_fen: int | None
    decided_on: dt.date
    awarded_on: dt.date | None
    why: str
    letter: str
    opinions: list[Opinion]


def add(router: Router) -> None:
    """The operations."""
    router.get("/notices", auth=anyone(), response={200: Many[NoticeFacts], **PROBLEMS}, summary=_("Public notices"))(
        notices
    )
    router.get(
        "/applications/{number}/decision",
        auth=signed_in(),
        response={200: DecisionFacts, **PROBLEMS},
        summary=_("The decision on an application, with the opinions of its reviewers"),
    )(decision)


def notices(request: HttpRequest, query: PageQuery) -> dict[str, Any]:
    return paged(request, visible_notices(request.user).select_related("call"), query)


def decision(request: HttpRequest, number: Big) -> dict[str, Any]:
    rows = visible_decisions(request.user).select_related("application__call")
    found = get_object_or_404(rows, application=number)
    return {
        "application": found.application.number or "",
        "outcome": found.outcome,
        "grant_fen": found.grant_fen,
        "decided_on": found.decided_on,
        "awarded_on": found.awarded_on,
        "why": found.why,
        "letter": found.letter,
        "opinions": anonymous_reviews(found.application),
    }
