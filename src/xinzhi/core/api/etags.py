"""Strong ETags over what is sent; If-None-Match spares sending it, If-Match guards a write."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from pydantic import BaseModel

from .problems import Problem


def etag_of(thing: BaseModel) -> str:
    """The ETag of one thing as a schema: changes with anything a reader of it would see."""
    return _quoted(thing.model_dump_json().encode())


def tagged(request: HttpRequest, thing: Any) -> Any:
    """The thing, its ETag kept for the answer: use it for whatever a write may name in If-Match."""
    request.etag = etag_of(thing)  # type: ignore[attr-defined]
    return thing


def put_tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with the ETag that its operation kept."""
    if etag := getattr(request, "etag", ""):
        response.headers["ETag"] = etag
    return response


def require_match(request: HttpRequest, thing: BaseModel) -> None:
    """Raise Problem 412 when the request was made for another state of the thing than the present one."""
    wanted = request.headers.get("If-Match", "")
    if wanted and not {"*", etag_of(thing)} & set(parse_etags(wanted)):
        raise Problem(412, _("This was changed since you read it. Read it again, then decide."))


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its ETag, or an empty 304 when the caller has it already."""
    if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.streaming:
        return response
    response.headers.setdefault("ETag", _quoted(response.content))
    etag = response.headers["ETag"]
    if "If-None-Match" not in request.headers:
        return response
    return get_conditional_response(request, etag=etag, response=response) or response


def _quoted(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
