"""What is a person's own: who they are, their notices, jobs and saved views."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from xinzhi.core.actions import cancel_job, mark_read, resume_job
from xinzhi.core.models import Job, Notification, SavedView
from xinzhi.core.queries import visible_jobs, visible_notices
from xinzhi.core.roles import roles_of
from xinzhi.core.views.common import signed_in as signed

from .callers import caller_of, needs, signed_in
from .paging import next_address, page_of, query_of
from .schemas import PROBLEMS, Big, Done, Many, PageQuery
from .words import gettext_lazy as _

router = Router(tags=["me"])


class RoleHeld(Schema):
    role: str
    organisation: str = Field(description=_("key of the organisation"))


class Me(Schema):
    """Who is behind the token or session, and what it may do."""

    username: str
    display_name: str
    roles: list[RoleHeld]
    scopes: list[str] | None = Field(description=_("of the token; null for a session"))
    expires_at: dt.datetime | None


class Notice(Schema):
    id: int
    kind: str
    title: str
    body: str
    url: str
    created_at: dt.datetime
    read_at: dt.datetime | None


class JobState(Schema):
    id: int
    kind: str
    title: str
    state: str
    done: int
    total: int
    message: str
    result_url: str
    created_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


class View(Schema):
    id: int
    page: str
    name: str
    query: str


@router.get("/me", auth=signed_in(), response={200: Me, **PROBLEMS}, summary=_("Who am I"))
def me(request: HttpRequest) -> dict[str, Any]:
    user = signed(request)
    token = caller_of(request).token
    pairs = roles_of(user)
    keys = {m.organisation_id: m.organisation.key for m in user.memberships.select_related("organisation")}
    return {
        "username": user.username,
        "display_name": str(user),
        "roles": [{"role": role, "organisation": keys[organisation]} for role, organisation in sorted(pairs)],
        "scopes": token.scopes if token else None,
        "expires_at": token.expires_at if token else None,
    }


@router.get("/me/notices", auth=signed_in(), response={200: Many[Notice], **PROBLEMS}, summary=_("My notices"))
def notices(request: HttpRequest, query: PageQuery) -> dict[str, Any]:
    return paged(request, visible_notices(request.user), query)


@router.post(
    "/me/notices/{number}/read",
    auth=needs("inbox:write"),
    response={200: Done, **PROBLEMS},
    summary=_("Mark a notice as read"),
)
def read(request: HttpRequest, number: Big) -> dict[str, str]:
    notice: Notification = get_object_or_404(visible_notices(request.user), pk=number)
    return {"done": str(mark_read(actor=request.user, notice=notice))}


@router.get("/me/jobs", auth=signed_in(), response={200: Many[JobState], **PROBLEMS}, summary=_("My jobs"))
def jobs(request: HttpRequest, query: PageQuery) -> dict[str, Any]:
    return paged(request, visible_jobs(request.user), query)


@router.get("/me/jobs/{number}", auth=signed_in(), response={200: JobState, **PROBLEMS}, summary=_("One job"))
def job(request: HttpRequest, number: Big) -> Job:
    return get_object_or_404(visible_jobs(request.user), pk=number)


@router.post(
    "/me/jobs/{number}/cancel",
    auth=needs("inbox:write"),
    response={200: JobState, **PROBLEMS},
    summary=_("Stop a job"),
)
def cancel(request: HttpRequest, number: Big) -> Job:
    return cancel_job(actor=request.user, job=get_object_or_404(visible_jobs(request.user), pk=number))


@router.post(
    "/me/jobs/{number}/resume",
    auth=needs("inbox:write"),
    response={200: JobState, **PROBLEMS},
    summary=_("Let a failed or stopped job go on"),
)
def resume(request: HttpRequest, number: Big) -> Job:
    return resume_job(actor=request.user, job=get_object_or_404(visible_jobs(request.user), pk=number))


@router.get("/me/views", auth=signed_in(), response={200: Many[View], **PROBLEMS}, summary=_("My saved views"))
def views(request: HttpRequest, query: PageQuery) -> dict[str, Any]:
    return paged(request, SavedView.objects.filter(owner=signed(request)).exclude(name=""), query)


def paged(request: HttpRequest, rows: Any, query: Any) -> dict[str, Any]:
    """One page of a list that has neither filters nor a choice of order."""
    asked = f"{request.path}?{query_of(request)}"
    found, cursor = page_of(rows, limit=query.limit, cursor=query.cursor or "", query=asked)
    return {"items": found, "next": next_address(request, cursor), "count": rows.count() if query.count else None}
