"""How often one caller may ask: a count for each minute in the cache, told in every answer's headers."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .problems import Problem

WINDOW = 60  # seconds


def spend(ident: str, *, writes: bool = False, now: float | None = None) -> dict[str, str]:
    """Count one request; the RateLimit headers. Raises Problem 429 with Retry-After when the limit is passed.

    The limits a minute are in `settings.API_LIMITS`: for an address without token, for a person or token, and for
    writes. A cache of one process counts for that process; production's cache is shared.
    """
    kind = "write" if writes else "anonymous" if ident.startswith("address:") else "person"
    limit: int = settings.API_LIMITS[kind]
    moment = time.time() if now is None else now
    window, left = int(moment // WINDOW), WINDOW - int(moment % WINDOW)
    key = f"api:{kind}:{ident}:{window}"
    cache.add(key, 0, WINDOW * 2)
    try:
        used = cache.incr(key)
    except ValueError:  # the cache threw it out in between: count anew
        cache.set(key, 1, WINDOW * 2)
        used = 1
    headers = {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(max(0, limit - used)),
        "RateLimit-Reset": str(left),
    }
    if used > limit:
        detail = _("At most %(n)d requests a minute. Try again in %(s)d seconds.") % {"n": limit, "s": left}
        raise Problem(429, detail, headers={**headers, "Retry-After": str(left)})
    return headers


def put(response: HttpResponse, headers: dict[str, str]) -> None:
    """Write the headers, but not over those of a refusal."""
    for name, value in headers.items():
        response.headers.setdefault(name, value)
