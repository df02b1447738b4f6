"""The API's description for people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xinzhi.core.api.problems import KINDS
from xinzhi.core.scopes import scope_choices
from xinzhi.site.api.document import sections, shapes


def reference(request: HttpRequest) -> HttpResponse:
    """How the API is used, and every operation with its parameters, answer and an example, from its own document.

    `?q=` leaves the operations in which every one of the words occurs.
    """
    wanted = request.GET.get("q", "").strip()[:100]
    found = sections(wanted)
    context = {
        "q": wanted,
        "sections": found,
        "count": sum(section["count"] for section in found),
        "shapes": shapes(),
        "scopes": scope_choices(),
        "problems": [{"status": status, "key": key, "title": title} for status, (key, title) in KINDS.items()],
        "limits": settings.API_LIMITS,
        "base": settings.BASE_URL,
    }
    return render(request, "site/api.html", context)
