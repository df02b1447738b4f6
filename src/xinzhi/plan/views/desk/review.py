"""The review page: the text left, what was understood right, each correction kept."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.plan.actions import correct_reading, undo_correction
from xinzhi.plan.forms.common import show_refusal
from xinzhi.plan.forms.reading import ITEM_FORMS, ItemForm
from xinzhi.plan.models import Correction, Reading
from xinzhi.plan.rules import visible_readings

from .common import posted, tell
from .review_context import context


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """`?edit=targets.3` opens the form of an item, `?add=targets` an empty one, `?edit=header` that of the header."""
    reading = _reading(request, pk)
    form = None
    if request.user.has_perm("plan.correct_reading", reading) and reading.state == "draft":
        form = _asked(request, reading)
    return render(request, "plan/desk/review.html", context(request, reading, form))


def _asked(request: HttpRequest, reading: Reading) -> ItemForm | None:
    """The form that the address asks for; None for none, or for an item that is not there."""
    kind, position = _place(request.GET.get("add") or request.GET.get("edit", ""))
    if kind not in ITEM_FORMS:
        return None
    if request.GET.get("add"):
        return None if kind == "header" else _form(reading, kind, None)
    return _form(reading, kind, position) if kind == "header" or position is not None else None


def _form(reading: Reading, kind: str, position: int | None, data: Any = None) -> ItemForm | None:
    item = None
    if kind == "header":
        item = reading.structure
    elif position is not None:
        items = reading.structure.get(kind, [])
        if position >= len(items):
            return None
        item = items[position]
    form = ITEM_FORMS[kind](data, item=item, text=reading.text)
    form.kind, form.position = kind, position  # type: ignore[attr-defined]
    return form


def _place(words: str) -> tuple[str, int | None]:
    """("targets", 3) from «targets.3», ("targets", None) from «targets», ("", None) from what is neither."""
    kind, dot, place = words.partition(".")
    if not dot:
        return kind, None
    return (kind, int(place)) if re.fullmatch(r"[0-9]{1,6}", place) else ("", None)


@posted
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Change, add or (step=remove) remove the item named by `item`: targets.3, targets (a new one) or header."""
    reading = _reading(request, pk)
    kind, position = _place(request.POST.get("item", ""))
    form = _form(reading, kind, position, request.POST) if kind in ITEM_FORMS else None
    if form is None:
        messages.error(request, _("This item is no longer there. Look at the page as it is now."))
        return redirect("plan:reading", reading.pk)
    removing = request.POST.get("step") == "remove"
    if not removing and not form.is_valid():
        return render(request, "plan/desk/review.html", context(request, reading, form))
    why = request.POST.get("why", "").strip()[:300]
    try:
        kept = correct_reading(
            actor=request.user,
            reading=reading,
            kind=kind,
            position=position,
            values=None if removing else form.values(),
            why=why,
        )
    except ValidationError as error:
        if removing:
            tell(request, error)
            return redirect("plan:reading", reading.pk)
        show_refusal(form, error)
        return render(request, "plan/desk/review.html", context(request, reading, form))
    messages.success(request, _("Kept.") if kept else _("Nothing was different."))
    return redirect(_back(reading, kind, None if removing else kept))


def _back(reading: Reading, kind: str, kept: Correction | None) -> str:
    """Back to the item that was touched."""
    page = reverse("plan:reading", args=[reading.pk])
    if kept is None or kept.position is None:
        return f"{page}#{kind}"
    return f"{page}#found-{kind}-{kept.position}"


@posted
def undo(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Take a correction back."""
    reading = _reading(request, pk)
    old = get_object_or_404(reading.corrections, pk=correction)
    try:
        undo_correction(actor=request.user, correction=old)
    except ValidationError as error:
        tell(request, error)
    else:
        messages.success(request, _("Put back as it was."))
    return redirect(reverse("plan:reading", args=[reading.pk]) + "#corrections")


def _reading(request: HttpRequest, pk: int) -> Reading:
    """404 to whoever may not see readings: a text under review is not public, not even that it is there."""
    rows = visible_readings(request.user).select_related("owner", "file", "plan")
    reading: Reading = get_object_or_404(rows, pk=pk)
    return reading
