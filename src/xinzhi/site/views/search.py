"""One box over what the visitor may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xinzhi.site.search import find


def search(request: HttpRequest) -> HttpResponse:
    """Matches by kind; every word must occur. Kinds without a match are left out."""
    words = request.GET.get("q", "").split()[:8]
    groups = find(words, request.user) if words else []
    return render(
        request, "site/search.html", {"q": " ".join(words), "groups": groups, "total": sum(g.total for g in groups)}
    )
