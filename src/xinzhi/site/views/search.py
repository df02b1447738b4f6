"""One box over what the visitor may see."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xinzhi.core.search.engine import FACETS, MOST_CHARACTERS
from xinzhi.core.search.find import MOST_PAGES, PAGE, Answer, find, suggest


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A ranked list with facets. Each facet may be given several times; `sort=newest` orders by date."""
    number = request.GET.get("page", "")
    newest = request.GET.get("sort") == "newest"
    answer = find(
        request.GET.get("q", ""),
        request.user,
        chosen={facet: [k for k in request.GET.getlist(facet) if k] for facet in FACETS},
        newest_first=newest,
        page=int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 1,
    )
    facets = _facets(answer, request.GET)
    context = {
        "q": answer.text,
        "answer": answer,
        "page": Paginator(range(min(answer.total, PAGE * MOST_PAGES)), PAGE).get_page(number),
        "newest": newest,
        "facets": facets,
        "chosen": [choice for facet in facets for choice in facet["choices"] if choice["chosen"]],
        "meant_query": urlencode({"q": answer.meant}),
        "longest": MOST_CHARACTERS,
    }
    return render(request, "site/search.html", context)


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> JsonResponse:
    """The best hits for what is being typed, at most eight: name, kind, address, whether simulated."""
    found = suggest(request.GET.get("q", ""), request.user)
    items = [{"name": m.name, "kind": str(m.kind_name), "url": m.url, "simulated": m.simulated} for m in found]
    return JsonResponse({"suggestions": items}, json_dumps_params={"ensure_ascii": False})


def _facets(answer: Answer, query: QueryDict) -> list[dict[str, Any]]:
    """The facets with, for each choice, the address that takes it up or drops it."""
    return [
        {
            "title": facet.title,
            "choices": [
                {"label": c.label, "count": c.count, "chosen": c.chosen, "url": _toggled(query, facet.key, c.key)}
                for c in choices
            ],
        }
        for facet, choices in answer.facets
    ]


def _toggled(query: QueryDict, facet: str, key: str) -> str:
    changed = query.copy()
    keys = changed.getlist(facet)
    changed.setlist(facet, [k for k in keys if k != key] if key in keys else [*keys, key])
    changed.pop("page", None)
    return f"?{changed.urlencode()}"
