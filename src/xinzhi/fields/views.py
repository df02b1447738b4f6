"""The pages of the tree of fields."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.core import jobs
from xinzhi.core.queries import versions
from xinzhi.core.remember import remember
from xinzhi.core.views.common import signed_in

from .actions import judge as judge_text
from .engine import NONE, Word
from .filed import filings
from .forms import JudgeForm
from .models import Field, FieldKind
from .queries import Node, counted_tree, filed_since_training, tree
from .queries import queue as asked_next
from .rules import visible_fields
from .tasks import RETRAIN

SHOWN = 12
QUEUED = 10
SKIPPED = "fields_skipped"
MOST_SKIPPED = 200


def index(request: HttpRequest) -> HttpResponse:
    """The 8+X tree with what is filed under each field."""
    tops = counted_tree()
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
    node = next(n for top in counted_tree() for n in top.walk() if n.field.pk == subject.pk)
    filed = remember(("fields.filed", subject.pk, get_language()), lambda: _filed(subject, node))
    context = {
        "field": subject,
        "node": node,
        "above": _above(subject),
        "filed": filed,
        "history": versions(Field, str(subject.pk)),
    }
    return render(request, "fields/field.html", context)


def _filed(subject: Field, node: Node) -> list[dict[str, Any]]:
    """What is filed under the field and below it, kind by kind, where there is something; the same for every reader."""
    ids = {n.field.pk for n in node.walk()}
    return [
        {"name": f.name, "count": node.total.get(f.key, 0), "things": things, "url": f.url(subject)}
        for f in filings()
        if (things := f.things(ids, SHOWN))
    ]


def _above(subject: Field) -> list[Field]:
    """The fields above this one, the top first."""
    found: list[Field] = []
    parent = subject.parent
    while parent is not None:
        found.insert(0, parent)
        parent = parent.parent
    return found


@login_required
@permission_required("fields.judge", raise_exception=True)
def queue(request: HttpRequest) -> HttpResponse:
    """What the classifier is least sure of, one after the other; a POST files the thing in front."""
    form = JudgeForm(request.POST or None, user=request.user)
    if request.method == "POST":
        if form.is_valid():
            thing, field = form.cleaned_data["unfiled"], form.cleaned_data["field"]
            judge_text(actor=request.user, text=thing.text, field=field, kind=thing.kind, thing=thing.key)
            where = field.label if field else _("none of the fields")
            messages.success(request, _("«%(name)s»: %(where)s.") % {"name": thing.label, "where": where})
        else:
            for problem in form.errors.values():
                messages.warning(request, str(problem[0]))
        return redirect("fields:queue")
    waiting = asked_next(request.user, shown=QUEUED, skipped=request.session.get(SKIPPED, []))
    first = waiting.asked[0] if waiting.asked else None
    context = {
        "queue": waiting,
        "first": first,
        "parts": _parts(first.thing.text, first.fields[0].words) if first and first.fields else [],
        "none": NONE,
        "nodes": [n for top in tree() for n in top.walk()],
        "unlearnt": filed_since_training(),
        "skipped": len(request.session.get(SKIPPED, [])),
    }
    return render(request, "fields/queue.html", context)


@login_required
@permission_required("fields.judge", raise_exception=True)
@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Put a thing aside for this session; without a thing, take all that were put aside up again."""
    skipped = request.session.get(SKIPPED, [])
    name = f"{request.POST.get('kind', '')[:40]}/{request.POST.get('thing', '')[:120]}"
    request.session[SKIPPED] = [*skipped, name][-MOST_SKIPPED:] if name != "/" else []
    return redirect("fields:queue")


@login_required
@permission_required("fields.retrain", raise_exception=True)
@require_POST
def retrain(request: HttpRequest) -> HttpResponse:
    """Start learning from what was filed; the person sees how far it is."""
    job = jobs.start(RETRAIN, owner=signed_in(request), title=_("Training of the classifier"), arguments={})
    return redirect("core:job", pk=job.pk)


def _parts(text: str, words: Iterable[Word]) -> list[tuple[str, bool]]:
    """The text cut into pieces, each with whether it is a word that decided."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for word in sorted(words, key=lambda w: w.begins):
        parts += [(text[at : word.begins], False), (text[word.begins : word.ends], True)]
        at = word.ends
    return [(part, marked) for part, marked in [*parts, (text[at:], False)] if part]
