"""The pages of the tree of fields."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from xinzhi.core.queries import versions

from .filed import filings
from .models import Field, FieldKind
from .queries import filed_counts, tree
from .rules import visible_fields

SHOWN = 12


def index(request: HttpRequest) -> HttpResponse:
    """The 8+X tree with what is filed under each field."""
    tops = tree(filed_counts())
    context = {
        "priority": [n for n in tops if n.field.kind == FieldKind.PRIORITY],
        "frontier": [n for n in tops if n.field.kind == FieldKind.FRONTIER],
        "kinds": [(f.key, f.name) for f in filings()],
        "nodes": [n for top in tops for n in top.walk()],
        "as_of": max((n.field.as_of for n in tops if n.field.as_of), default=None),
    }
    return render(request, "fields/index.html", context)


def field(request: HttpRequest, key: str) -> HttpResponse:
    """One field: its place, its words, and everything filed under it."""
    subject = get_object_or_404(visible_fields(request.user).select_related("parent__parent"), key=key)
    node = next(n for top in tree(filed_counts()) for n in top.walk() if n.field.pk == subject.pk)
    ids = {n.field.pk for n in node.walk()}
    filed = [
        {
            "name": f.name,
            "count": node.total.get(f.key, 0),
            "things": f.things(ids, SHOWN),
            "url": f.url(subject),
        }
        for f in filings()
    ]
    context = {
        "field": subject,
        "node": node,
        "above": _above(subject),
        "filed": [f for f in filed if f["things"]],
        "history": versions(Field, str(subject.pk)),
    }
    return render(request, "fields/field.html", context)


def _above(subject: Field) -> list[Field]:
    """The fields above this one, the top first."""
    found: list[Field] = []
    parent = subject.parent
    while parent is not None:
        found.insert(0, parent)
        parent = parent.parent
    return found
