"""Making one entry of two, two of one, undoing that, and forgetting a person. Each asks for a reason."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.core.views.common import add_errors
from xinzhi.registry.actions import forget_person, merge_entries, split_entry, undo_fusion
from xinzhi.registry.forms import ReasonForm, SplitForm
from xinzhi.registry.models import Fusion, Statement
from xinzhi.registry.queries.claims import statements_about
from xinzhi.registry.queries.find import entry_by_row
from xinzhi.registry.queries.fusion import side_by_side
from xinzhi.registry.queries.search import entries_like, entry_named
from xinzhi.registry.registers import BY_ONE, Register
from xinzhi.registry.words import attribute_label, entry_address, machine_words, reference_names, shown_date

from .subject import about_entry, frame, page_address


def merge_of(register: Register) -> Callable[..., HttpResponse]:
    """The page that merges another entry of the register into this one."""
    return about_entry(register, "registry.merge", _merge)


def split_of(register: Register) -> Callable[..., HttpResponse]:
    """The page that splits off what some statements say."""
    return about_entry(register, "registry.merge", _split)


def forget_of(register: Register) -> Callable[..., HttpResponse]:
    """The page that forgets a person."""
    return about_entry(register, "registry.forget_person", _forget)


def _merge(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    other = entry_named(f"{register.one}:{request.GET.get('other', '')}", request.user)
    if other is None or other == subject:
        return _find_double(request, register, subject)
    form = ReasonForm(request.POST or None)

    def merge() -> str:
        merge_entries(actor=request.user, keep=subject, absorb=other, why=form.cleaned_data["why"])
        return entry_address(subject)

    if target := _done(request, form, merge, _("Merged. The old address leads here; this can be undone.")):
        return redirect(target)
    names = reference_names()
    rows = [
        {
            "name": attribute_label(register, row.attribute),
            "differs": row.differs,
            "cells": [machine_words(register, row.attribute, v, names) for v in (row.keep, row.absorb, row.shown)],
        }
        for row in side_by_side(subject, other)
    ]
    context = {
        **frame(register, subject),
        "other": other,
        "other_url": entry_address(other),
        "rows": rows,
        "form": form,
        "again_url": page_address(subject, "merge"),
        "swap_url": f"{page_address(other, 'merge')}?other={subject.key}",
    }
    return render(request, "registry/merge.html", context)


def _find_double(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    text = request.GET.get("q", subject.name).strip()
    found = entries_like(text, request.user, (register,), besides=subject) if text else []
    context = {
        **frame(register, subject),
        "here": _("Merge with another entry"),
        "lead": _(
            "Find the entry that is the same thing. It will lead here, and everything said of it will stand here."
        ),
        "q": text,
        "found": [{"entry": e, "register": register, "url": f"?other={e.key}"} for e in found],
    }
    return render(request, "registry/find.html", context)


def _split(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    statements = {str(s.pk): s for s in statements_about(subject, request.user)}
    names = reference_names()
    choices = [(pk, _statement_line(register, s, names)) for pk, s in statements.items()]
    form = SplitForm(request.POST or None, choices=choices)

    def split() -> str:
        chosen = [statements[pk] for pk in form.cleaned_data["statements"]]
        made = split_entry(actor=request.user, entry=subject, statements=chosen, why=form.cleaned_data["why"])
        return entry_address(made)

    if target := _done(request, form, split, _("Split. This is the new entry; this can be undone.")):
        return redirect(target)
    context = {**frame(register, subject), "form": form, "enough": len(statements) > 1}
    return render(request, "registry/split.html", context)


def _statement_line(register: Register, statement: Statement, names: Mapping[str, Mapping[str, str]]) -> str:
    said = "；".join(
        f"{attribute_label(register, n)}：{machine_words(register, n, v, names)}"
        for n, v in list(statement.values.items())[:6]
    )
    year = f"{statement.period} " if statement.period else ""
    day = shown_date(statement.as_of, statement.as_of_precision)
    return f"{statement.source} · {day} · {statement.get_state_display()} — {year}{said}"


def _forget(request: HttpRequest, register: Register, subject: Any) -> HttpResponse:
    form = ReasonForm(request.POST or None)

    def forget() -> str:
        forget_person(actor=request.user, person=subject, why=form.cleaned_data["why"])
        return reverse(f"registry:{register.key}")

    if target := _done(request, form, forget, _("Forgotten. Nothing here tells any more who it was.")):
        return redirect(target)
    return render(request, "registry/forget.html", {**frame(register, subject), "form": form})


@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge or a split."""
    fusion = get_object_or_404(Fusion, pk=pk)
    if not request.user.has_perm("registry.merge", fusion):
        raise PermissionDenied
    subject: Any = entry_by_row(fusion.kind, fusion.target_id)
    other = entry_by_row(fusion.kind, fusion.source_id)
    form = ReasonForm(request.POST or None)

    def undone() -> str:
        undo_fusion(actor=request.user, fusion=fusion, why=form.cleaned_data["why"])
        return entry_address(other or subject)

    if target := _done(request, form, undone, _("Undone. What had moved is back where it was.")):
        return redirect(target)
    context = {**frame(BY_ONE[fusion.kind], subject), "fusion": fusion, "other": other, "form": form}
    return render(request, "registry/undo.html", context)


def _done(request: HttpRequest, form: Any, act: Callable[[], str], success: str) -> str:
    """Where to go when the form was sent and the action done; "" while it was not."""
    if request.method != "POST" or not form.is_valid():
        return ""
    try:
        target = act()
    except ValidationError as error:
        add_errors(form, error)
        return ""
    messages.success(request, success)
    return target
