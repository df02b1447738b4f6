"""One identifier for each request, in its answer's header and in whatever it recorded."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The identifier of the request being served, or "" outside one (CLI, job)."""
    return _request_id.get()


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request_id.set(str(uuid.uuid4()))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = _request_id.get()
            return response
        finally:
            _request_id.reset(token)


class OneVersionMiddleware:
    """Asks for the version of the data (`core.remember`) once in a request that only reads, of a visitor seldom."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from .remember import one_version

        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with one_version(0.0 if request.user.is_authenticated else settings.VISITOR_PATIENCE):
            return self.get_response(request)
