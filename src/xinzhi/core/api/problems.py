"""Errors as RFC 9457 problem documents, in the caller's language."""

import logging
from collections.abc import Iterable
from typing import Any

import ninja.errors
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI

logger = logging.getLogger(__name__)

KINDS = {
    308: ("moved", gettext_lazy("Part of another now")),
    400: ("unreadable", gettext_lazy("The request cannot be read")),
    401: ("unauthenticated", gettext_lazy("Say who you are")),
    403: ("forbidden", gettext_lazy("Not allowed")),
    404: ("missing", gettext_lazy("Not there")),
    405: ("method", gettext_lazy("This address does not do that")),
    409: ("conflict", gettext_lazy("Conflict with another request")),
    412: ("changed", gettext_lazy("Changed meanwhile")),
    413: ("large", gettext_lazy("Too large")),
    422: ("invalid", gettext_lazy("Some values are not valid")),
    429: ("limit", gettext_lazy("Too many requests")),
    500: ("failure", gettext_lazy("The service failed")),
}


class Problem(Exception):  # noqa: N818  RFC 9457's own word
    """An answer other than success, raised from anywhere below `served`."""

    def __init__(
        self, status: int, detail: Any, *, errors: Iterable[tuple[str, str]] = (), headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.headers = status, str(detail), list(errors), headers or {}


class Moved(Problem):
    """What is asked for has become part of something else: 308 with the address of that."""

    def __init__(self, address: str) -> None:
        super().__init__(
            308, _("This was merged: read %(address)s.") % {"address": address}, headers={"Location": address}
        )


class Unauthenticated(Problem):
    """Who asks is not known, or no longer: 401 with what the token lacks."""

    def __init__(self, detail: Any, error: str = "") -> None:
        challenge = f'Bearer realm="xinzhi", error="{error}"' if error else 'Bearer realm="xinzhi"'
        super().__init__(401, detail, headers={"WWW-Authenticate": challenge})


def answer(problem: Problem) -> HttpResponse:
    """The problem document: type, title, status, detail, and for each wrong field its reason."""
    key, title = KINDS[problem.status]
    body: dict[str, Any] = {
        "type": f"/api/#{key}",
        "title": str(title),
        "status": problem.status,
        "detail": problem.detail,
        "errors": [{"field": field, "reason": reason} for field, reason in problem.errors],
    }
    response = JsonResponse(body, status=problem.status, content_type="application/problem+json")
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def from_exception(error: Exception, user: Any) -> Problem:  # noqa: PLR0911  a table of exceptions
    """The problem an exception amounts to; a 500 with the traceback in the log where nobody foresaw it."""
    match error:
        case Problem():
            return error
        case PermissionDenied():
            if user is None or not user.is_authenticated:
                return Unauthenticated(_("Sign in, or send a token."))
            return Problem(403, str(error) or _("You may not do this."))
        case ValidationError():
            return _from_validation(error)
        case ninja.errors.ValidationError():
            return Problem(422, _("Look at the fields named."), errors=map(_field_and_reason, error.errors))
        case Http404():
            return Problem(404, _("There is nothing here, or nothing that you may see."))
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return Problem(413, _("The request is larger than this service takes."))
        case ninja.errors.HttpError():
            return Problem(error.status_code if error.status_code in KINDS else 400, str(error))
        case BadRequest() | MultiPartParserError() | UnicodeError():
            return Problem(400, str(error) or _("The request cannot be read."))
    logger.error("API failure", exc_info=error)
    return Problem(500, _("Something failed on our side. The request's number helps to find out what."))


def install(api: NinjaAPI) -> None:
    """Let `served` see every exception: ninja's own handlers would answer in another form."""

    def reraise(_request: HttpRequest, error: Any) -> HttpResponse:
        raise error

    for kind in (Exception, Http404, ninja.errors.HttpError, ninja.errors.ValidationError):
        api.add_exception_handler(kind, reraise)


def _from_validation(error: ValidationError) -> Problem:
    """422 with the fields; 412 where somebody else was first."""
    named = getattr(error, "error_dict", None) or {"": [error]}
    errors = [(field, text) for field, found in named.items() for one in found for text in one.messages]
    stale = any(one.code == "stale" for found in named.values() for part in found for one in part.error_list)
    return Problem(412 if stale else 422, " ".join(text for _field, text in errors), errors=errors)


# How many steps of pydantic's path are not the caller's: the part of the request, and our name of the body.
_NOT_THEIRS = {"body": 2, "query": 1, "path": 1, "header": 1, "form": 1, "file": 1}


def _field_and_reason(error: dict[str, Any]) -> tuple[str, str]:
    """Where (dots between the steps; "" for the body as a whole) and why, as pydantic says it."""
    where = [str(step) for step in error.get("loc", ())]
    start = _NOT_THEIRS.get(where[0], 0) if where else 0
    return ".".join(where[start:]), str(error.get("msg", ""))
