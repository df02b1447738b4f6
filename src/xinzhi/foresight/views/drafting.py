"""Work on a draft of the list: words, rings, what is on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinzhi.core.views.common import add_errors
from xinzhi.foresight import actions
from xinzhi.foresight.forms.listing import AddForm, EditionForm, EntryForm, ReasonForm
from xinzhi.foresight.models import ForesightEdition, ListEntry
from xinzhi.foresight.words import condition_words, figure_name, move_words, moved, ring_names
from xinzhi.foresight.workflows import EDITION

from .common import edition_or_404, tell_problems, try_to


def _mine(request: HttpRequest, pk: int) -> ForesightEdition:
    """The edition for who prepares editions. Raises Http404 and PermissionDenied."""
    edition = edition_or_404(request, pk)
    if not request.user.has_perm("foresight.prepare"):
        raise PermissionDenied
    return edition


@login_required
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it is worked on: introduction, every entry, what left, what can be put on."""
    edition = _mine(request, pk)
    if edition.state != "draft":
        return redirect("foresight:edition", pk)
    form = EditionForm(request.POST or None, initial={"summary": edition.summary, "inside_note": edition.inside_note})
    if request.method == "POST" and form.is_valid():
        try_to(request, lambda: actions.describe_edition(actor=request.user, edition=edition, **form.cleaned_data))
        return redirect("foresight:draft", pk)
    names = ring_names(edition.rules)
    entries = edition.entries.select_related("candidate", "field").order_by("position")
    context = {
        "edition": edition,
        "form": form,
        "add_form": AddForm(edition),
        "rows": [
            {
                "entry": e,
                "ring": names.get(e.ring, e.ring),
                "moved": moved(e, edition)[1:],
                "by_hand": e.ring != e.proposed,
            }
            for e in entries
        ],
        "exits": edition.exits.select_related("entry__candidate"),
        "steps": EDITION.available(edition, request.user),
        "reason_form": ReasonForm(),
    }
    return render(request, "foresight/draft.html", context)


@login_required
def entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """An entry of a draft: its figures, the ring and its reason, words."""
    edition = _mine(request, pk)
    found: ListEntry = get_object_or_404(edition.entries.select_related("candidate", "field"), pk=entry_pk)
    form = EntryForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_entry(actor=request.user, entry=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded."))
            return redirect("foresight:draft", pk)
    names = ring_names(edition.rules)
    context: dict[str, Any] = {
        "edition": edition,
        "entry": found,
        "form": form,
        "reason_form": ReasonForm(prefix="out"),
        "proposed": names.get(found.proposed, found.proposed),
        "move": move_words(found),
        "before": names.get(found.ring_before, found.ring_before),
        "conditions": [condition_words(c) for c in found.conditions],
        "figures": [(figure_name(k), v) for k, v in found.figures.items()],
        "back": reverse("foresight:draft", args=[pk]),
    }
    return render(request, "foresight/entry.html", context)


@login_required
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a candidate on the draft."""
    edition = _mine(request, pk)
    form = AddForm(edition, request.POST)
    if form.is_valid():
        try_to(request, lambda: actions.add_entry(actor=request.user, edition=edition, **form.cleaned_data))
    else:
        tell_problems(request, form)
    return redirect("foresight:draft", pk)


@login_required
@require_POST
def out(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Take an entry out of the draft."""
    edition = _mine(request, pk)
    found: ListEntry = get_object_or_404(edition.entries, pk=entry_pk)
    why = request.POST.get("out-why", "")[:500]
    try_to(request, lambda: actions.take_out(actor=request.user, entry=found, why=why))
    return redirect("foresight:draft", pk)


@login_required
@require_POST
def explain(request: HttpRequest, pk: int, exit_pk: int) -> HttpResponse:
    """Say in words why a technology is no longer listed."""
    edition = _mine(request, pk)
    gone = get_object_or_404(edition.exits, pk=exit_pk)
    why = request.POST.get("why", "")[:500]
    try_to(request, lambda: actions.explain_exit(actor=request.user, gone=gone, why=why))
    return redirect("foresight:draft", pk)
