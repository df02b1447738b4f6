"""The calendar of calls as an iCalendar file."""

from django.http import HttpRequest, HttpResponse

from xinzhi.calls.feeds import calls_feed
from xinzhi.calls.rules import visible_calls

from .common import call_or_404

_FRESH_FOR = 3600


def calendar(request: HttpRequest) -> HttpResponse:
    """First and last days of every published call; `?lang=en` or `?lang=zh-hans` chooses the language."""
    calls = visible_calls(None).filter(state="published")
    return _file(calls_feed(calls, language=request.GET.get("lang", "")), "calls.ics")


def call_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The days of one call."""
    call = call_or_404(request, key)
    return _file(
        calls_feed([call], language=request.GET.get("lang", "")), f"{call.key}.ics", public=call.state != "draft"
    )


def _file(content: bytes, name: str, *, public: bool = True) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = f"{'public' if public else 'private'}, max-age={_FRESH_FOR}"
    return response
