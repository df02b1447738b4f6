"""A write that carries an Idempotency-Key is done once, however often it is sent."""

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.core.models import KeptAnswer

from .problems import Problem

KEPT = dt.timedelta(hours=24)
_LONGEST_KEY = 200
MULTIPART = "multipart/form-data"
_HEADERS = ("Content-Type", "Location", "ETag")


def once(request: HttpRequest, ident: str, do: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `do`, or the one kept from the first time. Only success is kept: a refused request may be mended.

    The kept answer is written in the transaction of the work itself, so that both are there or neither is; a second
    request at the same time waits for the first. Raises Problem 409 when the key was used for another request.
    """
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not key:
        return do()
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise Problem(400, _("An Idempotency-Key has at most %(n)d printable characters.") % {"n": _LONGEST_KEY})
    KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    print_ = _fingerprint(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                kept = KeptAnswer.objects.create(caller=ident, key=key, fingerprint=print_)
        except IntegrityError:
            return _again(KeptAnswer.objects.get(caller=ident, key=key), print_)
        response = do()
        if response.status_code >= 300:
            kept.delete()
            return response
        kept.status, kept.body = response.status_code, response.content
        kept.headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
        kept.save()
    return response


def _fingerprint(request: HttpRequest) -> str:
    """Equal for the same request: over the address with the body, or with the form's texts and files.

    A form is parsed only once, and one with files may be larger than a body in memory; its boundary changes each time.
    """
    sent = hashlib.sha256(request.get_full_path().encode())
    if request.content_type != MULTIPART:
        sent.update(b"\0" + request.body)
        return sent.hexdigest()
    sent.update(repr(sorted(request.POST.lists())).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            sent.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                sent.update(chunk)
            file.seek(0)
    return sent.hexdigest()


def _again(kept: KeptAnswer, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise Problem(409, _("This Idempotency-Key was used for another request."))
    response = HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response
