"""Calendar feeds of a plan: the public one, and one department's by a signed address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from xinzhi.plan.feeds import department_feed, organisation_of, plan_feed
from xinzhi.plan.models import Plan, PlanState

from .common import plan_or_404

_FRESH_FOR = 3600


def calendar(request: HttpRequest, plan: str) -> HttpResponse:
    """Deadlines of targets, milestones and reports; `?lang=en` or `?lang=zh-hans` chooses the language."""
    found = plan_or_404(request, plan)
    response = _file(plan_feed(found, language=request.GET.get("lang", "")), f"{found.key}.ics")
    # A draft is seen by its office alone: no cache between may keep it for others.
    public = found.state != PlanState.DRAFT
    response["Cache-Control"] = f"{'public' if public else 'private'}, max-age={_FRESH_FOR}"
    return response


def department_calendar(request: HttpRequest, plan: str, token: str) -> HttpResponse:
    """What one department owes and by when. The token in the address is the permission: calendars cannot sign in."""
    found = get_object_or_404(Plan.objects.defer("text").exclude(state=PlanState.DRAFT), key=plan)
    organisation = organisation_of(token, found)
    if organisation is None:
        raise Http404
    feed = department_feed(found, organisation, language=request.GET.get("lang", ""))
    response = _file(feed, f"{found.key}-{organisation.key}.ics")
    response["Cache-Control"] = "private, no-store"
    return response


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
