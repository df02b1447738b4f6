"""One box over what the visitor may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xinzhi.site.search import find, words_of


def search(request: HttpRequest) -> HttpResponse:
    """Matches by kind; every word must occur. Kinds without a match are left out."""
    asked = request.GET.get("q", "").strip()
    words = words_of(asked)
    groups = find(words, request.user) if words else []
    context = {"q": asked[:200], "words": words, "groups": groups, "total": sum(g.total for g in groups)}
    return render(request, "site/search.html", context)
