"""The way of every request: who asks, how often, has it been done, do it, and say it briefly."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from . import limits
from .callers import SAFE, address_of, identify
from .etags import conditional, put_tag
from .problems import Problem, Unauthenticated, answer, from_exception
from .retries import MULTIPART, once

View = Callable[..., HttpResponse]


def served(view: View) -> View:
    """An API view as it is served. HEAD is answered as GET; the server sends no body."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        spent: dict[str, str] = {}
        try:
            spent, response = _serve(view, request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  every failure is answered in one form
            response = answer(from_exception(error, request.user))
        limits.put(response, spent or getattr(request, "spent", {}))
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return serve


def _serve(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> tuple[dict[str, str], HttpResponse]:
    try:
        caller = identify(request)
    except Unauthenticated:
        limits.spend(f"address:{address_of(request)}")  # guessing tokens is counted too
        raise
    spent = request.spent = limits.spend(caller.ident)  # type: ignore[attr-defined]
    if request.method not in SAFE:
        spent = request.spent = limits.spend(caller.ident, writes=True)  # type: ignore[attr-defined]
    request.user, request.caller = caller.user, caller  # type: ignore[attr-defined]
    _refuse_nul(request)
    method, request.method = request.method, "GET" if request.method == "HEAD" else request.method
    response = once(request, caller.ident, lambda: _done(view, request, *args, **kwargs))
    request.method = method
    return spent, conditional(request, response)


def _refuse_nul(request: HttpRequest) -> None:
    """No text of ours holds the character NUL, and PostgreSQL keeps none: a request with it is refused here at once."""
    kind = request.content_type
    if (
        "\x00" in request.path
        or (kind == "application/json" and (b"\x00" in request.body or b"\\u0000" in request.body))
        or (kind == MULTIPART and any("\x00" in text for _name, texts in request.POST.lists() for text in texts))
    ):
        raise Problem(400, _("A text must not hold the character NUL."))


def _done(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What the view answers. An exception becomes its answer here, inside the transaction that keeps answers."""
    try:
        response = view(request, *args, **kwargs)
    except Exception as error:  # noqa: BLE001
        return answer(from_exception(error, request.user))
    if response.status_code == 405:
        allowed = response.headers["Allow"]
        detail = _("Here only %(methods)s is possible.") % {"methods": allowed}
        return answer(Problem(405, detail, headers={"Allow": allowed}))
    return put_tag(request, response)


@csrf_exempt
@served
def nothing(_request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """What stands at addresses below the API that are none."""
    raise Problem(404, _("The API has no such address."))
